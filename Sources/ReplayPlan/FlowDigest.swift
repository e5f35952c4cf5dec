import ExchangeModel
import Foundation
package import Redaction

/// Tells whether a flow is still the one that a run was made of.
///
/// Made of what was redacted before, under a key of the store's, so nobody can test a guess at a value against it. The
/// same calls have the same digest, whatever their numbers are and whatever file they lie in. When they were made, how
/// long they took and their header fields are left out: none of it makes them other calls.
package struct FlowDigest: Sendable, Hashable {
    /// Of all calls, in their order.
    package let flow: String
    /// Of the last call, the one that a run is about.
    package let call: String

    package init(flow: String, call: String) {
        self.flow = flow
        self.call = call
    }

    /// - Parameter calls: those that a replay sends, in order.
    package init(_ calls: [RedactedExchange], keys: RedactionKeys) {
        var whole = keys.makeFlowDigest()
        for call in calls { FlowDigest.add(call, to: &whole) }
        flow = FlowDigest.text(whole)
        call = calls.last.map { FlowDigest.call($0, keys: keys) } ?? ""
    }

    /// Of one call, as `call` has it.
    package static func call(_ exchange: RedactedExchange, keys: RedactionKeys) -> String {
        var digest = keys.makeFlowDigest()
        add(exchange, to: &digest)
        return text(digest)
    }

    private static func add(_ exchange: RedactedExchange, to digest: inout BodyDigest) {
        add(Array(exchange.request.method.utf8), to: &digest)
        add(exchange.request.url, to: &digest)
        add(exchange.request.body, to: &digest)
        // What an answer says decides what is asked of today's answers, and which of its values go into later requests.
        add(Array((exchange.response.map { "\($0.status)" } ?? "none").utf8), to: &digest)
        add(Array((exchange.failure?.kind.rawValue ?? "none").utf8), to: &digest)
        if let response = exchange.response { add(response.body, to: &digest) }
    }

    private static func add(_ body: RedactedBody, to digest: inout BodyDigest) {
        add(body.bytes, to: &digest)
        // Tells apart what is not in the bytes; under the recorder's key.
        add(body.keyedDigest ?? [], to: &digest)
    }

    /// With its length before it, so that no other split of the same bytes gives the same digest.
    private static func add(_ bytes: [UInt8], to digest: inout BodyDigest) {
        digest.update((0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) })
        digest.update(bytes)
    }

    /// 128 bits, as text.
    private static func text(_ digest: BodyDigest) -> String {
        Data(digest.finalize().prefix(16)).base64EncodedString()
    }
}
