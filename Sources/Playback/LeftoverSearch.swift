import Deflate
import ExchangeModel
import Redaction

/// Looks for stand-ins in what is about to leave, however they are written there.
///
/// Redaction writes them plain, percent-encoded or in base64, which `StandIn` finds. Between recording and replay other
/// programs may have had the flow's file, and values may be nested: an address inside a query inside a form.
enum LeftoverSearch {
    /// So many encodings around each other are undone.
    private static let depth = 4
    private static let mostBytes = 64 << 20

    /// Whether a stand-in is in the bytes.
    static func isIn(_ bytes: [UInt8]) -> Bool {
        var text = bytes
        for _ in 0..<depth {
            if StandIn.occurs(in: text) { return true }
            guard text.contains(where: { $0 == 0x25 || $0 == 0x5C }) else { return false }
            let decoded = Escapes.undone(text)
            if decoded == text { return false }
            text = decoded
        }
        return StandIn.occurs(in: text)
    }

    /// Whether a stand-in is in the body, under its content coding too.
    static func isIn(body request: RequestMessage) -> Bool {
        let bytes = request.body.bytes
        if isIn(bytes) { return true }
        guard let coding = request.headers.text("Content-Encoding")?.lowercased() else { return false }
        var limits = InflateLimits()
        limits.bytes = mostBytes
        let decoded: [UInt8]? =
            switch coding {
            case "gzip", "x-gzip": try? Compression.decompress(bytes, as: .gzip, limits: limits)
            case "deflate": try? Compression.decompress(bytes, as: .zlib, limits: limits)
            default: nil
            }
        return decoded.map { isIn($0) } ?? false
    }
}
