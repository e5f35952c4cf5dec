internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// Cuts the offending piece out of an exchange, so that a reader sees what a message is about.
enum Fragment {
    /// Bytes that are shown; a page of JSON helps nobody.
    static let longest = 160

    /// The bytes as text, cut between characters where they are too long.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
        var kept = Array(bytes.prefix(longest))
        // A character that was cut in two is left out: its first byte is the only one that is no continuation.
        while let last = kept.last, last & 0xC0 == 0x80 { kept.removeLast() }
        if let last = kept.last, last >= 0xC0 { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + "…"
    }
}

extension CheckSubject {
    /// What stands at this place of the exchange, redacted and cut; nil where nothing does or it says nothing more.
    ///
    /// - Parameter pointer: as `Observation.dataPointer`: a pointer into the answer's body, `request:` and a pointer
    ///   into the request's, or `header:NAME`.
    package func fragment(at pointer: String) -> String? {
        if pointer.hasPrefix("header:") {
            // Behind a slash stands the way into a value that has parts.
            let name = pointer.dropFirst(7).prefix { $0 != "/" }
            return response?.headers.first(String(name)).map { Fragment.text($0) }
        }
        let isRequest = pointer.hasPrefix("request:")
        let tree = isRequest ? requestJSON : json
        guard let tree, let path = JSONPointer(parsing: isRequest ? String(pointer.dropFirst(8)) : pointer),
            let node = tree.node(at: path)
        else { return nil }
        return Fragment.text(tree.bytes[node.range])
    }
}
