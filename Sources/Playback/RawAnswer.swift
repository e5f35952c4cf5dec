import Deflate
import ExchangeModel
import JSONTree
import ReplayPlan

/// An answer as it came, read for what later requests need. In memory only.
enum RawAnswer {
    /// More than any answer that a later request takes a value from.
    private static let maximumBytes = 64 << 20

    /// The answer's JSON; nil where it is none, or cut.
    static func document(_ exchange: Exchange) -> JSONDocument? {
        body(exchange).flatMap { try? JSONDocument.parse($0) }
    }

    /// The answer without its content codings (RFC 9110 §8.4); nil where there is none, it is cut, or it can't be
    /// decoded.
    static func content(_ exchange: Exchange) -> AnswerContent? {
        guard let response = exchange.response, let body = body(exchange) else { return nil }
        return AnswerContent(headers: response.headers, body: body)
    }

    private static func body(_ exchange: Exchange) -> [UInt8]? {
        guard let response = exchange.response, !response.body.isCut, !response.body.isTruncated else { return nil }
        var bytes = response.body.bytes
        guard !bytes.isEmpty else { return bytes }
        let codings = response.headers.all("Content-Encoding").flatMap { $0.split(separator: 0x2C) }
        guard codings.count <= 4 else { return nil }
        for coding in codings.reversed() {
            var limits = InflateLimits()
            limits.bytes = maximumBytes
            let name = String(decoding: ASCII.lower(ASCII.trimmed(Array(coding))), as: UTF8.self)
            let decoded: [UInt8]? =
                switch name {
                case "", "identity": bytes
                case "gzip", "x-gzip": try? Compression.decompress(bytes, as: .gzip, limits: limits)
                case "deflate": try? Compression.decompress(bytes, as: .zlib, limits: limits)
                default: nil
                }
            guard let decoded else { return nil }
            bytes = decoded
        }
        return bytes
    }
}
