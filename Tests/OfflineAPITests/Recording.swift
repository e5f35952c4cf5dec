import ExchangeModel
import Foundation
import Redaction

@testable import OfflineAPI

/// Requests and recordings, written short.
enum Recording {
    static let origin = "https://api.onkadence.co"
    static let keys = RedactionKeys(master: [UInt8](repeating: 7, count: 32))

    static func redact(_ exchange: Exchange, keys: RedactionKeys = Recording.keys) -> RedactedExchange {
        Redactor(keys: keys).redact(exchange)
    }

    static func request(
        _ method: String,
        _ target: String,
        headers: HeaderList = HeaderList(),
        type: String? = nil,
        body: String = "",
        origin: String = Recording.origin
    ) -> RequestMessage {
        var headers = headers
        if let type { headers.append("Content-Type", type) }
        return RequestMessage(
            method: method,
            url: Array((origin + target).utf8),
            headers: headers,
            body: MessageBody(Array(body.utf8))
        )
    }

    static func exchange(
        _ request: RequestMessage,
        status: Int = 200,
        headers: HeaderList = ["Content-Type": "application/ld+json; charset=utf-8"],
        body: String = "{}",
        failure: TransportFailure? = nil,
        timings: Timings = Timings(),
        truncated: Bool = false
    ) -> RedactedExchange {
        redact(
            Exchange(
                startedAt: Timestamp(seconds: 1_795_392_000),
                request: request,
                response: status == 0
                    ? nil
                    : ResponseMessage(
                        status: status,
                        headers: headers,
                        body: MessageBody(Array(body.utf8), isTruncated: truncated)
                    ),
                failure: failure,
                timings: timings
            )
        )
    }

    /// As it is compared.
    static func form(_ request: RequestMessage, keys: RedactionKeys = Recording.keys) -> RequestForm {
        RequestForm(redact(Exchange(startedAt: Timestamp(seconds: 0), request: request), keys: keys).request)
    }

    static func compare(_ asked: RequestMessage, _ recorded: RequestMessage, limit: Int = 20) -> FormComparison {
        FormComparison(form(asked), form(recorded), limit: limit)
    }

    /// The asked one is redacted under other keys, as where a recording comes from another machine.
    static func compareForeign(_ asked: RequestMessage, _ recorded: RequestMessage) -> FormComparison {
        let foreign = RedactionKeys(master: [UInt8](repeating: 9, count: 32))
        return FormComparison(form(asked, keys: foreign), form(recorded), limit: 20)
    }

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// A desk with its recording, asked one request after the other.
struct Counter {
    let answers: RecordedAnswers
    var desk: AnswerDesk

    init(_ exchanges: [RedactedExchange], isStrict: Bool = false) {
        answers = RecordedAnswers(exchanges)
        desk = AnswerDesk(steps: answers.steps.count, isStrict: isStrict)
    }

    mutating func ask(_ request: RequestMessage) -> AnswerDesk.Choice {
        let asked = Recording.form(request)
        let candidates = asked.isTokenRequest ? answers.tokenCandidates(for: asked) : answers.candidates(for: asked)
        defer { desk.end() }
        return desk.choose(asked, from: candidates, nearest: answers.nearest(to: asked), in: answers)
    }

    /// The number of the step that answers; nil for anything else.
    mutating func step(_ request: RequestMessage) -> Int? {
        if case .recorded(let index, _) = ask(request) { return answers.steps[index].number }
        return nil
    }

    mutating func mismatch(_ request: RequestMessage) -> Mismatch? {
        if case .notRecorded(let mismatch) = ask(request) { return mismatch }
        return nil
    }
}
