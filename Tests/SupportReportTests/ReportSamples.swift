import Deflate
import ExchangeModel
import Redaction
import ReplayPlan
import SupportReport

/// Exchanges as the recorder would hand them over, with secrets planted in the usual places.
enum ReportSamples {
    static let token = "eyJhbGciOiJIUzI1NiJ9.c3VwZXItc2VjcmV0LXRva2Vu.c2lnbmF0dXJl"
    static let keys = RedactionKeys(master: Array(repeating: 7, count: 32))
    static let secrets = KnownSecrets()
    static let redactor = Redactor(keys: keys, secrets: secrets)
    static let operation = "GET /v1/public/bookings/{id}"

    static func exchange(
        status: Int = 503,
        trace: String? = "77ab90c3d1e2f3a4b5c6d7e8f9a0b1c2",
        second: Int64 = 0,
        body: String =
            #"{"@type":"hydra:Error","hydra:title":"An error occurred","hydra:description":"Upstream unavailable"}"#
    ) -> RedactedExchange {
        var headers: HeaderList = [
            "Content-Type": "application/ld+json; charset=utf-8", "Date": "Mon, 23 Nov 2026 17:31:02 GMT",
            "X-RateLimit-Limit": "2500", "X-RateLimit-Remaining": "2496", "X-RateLimit-Retry-After": "1795456800",
        ]
        if let trace { headers.append("X-WX-Trace", trace) }
        return redactor.redact(
            Exchange(
                startedAt: Timestamp(seconds: 1_795_455_062 + second),
                request: RequestMessage(
                    method: "GET",
                    url: Array(
                        "https://api.onkadence.co/v1/public/bookings/01H59ZK3V3ZJ8M2Q5T7W9X1Y3A?email=ada%40example.com"
                            .utf8
                    ),
                    headers: [
                        "Host": "api.onkadence.co", "Authorization": "Bearer " + token, "Accept": "application/ld+json",
                    ]
                ),
                response: ResponseMessage(
                    status: status,
                    reason: Array("Service Unavailable".utf8),
                    headers: headers,
                    body: MessageBody(Array(body.utf8))
                ),
                timings: Timings(send: .milliseconds(1), wait: .milliseconds(200), receive: .milliseconds(11))
            )
        )
    }

    /// A raw exchange, to be changed before it is redacted.
    static func raw(
        _ method: String = "POST",
        _ path: String = "/v1/public/bookings",
        body: [UInt8] = [],
        type: String = "application/json"
    ) -> Exchange {
        Exchange(
            startedAt: Timestamp(seconds: 1_795_455_062),
            request: RequestMessage(
                method: method,
                url: Array(("https://api.onkadence.co" + path).utf8),
                headers: ["Host": "api.onkadence.co", "Content-Type": type],
                body: MessageBody(body)
            ),
            response: ResponseMessage(
                status: 422,
                reason: Array("Unprocessable Content".utf8),
                headers: ["Content-Type": "application/json"],
                body: MessageBody(Array("{}".utf8))
            ),
            timings: Timings(wait: .milliseconds(20))
        )
    }

    /// A report about these alone.
    static func input(_ exchanges: [Exchange]) -> ReportInput {
        let items = exchanges.enumerated().map { index, exchange in
            let path = URLParts(exchange.request.url)?.path ?? []
            return ReportInput.Item(
                number: 40 + index,
                exchange: redactor.redact(exchange),
                operation: exchange.request.method + " " + String(decoding: path, as: UTF8.self)
            )
        }
        return ReportInput(items: items, generator: "Reprise test")
    }

    static func input() -> ReportInput {
        var input = ReportInput(
            items: [.init(number: 3, exchange: exchange(), operation: operation)],
            generator: "Reprise test"
        )
        let signature = FailureSignature(
            operation: operation,
            failureClass: .status,
            status: 503,
            summary: #"503 hydra:Error "Upstream unavailable""#
        )
        input.attempts = (0..<10).map { index in
            let failed = index % 4 == 0
            let exchange = exchange(
                status: failed ? 503 : 200,
                trace: "trace\(index)aabbccdd",
                second: Int64(index + 1)
            )
            return Attempt(
                index: index + 1,
                exchanges: [(number: 10 + index, exchange: exchange)],
                outcome: failed ? .failed(signature) : .passed,
                startedAt: exchange.startedAt,
                traceID: exchange.traceID
            )
        }
        input.frequency = Frequency(input.attempts)
        input.goal = .init("Show each booking on a screen in the lobby.", isDraft: false)
        input.expected = .init("Status 200 with the booking.", isDraft: true)
        input.actual = .init("Sometimes 503.", isDraft: false)
        return input
    }

    static func bundle(_ input: ReportInput = input()) throws -> SupportBundle {
        try ReportBuilder.build(input, gate: LeakScanner(secrets: secrets, keys: keys), redactor: redactor)
    }
}

extension SupportBundle {
    /// The files as they are in the zip.
    func contents() throws -> [(name: String, bytes: [UInt8])] {
        let archive = try ZipReader(zip)
        return try archive.entries.map { ($0.name, try archive.contents(of: $0)) }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try contents().first { $0.name == name }?.bytes ?? []
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    var letter: String { get throws { try text("01-support-request.txt") } }
}
