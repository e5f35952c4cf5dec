package import ExchangeModel

/// A universally unique, lexicographically sortable identifier: 48 bits of milliseconds, 80 of chance,
/// written as 26 characters of Crockford's base 32 (github.com/ulid/spec).
package struct ULID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let value: UInt128

    package init(_ value: UInt128) {
        self.value = value
    }

    /// A moment with 80 bits that make it unique; of `high` the lower 16 bits count.
    /// Moments before 1970 count as 1970.
    package init(_ moment: Timestamp, high: UInt16, low: UInt64) {
        let milliseconds = UInt128(UInt64(max(0, moment.microseconds) / 1_000) & 0xFFFF_FFFF_FFFF)
        value = milliseconds << 80 | UInt128(high) << 64 | UInt128(low)
    }

    /// Nil unless the bytes are 26 characters of the alphabet that fit 128 bits; lower case counts as upper.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 26 else { return nil }
        var value: UInt128 = 0
        for (index, byte) in bytes.enumerated() {
            guard let digit = ULID.digit(byte), index > 0 || digit < 8 else { return nil }
            value = value << 5 | UInt128(digit)
        }
        self.value = value
    }

    package init?(_ text: String) {
        self.init(text.utf8)
    }

    /// The moment it was made, with a millisecond's precision.
    package var moment: Timestamp {
        Timestamp(microseconds: Int64(truncatingIfNeeded: value >> 80) * 1_000)
    }

    package var description: String {
        let digits = (0..<26).map { ULID.alphabet[Int(truncatingIfNeeded: value >> UInt128(5 * (25 - $0)) & 31)] }
        return String(decoding: digits, as: UTF8.self)
    }

    package static func < (a: Self, b: Self) -> Bool { a.value < b.value }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// I, L, O and U are not in the alphabet.
    private static func digit(_ byte: UInt8) -> UInt8? {
        let upper = byte &- 0x61 < 26 ? byte & 0xDF : byte
        switch upper {
        case 0x30...0x39: return upper - 0x30
        case 0x41...0x48: return upper - 0x41 + 10
        case 0x4A...0x4B: return upper - 0x4A + 18
        case 0x4D...0x4E: return upper - 0x4D + 20
        case 0x50...0x54: return upper - 0x50 + 22
        case 0x56...0x5A: return upper - 0x56 + 27
        default: return nil
        }
    }
}
