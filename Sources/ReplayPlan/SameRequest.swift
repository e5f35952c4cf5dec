import ExchangeModel
import Redaction

/// Whether a repeated request asks for the same as the recorded one.
///
/// A flow takes ids from today's answers. Where they are others than the recorded ones, the answer is about another
/// thing, whose values say nothing about the recorded one's. The host is left out, since a recording may be repeated
/// elsewhere, and so are header fields.
struct SameRequest: Sendable {
    private let method: String
    private let target: [UInt8]
    private let body: [UInt8]

    init(_ request: RedactedRequest) {
        method = request.method
        target = URLParts(request.url)?.target ?? request.url
        body = request.body.bytes
    }

    func isAsked(by request: RedactedRequest) -> Bool {
        method == request.method && target == URLParts(request.url)?.target ?? request.url
            && body == request.body.bytes
    }
}
