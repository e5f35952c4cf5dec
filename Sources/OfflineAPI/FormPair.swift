/// A name and a value, decoded: of a query, of a form's field, or of a part of a multipart body.
package struct FormPair: Sendable, Hashable, Comparable {
    package let name: [UInt8]
    package let value: [UInt8]

    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// By name, then by value, byte by byte.
    package static func < (a: Self, b: Self) -> Bool {
        if a.name != b.name { return a.name.lexicographicallyPrecedes(b.name) }
        return a.value.lexicographicallyPrecedes(b.value)
    }

    /// The pairs of a query or a form (WHATWG URL §5.1), sorted: percent encoding undone, `+` as a space, `a` the same
    /// as `a=`, nothing between two `&` left out.
    ///
    /// Text with more than `limit` pairs is not taken apart; it is one pair without a name.
    package static func read(_ text: some Collection<UInt8>, limit: Int) -> [FormPair] {
        guard text.lazy.filter({ $0 == 0x26 }).count < limit else { return [FormPair(name: [], value: Array(text))] }
        return text.split(separator: 0x26).map { pair in
            let sign = pair.firstIndex(of: 0x3D)
            return FormPair(
                name: decoded(pair[..<(sign ?? pair.endIndex)], plus: true),
                value: sign.map { decoded(pair[pair.index(after: $0)...], plus: true) } ?? []
            )
        }
        .sorted()
    }

    /// Percent encoding undone (RFC 3986 §2.1); a `%` that no two digits follow stays.
    ///
    /// - Parameter plus: whether `+` is a space.
    static func decoded(_ text: some Collection<UInt8>, plus: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, let high = rest.first.flatMap(hexValue),
                let low = rest.dropFirst().first.flatMap(hexValue)
            {
                result.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                result.append(plus && byte == 0x2B ? 0x20 : byte)
            }
        }
        return result
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
