internal import Deflate
internal import ExchangeModel

/// A body without its content codings (RFC 9110 §8.4).
struct DecodedBody {
    var bytes: [UInt8] = []
    var codings: [String] = []
    /// Why `bytes` are not the content.
    var error: String?
    /// Whether some of the content could be decoded although the end is missing.
    var isPartial = false
    var cameDecoded = false
}

enum BodyDecoding {
    /// Content codings stacked higher than this are an attack.
    private static let mostCodings = 4
    /// The registered codings, whether they are decoded here or not.
    private static let known: Set<String> = [
        "aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "identity", "pack200-gzip", "x-compress",
        "x-gzip", "zstd",
    ]

    static func decode(_ body: MessageBody, headers: HeaderList) -> DecodedBody {
        var result = DecodedBody(bytes: body.bytes)
        for value in headers.all("Content-Encoding") {
            for part in value.split(separator: 0x2C) {
                let name = String(decoding: ASCII.lower(ASCII.trimmed(Array(part))), as: UTF8.self)
                // Names come from outside; only those that are one are kept as a fact.
                result.codings.append(known.contains(name) ? name : "unknown")
            }
        }
        guard !result.bytes.isEmpty else { return result }
        guard result.codings.count <= mostCodings else {
            result.error = "more than \(mostCodings) content codings"
            return result
        }
        for coding in result.codings.reversed() {
            switch coding {
            case "identity": continue
            case "gzip", "x-gzip":
                guard Compression.looksLikeGzip(result.bytes) else {
                    // HAR files hold bodies decoded, beside the header that says otherwise.
                    result.cameDecoded = true
                    continue
                }
                inflate(&result, .gzip, isCut: body.isCut || body.isTruncated)
            case "deflate":
                let raw = result.bytes
                inflate(&result, .zlib, isCut: body.isCut || body.isTruncated)
                if result.error != nil, looksDecoded(raw) {
                    result.bytes = raw
                    result.error = nil
                    result.cameDecoded = true
                }
            default:
                guard looksDecoded(result.bytes) else {
                    result.error = "this program does not decode the content coding \(coding)"
                    return result
                }
                result.cameDecoded = true
            }
            if result.error != nil { return result }
        }
        return result
    }

    private static func inflate(_ result: inout DecodedBody, _ coding: DeflateCoding, isCut: Bool) {
        let decoded = Compression.decompressPrefix(result.bytes, as: coding)
        guard let error = decoded.error else {
            result.bytes = decoded.bytes
            return
        }
        if isCut, error == .truncated, !decoded.bytes.isEmpty {
            result.bytes = decoded.bytes
            result.isPartial = true
        } else {
            result.error = error.description
        }
    }

    /// Whether the bytes are text: compressed data never is for longer than a few bytes.
    private static func looksDecoded(_ bytes: [UInt8]) -> Bool {
        !bytes.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } && MediaSniffer.isUTF8(bytes)
    }
}
