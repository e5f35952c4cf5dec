import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Synchronization

@testable import KadenceAPI

/// Builds recordings call by call: times, quota and trace ids as an honest API gives them, unless a test says otherwise.
struct RecordedCalls {
    private(set) var exchanges: [RedactedExchange] = []
    private let redactor: Redactor
    /// Milliseconds since `Answers.moment`.
    var now = 0
    var remaining = 2_500
    var token = "token-of-one-application"

    init(secrets: KnownSecrets = KnownSecrets()) {
        redactor = Redactor(keys: .ephemeral(), secrets: secrets)
    }

    /// Adds a call that takes 20 ms, and lets 50 ms pass.
    ///
    /// - Parameters:
    ///   - at: when it began, where that is not now.
    ///   - trace: its trace id, where that is not one of its own.
    mutating func call(
        _ method: String = "GET",
        _ target: String,
        status: Int = 200,
        at: Int? = nil,
        lasting: Int? = 20,
        remaining: Int? = nil,
        reset: Int = 1_795_456_800,
        trace: String? = nil,
        body: String = "{}"
    ) {
        if remaining == nil { self.remaining -= 1 }
        let headers: HeaderList = [
            "Content-Type": "application/ld+json; charset=utf-8", "X-RateLimit-Limit": "2500",
            "X-RateLimit-Remaining": String(remaining ?? self.remaining), "X-RateLimit-Retry-After": String(reset),
            "X-WX-Trace": trace ?? "trace-\(exchanges.count)",
        ]
        var exchange = Answers.raw(method, target, status: status, headers: headers, body: body)
        exchange.startedAt = Answers.moment.advanced(by: .milliseconds(at ?? now))
        exchange.request.headers.append("Authorization", "Bearer \(token)")
        if let lasting { exchange.timings = Timings(wait: .milliseconds(lasting)) }
        exchanges.append(redactor.redact(exchange))
        now += 50
    }

    /// A page of a list, with the links that API Platform gives.
    mutating func page(
        _ target: String,
        ids: Range<Int>,
        total: Int,
        next: Bool,
        at: Int? = nil,
        shuffled: Bool = false
    ) {
        let list = shuffled ? ids.reversed() : Array(ids)
        let view = #""hydra:view":{"@id":"\#(target)"\#(next ? #","hydra:next":"/v1/public/x?page=2""# : "")}"#
        call(
            "GET",
            target,
            at: at,
            body: #"{"hydra:member":[\#(list.map(RecordedCalls.member).joined(separator: ","))],"#
                + #""hydra:totalItems":\#(total),\#(view)}"#
        )
    }

    static func member(_ number: Int) -> String {
        let id = RecordedCalls.id(number)
        return #"{"@id":"/v1/public/bookings/\#(id)","@type":"Booking","id":"\#(id)"}"#
    }

    /// The ULID of this number.
    static func id(_ number: Int) -> String {
        ULID(Answers.moment, high: 7, low: UInt64(number)).description
    }

    /// What the rule notices in the exchanges, in the order they were added or another.
    func observe(_ rule: any RecordingRule, order: [Int]? = nil) -> [RecordingObservation] {
        var watch = rule.begin()
        for index in order ?? Array(exchanges.indices) {
            let exchange = exchanges[index]
            let operation = Kadence.contract.operations.match(
                method: exchange.request.method,
                url: exchange.request.url
            )
            watch.see(CheckSubject(number: index + 1, exchange: exchange, operation: operation))
        }
        return watch.finish()
    }

    /// What all the recording rules notice, in the recording's order and backwards.
    func observeAll() -> [RecordingObservation] {
        Kadence.recordingRules.flatMap { observe($0) + observe($0, order: exchanges.indices.reversed()) }
    }
}
