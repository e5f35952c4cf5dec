import JSONTree
package import Redaction

/// Says what an error answer says.
package enum ErrorSummary {
    /// `hydra:Error "Upstream unavailable"`, in the answer's own words; nil where it has none. Hostile text.
    package static func quoted(_ body: RedactedBody) -> String? {
        guard body.withheld == nil, !body.bytes.isEmpty else { return nil }
        let (kind, words) = parts(of: body)
        let quotation = words.map(oneLine).flatMap { $0.isEmpty ? nil : "\"\($0)\"" }
        let result = [kind, quotation].compactMap(\.self).joined(separator: " ")
        return result.isEmpty ? nil : result
    }

    /// At most 300 characters, on one line.
    private static func oneLine(_ text: String) -> String {
        let start = text.prefix(1_200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isCut = start.count > 300 || !text.dropFirst(1_200).isEmpty
        return isCut ? start.prefix(300) + "…" : start
    }

    /// The same behind the status, without what differs from one answer to the next: two failures that say this are the
    /// same one.
    ///
    /// `503 hydra:Error "Upstream unavailable"`. Hostile text, as the body is.
    static func text(status: Int, body: RedactedBody) -> String {
        guard body.withheld == nil, !body.bytes.isEmpty else { return String(status) }
        let (kind, words) = parts(of: body)
        var result = String(status)
        if let kind = kind.map(VolatileText.normalized), !kind.isEmpty { result += " " + kind }
        if let words = words.map(VolatileText.normalized), !words.isEmpty { result += " \"\(words)\"" }
        return result
    }

    private static func parts(of body: RedactedBody) -> (kind: String?, words: String?) {
        if let document = try? JSONDocument.parse(body.bytes), document.root.kind == .object {
            return parts(of: document.root)
        }
        if body.facts.mediaKind == .html { return ("HTML", htmlTitle(body.bytes)) }
        if body.facts.mediaKind == .binary { return ("binary body", nil) }
        let line = body.bytes.prefix(400).split { $0 == 0x0A || $0 == 0x0D }.first
        return (nil, line.map { String(decoding: $0, as: UTF8.self) })
    }

    /// Hydra (`hydra:title`, `hydra:description`), OAuth 2 (RFC 6749 §5.2), problem details (RFC 9457), and the
    /// `error` and `message` that everybody else uses.
    private static func parts(of root: JSONNode) -> (kind: String?, words: String?) {
        func text(_ names: String...) -> String? {
            for name in names { if let value = root[name]?.string, !value.isEmpty { return value } }
            return nil
        }
        let type = root["@type"]?.string ?? root["@type"]?[0]?.string
        if type != nil || root["hydra:description"] != nil || root["hydra:title"] != nil {
            return (type ?? "hydra:Error", text("hydra:description", "description", "detail", "hydra:title", "title"))
        }
        if let error = root["error"], error.kind == .object {
            let kind = error["code"]?.string ?? error["type"]?.string ?? error["status"]?.string
            return (kind, error["message"]?.string ?? error["description"]?.string)
        }
        if let error = text("error") { return (error, text("error_description", "message", "detail")) }
        let kind = text("type").flatMap { $0 == "about:blank" ? nil : $0 } ?? text("code")
        let title = text("title")
        let detail = text("detail", "message", "description")
        guard let title, let detail else { return (kind, title ?? detail) }
        return (kind, title + ": " + detail)
    }

    private static func htmlTitle(_ bytes: [UInt8]) -> String? {
        let head = bytes.prefix(8_192)
        let lower = head.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        guard let start = lower.firstRange(of: Array("<title>".utf8))?.upperBound,
            let end = lower[start...].firstRange(of: Array("</title".utf8))?.lowerBound
        else { return nil }
        return String(decoding: head[start..<end], as: UTF8.self)
    }
}
