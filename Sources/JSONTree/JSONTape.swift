/// A text and what was found in it: one entry a value (keys included), in the order of the text.
///
/// One object, so that a cursor is one reference and a number.
package final class JSONTape: Sendable {
    /// One value. Trivial, 16 bytes.
    package struct Entry {
        /// The value's bytes, with quotes or brackets.
        package var start: UInt32
        package var end: UInt32
        /// The tape index after the value's last descendant; while a container is open, its holder's index.
        package var next: UInt32
        /// Kind in bits 0–2, `isEscaped` in bit 3, `isTrue` in bit 4, elements or members from bit 5 on.
        package var meta: UInt32

        package init(start: UInt32, end: UInt32, next: UInt32, meta: UInt32) {
            self.start = start
            self.end = end
            self.next = next
            self.meta = meta
        }

        @inline(__always)
        var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: meta & 7)) ?? .null }
        /// Whether a string holds a backslash, so that it must be decoded.
        @inline(__always)
        var isEscaped: Bool { meta & Entry.escapedBit != 0 }
        @inline(__always)
        var isTrue: Bool { meta & Entry.trueBit != 0 }
        @inline(__always)
        var count: Int { Int(meta >> Entry.countShift) }

        static let escapedBit: UInt32 = 1 << 3
        static let trueBit: UInt32 = 1 << 4
        static let countShift: UInt32 = 5
    }

    /// Offsets fit 32 bits and counts 27: an element takes at least two bytes with its comma.
    static let largestText = 1 << 28

    let bytes: [UInt8]
    let entries: ContiguousArray<Entry>

    init(bytes: [UInt8], entries: ContiguousArray<Entry>) {
        self.bytes = bytes
        self.entries = entries
    }
}
