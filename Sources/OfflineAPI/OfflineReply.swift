import ExchangeModel
import JSONTree
import Redaction

/// What goes out for one request.
struct OfflineReply: Sendable {
    enum Ending: Sendable {
        case whole
        /// The connection ends after the bytes.
        case closed
        /// Nothing is sent; the connection ends, by RST where `isReset`.
        case silent(isReset: Bool)
    }

    var status: Int
    var reason: [UInt8] = []
    var headers = HeaderList()
    var body: [UInt8] = []
    /// Nil for answers that have no body.
    var announcedLength: Int?
    var ending = Ending.whole
    var delay = Duration.zero

    static let stepField = "X-Reprise-Step"
    /// `withheld` where the body is a placeholder.
    static let bodyField = "X-Reprise-Body"
    static let mismatchField = "X-Reprise-Mismatch"
    /// What a request without a recorded answer gets: no client takes it for an answer of the API's.
    static let notRecordedStatus = 501

    /// The recorded answer again.
    ///
    /// - Parameters:
    ///   - ownOrigin: scheme, host and port of the server, which take the place of the recorded API's in `Location`,
    ///     so that redirects stay here. Other fields and bodies are as recorded.
    init(_ step: RecordedStep, origins: Set<String>, ownOrigin: String) {
        delay = step.delay
        switch step.answer {
        case .whole(let response), .broken(let response), .placeholder(let response, _, _):
            status = response.status
            reason = response.reason
            headers = response.headers
            for index in headers.fields.indices
            where headers.fields[index].isNamed("Location") || headers.fields[index].isNamed("Content-Location") {
                guard let url = URLParts(headers.fields[index].value), origins.contains(url.origin) else { continue }
                let rest = url.target + (url.fragment.map { [0x23] + $0 } ?? [])
                headers.fields[index].value = Array(ownOrigin.utf8) + rest
            }
            body = response.body
            announcedLength = response.announcedLength
            if case .placeholder = step.answer { headers.append(OfflineReply.bodyField, "withheld") }
            if step.answer.isBroken {
                ending = .closed
            } else if step.form.isTokenRequest, let usable = OfflineReply.withToken(body) {
                body = usable
                announcedLength = usable.count
            }
        case .none(let isReset):
            status = 0
            ending = .silent(isReset: isReset)
        case .notServable(let reason):
            self = OfflineReply.error("Recorded, but not servable", step.label + ": " + reason)
        }
        headers.append(OfflineReply.stepField, String(step.number))
    }

    /// A value that opens nothing, and looks like no stand-in: Reprise itself sends none of those.
    private static let token = "made-up-by-reprise-serve"

    /// The recorded token answer with a token that can be sent; nil where it has one, or is none.
    private static func withToken(_ body: [UInt8]) -> [UInt8]? {
        guard let document = try? JSONDocument.parse(body), let node = document.root["access_token"],
            StandIn.occurs(in: node.lexeme)
        else { return nil }
        var splicer = JSONSplicer(document)
        splicer.replace(node.range, with: JSONText.quoted(token.utf8))
        return splicer.result()
    }

    /// A token answer that nobody recorded.
    static let madeUpToken = OfflineReply(
        json: .object([
            ("token_type", "Bearer"), ("expires_in", 43_200), ("access_token", .string(token)),
        ]),
        status: 200,
        type: "application/json"
    )

    /// The answer to a request that is not recorded.
    init(_ mismatch: Mismatch, status: Int = OfflineReply.notRecordedStatus) {
        self = OfflineReply.error("Not recorded", mismatch.label + " is not recorded; " + mismatch.hint, status: status)
        headers.append(OfflineReply.mismatchField, mismatch.headerValue)
    }

    private static func error(
        _ title: String,
        _ description: String,
        status: Int = OfflineReply.notRecordedStatus
    ) -> OfflineReply {
        OfflineReply(
            json: .object([
                ("@context", "/contexts/Error"), ("@type", "hydra:Error"), ("hydra:title", .string(title)),
                ("hydra:description", .string(description)),
            ]),
            status: status,
            type: "application/ld+json"
        )
    }

    private init(json: JSONValue, status: Int, type: String) {
        self.status = status
        headers = ["Content-Type": type + "; charset=utf-8", "Cache-Control": "no-store"]
        body = json.serialized()
        announcedLength = body.count
    }
}
