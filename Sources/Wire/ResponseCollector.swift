import ExchangeModel
import NIOCore

/// Gathers a response, keeping the body up to a cap and counting the rest.
struct ResponseCollector: Sendable {
    private let maxBody: Int
    private var head: ResponseHead?
    private var kept: [UInt8] = []
    private var length = 0

    init(maxBody: Int) {
        self.maxBody = max(0, maxBody)
    }

    mutating func begin(_ head: ResponseHead) {
        self.head = head
        if case .length(let announced) = head.framing { kept.reserveCapacity(min(announced, maxBody, 1_048_576)) }
    }

    mutating func append(_ bytes: ByteBuffer) {
        length += bytes.readableBytes
        let room = maxBody - kept.count
        if room > 0 { kept.append(contentsOf: bytes.readableBytesView.prefix(room)) }
    }

    /// What came; nil without a head.
    func response(trailers: HeaderList, isTruncated: Bool) -> ResponseMessage? {
        guard let head else { return nil }
        let body = MessageBody(kept, trueLength: length, isCut: length > kept.count, isTruncated: isTruncated)
        return ResponseMessage(
            status: head.status,
            reason: head.reason,
            version: head.version,
            headers: head.headers,
            body: body,
            trailers: trailers
        )
    }
}
