internal import Deflate
internal import ExchangeModel

/// Content codings (RFC 9110 §8.4.1) as far as HAR needs them.
enum ContentCoding {
    /// More layers than anybody has; each costs a copy of the body.
    private static let mostLayers = 4

    /// The codings in the order they were applied, in lower case, without `identity`; nil without the header.
    static func list(in headers: HeaderList) -> [String]? {
        let values = headers.all("Content-Encoding")
        guard !values.isEmpty else { return nil }
        return values.flatMap { $0.split(separator: 0x2C) }
            .map { String(decoding: ASCII.lower(ASCII.trimmed(Array($0))), as: UTF8.self) }
            .filter { !$0.isEmpty && $0 != "identity" }
    }

    /// The bytes coded; as they are where they are coded already; nil for codings that can't be made here.
    static func apply(_ codings: [String], to bytes: [UInt8]) -> [UInt8]? {
        guard codings.count <= mostLayers else { return nil }
        if codings.last.map(isGzip) == true, Compression.looksLikeGzip(bytes) { return bytes }
        var result = bytes
        for coding in codings {
            let made: [UInt8]?
            switch coding {
            case _ where isGzip(coding): made = try? Compression.compress(result, as: .gzip, level: 0)
            case "deflate": made = try? Compression.compress(result, as: .zlib, level: 0)
            default: made = nil
            }
            guard let made else { return nil }
            result = made
        }
        return result
    }

    /// UTF-8 without controls, which coded bytes never are for longer than a few.
    static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
            && String(validating: bytes, as: UTF8.self) != nil
    }

    private static func isGzip(_ coding: String) -> Bool { coding == "gzip" || coding == "x-gzip" }
}
