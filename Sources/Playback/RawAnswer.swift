import Deflate
import ExchangeModel
import JSONTree

/// An answer as it came, read for what later requests need. In memory only.
enum RawAnswer {
    /// More than any answer that a later request takes a value from.
    private static let maximumBytes = 64 << 20

    /// The answer's JSON; nil where it is none, or cut.
    static func document(_ exchange: Exchange) -> JSONDocument? {
        guard let response = exchange.response, !response.body.isCut, !response.body.isTruncated else { return nil }
        var limits = InflateLimits()
        limits.bytes = maximumBytes
        let coding = (response.headers.text("Content-Encoding") ?? "identity").lowercased()
        let bytes: [UInt8]? =
            switch coding {
            case "", "identity": response.body.bytes
            case "gzip", "x-gzip": try? Compression.decompress(response.body.bytes, as: .gzip, limits: limits)
            case "deflate": try? Compression.decompress(response.body.bytes, as: .zlib, limits: limits)
            default: nil
            }
        return bytes.flatMap { try? JSONDocument.parse($0) }
    }
}
