/// Texts with `{name}` in them.
enum Placeholder {
    enum Piece: Hashable {
        case literal(String)
        case variable(String)
    }

    static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
            pieces.append(.variable(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        return pieces
    }

    static func fill(_ text: String, values: [String: String], step: String) throws(FlowError) -> [UInt8] {
        var result: [UInt8] = []
        for piece in pieces(of: text) {
            switch piece {
            case .literal(let text):
                result += Array(text.utf8)
            case .variable(let name):
                guard let value = values[name] else { throw .missingValue(name: name, step: step) }
                result += Array(value.utf8)
            }
        }
        return result
    }
}
