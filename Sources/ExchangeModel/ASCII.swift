/// Comparisons and classes of ASCII bytes, for protocol text that must not pass through `String`.
public enum ASCII {
    /// The byte in lower case if it is one of A–Z.
    @inlinable
    public static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The bytes with A–Z in lower case.
    public static func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { lower($0) }
    }

    /// Whether both are equal when A–Z and a–z count as the same.
    @inlinable
    public static func equalIgnoringCase(_ a: some Sequence<UInt8>, _ b: some Sequence<UInt8>) -> Bool {
        var left = a.makeIterator()
        var right = b.makeIterator()
        while true {
            switch (left.next(), right.next()) {
            case (nil, nil): return true
            case (let x?, let y?) where lower(x) == lower(y): continue
            default: return false
            }
        }
    }

    /// The bytes without leading and trailing spaces and tabs (`OWS`, RFC 9110 §5.6.3).
    public static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var slice = bytes[...]
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return Array(slice)
    }

    /// The number that the bytes spell, if they are 1 to 18 decimal digits and nothing else.
    public static func decimal(_ bytes: some Collection<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var result = 0
        for byte in bytes {
            guard byte &- 0x30 < 10 else { return nil }
            result = result * 10 + Int(byte &- 0x30)
        }
        return result
    }

    /// Whether the byte may stand in a method or field name (`tchar`, RFC 9110 §5.6.2).
    public static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }
}
