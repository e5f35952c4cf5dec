internal import ExchangeModel

/// The names and values of a query or a form, with their places.
struct QueryPairs {
    struct Pair {
        /// Decoded.
        let name: [UInt8]
        let nameRange: Range<Int>
        /// Still encoded; empty where there is no `=`.
        let value: Range<Int>
    }

    let bytes: [UInt8]
    let pairs: [Pair]

    /// Cuts at `&` and the first `=` of each piece; in names `+` is a space, as forms write it (WHATWG URL §5.1).
    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        pairs = bytes[range].split(separator: 0x26).map { piece in
            let equals = piece.firstIndex(of: 0x3D)
            let name = piece[..<(equals ?? piece.endIndex)]
            return Pair(
                name: PercentCoding.decoded(name, plusIsSpace: true),
                nameRange: name.startIndex..<name.endIndex,
                value: (equals.map { $0 + 1 } ?? piece.endIndex)..<piece.endIndex
            )
        }
    }
}
