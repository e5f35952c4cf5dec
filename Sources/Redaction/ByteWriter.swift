/// Writes numbers and byte strings compactly: LEB128 for numbers, a length before every string.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ new: some Sequence<UInt8>) { bytes.append(contentsOf: new) }

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small negative numbers stay small (zigzag).
    mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func string(_ value: [UInt8]) {
        unsigned(UInt64(value.count))
        raw(value)
    }

    mutating func string(_ value: String) { string(Array(value.utf8)) }

    mutating func optional<Value>(_ value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        bool(value != nil)
        if let value { write(&self, value) }
    }

    mutating func list<Element>(_ values: some Collection<Element>, _ write: (inout ByteWriter, Element) -> Void) {
        unsigned(UInt64(values.count))
        for value in values { write(&self, value) }
    }
}
