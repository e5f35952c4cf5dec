import ExchangeModel

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
                name: PercentCoding.decoded(Array(pair[..<(sign ?? pair.endIndex)]), plusIsSpace: true),
                value: sign.map { PercentCoding.decoded(Array(pair[pair.index(after: $0)...]), plusIsSpace: true) }
                    ?? []
            )
        }
        .sorted()
    }
}
