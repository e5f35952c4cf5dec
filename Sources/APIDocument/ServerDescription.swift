internal import ExchangeModel
internal import JSONTree

/// A server of a contract: the URL that paths are appended to (OpenAPI 3.1 §4.8.5).
package struct ServerDescription: Sendable, Hashable {
    /// As the document writes it.
    package let url: String
    /// The path, without a slash at the end; variables are still in it.
    let base: PathTemplate
    /// Scheme and authority as alternating text and variables; nil for a relative URL, which fits any host.
    private let origin: [Piece]?

    private enum Piece: Sendable, Hashable {
        case text([UInt8])
        /// The values a variable may have; empty for any.
        case variable([[UInt8]])
    }

    /// What paths stand behind where nothing else is said.
    static let root = ServerDescription(url: "/", variables: nil)

    /// - Parameter variables: the server's `variables` object.
    init(url: String, variables: JSONNode?) {
        self.url = url
        let bytes = Array(url.utf8.prefix { $0 != 0x3F && $0 != 0x23 })
        let mark = ServerDescription.position(of: Array("://".utf8), in: bytes)
        let authority = mark.map { $0 + 3 } ?? 0
        let path = bytes[authority...].firstIndex(of: 0x2F) ?? bytes.endIndex
        var base = Array(mark == nil ? bytes[...] : bytes[path...])
        while base.last == 0x2F { base.removeLast() }
        self.base = PathTemplate(String(decoding: base, as: UTF8.self))
        origin = mark == nil ? nil : ServerDescription.pieces(Array(bytes[..<path]), variables)
    }

    /// Whether the server's own path is empty.
    var hasNoPath: Bool { base.text.isEmpty }

    /// Whether a URL may be one of this server's: scheme, host and port fit.
    func fits(origin url: URLParts) -> Bool {
        guard let origin else { return true }
        let port = url.port.map { $0 == (url.scheme == "https" ? 443 : 80) ? "" : ":\($0)" } ?? ""
        var rest = ASCII.lower(Array((url.scheme + "://").utf8) + url.host + Array(port.utf8))[...]
        for (index, piece) in origin.enumerated() {
            switch piece {
            case .text(let text):
                guard rest.starts(with: text) else { return false }
                rest = rest.dropFirst(text.count)
            case .variable(let values) where !values.isEmpty:
                guard let value = values.first(where: { rest.starts(with: $0) }) else { return false }
                rest = rest.dropFirst(value.count)
            case .variable:
                // Up to the text that follows.
                guard index + 1 < origin.count, case .text(let next) = origin[index + 1] else { return !rest.isEmpty }
                guard let end = ServerDescription.position(of: next, in: Array(rest)), end > 0 else { return false }
                rest = rest.dropFirst(end)
            }
        }
        return rest.isEmpty
    }

    private static func pieces(_ bytes: [UInt8], _ variables: JSONNode?) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let open = rest.firstIndex(of: 0x7B), let close = rest[open...].firstIndex(of: 0x7D) {
            if open > rest.startIndex { pieces.append(.text(ASCII.lower(rest[..<open]))) }
            let name = String(decoding: rest[(open + 1)..<close], as: UTF8.self)
            let values = variables?[name]?["enum"].map { Array($0.elements) } ?? []
            // The longest first, so that a value is not cut where another one is its beginning.
            pieces.append(
                .variable(values.compactMap(\.stringBytes).map { ASCII.lower($0) }.sorted { $0.count > $1.count })
            )
            rest = rest[(close + 1)...]
        }
        if !rest.isEmpty { pieces.append(.text(ASCII.lower(rest))) }
        return pieces
    }

    private static func position(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        guard !needle.isEmpty, bytes.count >= needle.count else { return nil }
        return (0...(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) }
    }
}
