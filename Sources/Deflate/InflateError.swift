/// How much a decoder may put out. Counted on the bytes it really produces; what headers say is not believed.
package struct InflateLimits: Sendable, Hashable {
    /// The most bytes that may come out.
    package var bytes: Int
    /// How many times more may come out than went in; looked at only once 1 MiB has come out.
    package var ratio: Int

    package init(bytes: Int = 64 << 20, ratio: Int = 200) {
        self.bytes = bytes
        self.ratio = ratio
    }
}

/// Why compressed bytes could not be decoded.
package enum InflateError: Error, Hashable, Sendable {
    /// The bytes are not what they should be. `offset` counts from the start of the compressed bytes.
    case corrupt(offset: Int, reason: String)
    /// The bytes end before the compressed data does.
    case truncated
    /// More than `limit` bytes would come out.
    case tooLarge(limit: Int)
    /// More than `limit` times the bytes that went in would come out.
    case ratio(limit: Int)
}

extension InflateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corrupt(let offset, let reason): "the compressed data is damaged at byte \(offset): \(reason)"
        case .truncated: "the compressed data ends too early"
        case .tooLarge(let limit): "the decoded data is larger than the limit of \(limit) bytes"
        case .ratio(let limit):
            "the data expands to more than \(limit) times its size, which is how decompression bombs look"
        }
    }
}

/// Why bytes could not be compressed: zlib's own complaint, which only a lack of memory brings about.
package struct DeflateError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: Int32

    package var description: String { "compressing failed (zlib code \(code)); is there memory left?" }
}
