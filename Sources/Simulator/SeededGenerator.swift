import ExchangeModel
import KadenceAPI

/// Random numbers that only a seed and a stream's name decide, the same on every machine and in every build.
///
/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). Named streams keep
/// consumers apart: a draw in one never shifts what another draws. The standard library's own `random(in:using:)`
/// and `shuffled(using:)` aren't used, since how many draws they make is not part of their contract.
struct SeededGenerator: Sendable, Hashable {
    private var state: UInt64

    init(seed: UInt64, stream: String = "") {
        // FNV-1a over the name; the first mix spreads close seeds far apart.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in 0 ..< 1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in 0 ..< `bound`; 0 for a bound below 1. The bias of the modulo is far below what a data set shows.
    mutating func below(_ bound: Int) -> Int {
        bound < 1 ? 0 : Int(next() % UInt64(bound))
    }

    /// One of the values. The list must not be empty.
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[below(values.count)]
    }

    /// `count` lower-case hexadecimal digits.
    mutating func hex(_ count: Int) -> String {
        text(count, of: "0123456789abcdef")
    }

    /// `count` characters of an ASCII alphabet.
    mutating func text(_ count: Int, of alphabet: StaticString) -> String {
        let letters = alphabet.withUTF8Buffer { Array($0) }
        return String(decoding: (0..<count).map { _ in pick(letters) }, as: UTF8.self)
    }

    /// A version 4 UUID in lower case (RFC 9562 §5.4).
    mutating func uuid() -> String {
        let digits = Array(hex(32))
        let variant = pick(["8", "9", "a", "b"])
        return String(digits[0..<8]) + "-" + String(digits[8..<12]) + "-4" + String(digits[13..<16]) + "-" + variant
            + String(digits[17..<20]) + "-" + String(digits[20..<32])
    }

    /// A ULID made at this moment.
    mutating func ulid(at moment: Timestamp) -> String {
        let high = UInt16(truncatingIfNeeded: next())
        return ULID(moment, high: high, low: next()).description
    }
}
