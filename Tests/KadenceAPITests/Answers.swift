import APIDocument
import ContractCheck
import ExchangeModel
import Foundation
import JSONTree
import Redaction
import Synchronization

@testable import KadenceAPI

/// Exchanges with the API, as they would be recorded.
enum Answers {
    private static let answers = Atomic(1)
    static let moment = Timestamp(seconds: 1_795_455_062)

    static let good: HeaderList = [
        "Content-Type": "application/ld+json; charset=utf-8", "X-RateLimit-Limit": "2500",
        "X-RateLimit-Remaining": "2000", "X-RateLimit-Retry-After": "1795456800", "X-WX-Trace": "8f3c21d0-1",
    ]

    static func raw(
        _ method: String = "GET",
        _ target: String,
        status: Int = 200,
        headers: HeaderList = good,
        body: String
    ) -> Exchange {
        var headers = headers
        // No two answers have the same trace id, so no two of these may.
        if headers.first(TraceID.headerName) == good.first(TraceID.headerName) {
            let number = answers.add(1, ordering: .relaxed).newValue
            headers.set(TraceID.headerName, "8f3c21d0-\(number)")
        }
        return Exchange(
            startedAt: moment,
            request: RequestMessage(
                method: method,
                url: Array("https://api.onkadence.co\(target)".utf8),
                headers: ["Accept": "application/ld+json"]
            ),
            response: ResponseMessage(status: status, headers: headers, body: MessageBody(Array(body.utf8)))
        )
    }

    static func exchange(
        _ method: String = "GET",
        _ target: String,
        status: Int = 200,
        headers: HeaderList = good,
        body: String,
        secrets: KnownSecrets = KnownSecrets()
    ) -> RedactedExchange {
        Redactor(keys: .ephemeral(), secrets: secrets).redact(
            raw(method, target, status: status, headers: headers, body: body)
        )
    }

    static func token(status: Int = 200, type: String = "application/json", body: String) -> Exchange {
        Exchange(
            startedAt: moment,
            request: RequestMessage(
                method: "POST",
                url: Array("https://login.onkadence.co/oauth2/token".utf8),
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: MessageBody(
                    Array("grant_type=client_credentials&client_id=key&client_secret=much-of-it&scope=public".utf8)
                )
            ),
            response: ResponseMessage(
                status: status,
                headers: ["Content-Type": type],
                body: MessageBody(Array(body.utf8))
            )
        )
    }

    static func subject(_ exchange: RedactedExchange) -> CheckSubject {
        let request = exchange.request
        let operation = Kadence.contract.operations.match(method: request.method, url: request.url)
        return CheckSubject(number: 1, exchange: exchange, operation: operation)
    }

    static func check(_ exchanges: RedactedExchange...) -> CheckResult {
        Kadence.checker.check(exchanges.enumerated().map { (number: $0.offset + 1, exchange: $0.element) })
    }

    static let booking = "/v1/public/bookings/\(id)"

    /// What a rule notices in an exchange.
    static func observe(_ rule: any ContractRule, _ exchange: RedactedExchange) -> [Observation] {
        rule.evaluate(subject(exchange))
    }

    /// What a rule notices in an answer with this body.
    static func observe(
        _ rule: any ContractRule,
        _ body: String,
        status: Int = 200,
        secrets: KnownSecrets = KnownSecrets()
    ) -> [Observation] {
        observe(rule, exchange("GET", booking, status: status, body: body, secrets: secrets))
    }

    static let id = "01GTBV1CT3BM8A42SEJ2J5F4EG"
}

/// Files beside the repository, which need not be there.
enum SharedFiles {
    static func document(from file: String = #filePath) -> [UInt8]? {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = root.deletingLastPathComponent().appending(path: "shared/kadence/public-api-openapi.yml")
        guard let data = try? Data(contentsOf: url) else {
            print("skipped: \(url.path) is not there")
            return nil
        }
        return Array(data)
    }
}
