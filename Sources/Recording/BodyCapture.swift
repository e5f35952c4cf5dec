import ExchangeModel
import NIOCore
import Redaction

/// Keeps the start of a body that streams past, counts the rest, and digests bodies that will be cut.
struct BodyCapture {
    /// Where the length is not announced, digesting begins here: few bodies that grow this far are kept whole.
    private static let digestFrom = 64 * 1_024

    private let cap: Int
    private let keys: RedactionKeys?
    private var kept: [UInt8] = []
    private var length = 0
    private var digest: BodyDigest?
    private var announced: Int?

    /// - Parameter keys: for the digest; without them there is none.
    init(cap: Int, keys: RedactionKeys?) {
        self.cap = max(0, cap)
        self.keys = keys
    }

    /// Says what the head announced; nil if it did not.
    mutating func begin(announced: Int?) {
        self.announced = announced
        // An announced length is a promise by a stranger, not a reason to take much memory.
        if let announced { kept.reserveCapacity(min(announced, cap, 1 << 20)) }
    }

    mutating func append(_ bytes: ByteBuffer) {
        let count = bytes.readableBytes
        if let keys, digest == nil, needsDigest(after: length + count) {
            var started = keys.makeBodyDigest()
            started.update(kept)
            digest = started
        }
        if digest != nil { digest?.update(Array(bytes.readableBytesView)) }
        length += count
        let room = cap - kept.count
        if room > 0 { kept.append(contentsOf: bytes.readableBytesView.prefix(room)) }
    }

    /// The body as it will be recorded.
    mutating func finish(isTruncated: Bool) -> MessageBody {
        let isCut = length > kept.count
        let result = MessageBody(
            kept,
            trueLength: length,
            isCut: isCut,
            isTruncated: isTruncated,
            keyedDigest: isCut ? digest?.finalize() : nil
        )
        kept = []
        digest = nil
        return result
    }

    /// The bytes before must all still be kept when the digest starts.
    private func needsDigest(after total: Int) -> Bool {
        if let announced, announced <= cap { return total > cap }
        return announced != nil || total > min(Self.digestFrom, cap)
    }
}
