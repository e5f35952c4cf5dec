/// Percent-encoding of the values that are put into URLs and forms.
package enum Percent {
    /// For a path segment or a query's name or value: only RFC 3986's unreserved characters stay.
    package static func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in isUnreserved(byte) ? [byte] : escape(byte) }
    }

    /// For `application/x-www-form-urlencoded` (WHATWG URL §5.2): a space becomes `+`.
    static func formEncoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if byte == 0x20 { return [0x2B] }
            // The form's own set keeps `*` and escapes `~`.
            if byte == 0x2A { return [byte] }
            return isUnreserved(byte) && byte != 0x7E ? [byte] : escape(byte)
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
