import CaptureStore
import ExchangeModel
import Foundation
import Redaction

/// Exchanges to store, and a place to store them.
enum Samples {
    static let start = Timestamp(seconds: 1_795_455_062)

    static func exchange(
        _ method: String = "GET",
        _ url: String = "https://api.onkadence.co/v1/public/bookings?page=1",
        status: Int? = 200,
        at seconds: Int = 0,
        trace: String? = nil,
        requestBody: String = "",
        responseBody: String = #"{"hydra:member":[]}"#,
        failure: TransportFailure? = nil
    ) -> Exchange {
        var headers: HeaderList = ["Content-Type": "application/ld+json"]
        if let trace { headers.append("X-WX-Trace", trace) }
        var request = RequestMessage(
            method: method,
            url: Array(url.utf8),
            headers: ["Accept": "application/ld+json", "Authorization": "Bearer \(planted)"]
        )
        if !requestBody.isEmpty {
            request.headers.append("Content-Type", "application/json")
            request.body = MessageBody(Array(requestBody.utf8))
        }
        return Exchange(
            startedAt: start.advanced(by: .seconds(seconds)),
            request: request,
            response: status.map {
                ResponseMessage(status: $0, headers: headers, body: MessageBody(Array(responseBody.utf8)))
            },
            failure: failure,
            timings: Timings(send: .microseconds(120), wait: .milliseconds(80), receive: .microseconds(880))
        )
    }

    /// A token that no byte of the store may hold.
    static let planted = "eyJhbGciOiJSUzI1NiJ9.cGxhbnRlZC1zZWNyZXQ.c2lnbmF0dXJlLXBsYW50ZWQ"

    static func redactor(keys: RedactionKeys = .ephemeral()) -> Redactor {
        Redactor(keys: keys, secrets: KnownSecrets())
    }

    /// Twelve calls of all sorts, in the order of their numbers.
    static func batch(_ redactor: Redactor) -> [RecordedExchange] {
        let booking = "https://api.onkadence.co/v1/public/bookings/01H59ZKQ0V4T8S7R6Q5P4N3M2K"
        let raw: [(Exchange, run: String?, repeats: Int?)] = [
            (exchange("POST", "https://login.onkadence.co/oauth2/token", at: 0), nil, nil),
            (exchange(at: 1, trace: "8f3c21d0"), nil, nil),
            (exchange("GET", booking, status: 503, at: 2, trace: "77ab90c3"), nil, nil),
            (exchange("GET", booking, status: 503, at: 3, trace: "77abffff"), "run-1", 3),
            (exchange("GET", booking, status: 200, at: 4, trace: "19fe22b0"), "run-1", 3),
            (
                exchange("GET", booking, status: nil, at: 5, failure: TransportFailure(.connect, "connection refused")),
                "run-2", 3
            ),
            (exchange("POST", booking + "/check-in", status: 201, at: 6, requestBody: #"{"a":1}"#), nil, nil),
            (exchange("PATCH", "https://api.us.onkadence.co/v1/public/users/1", status: 422, at: 7), nil, nil),
            (exchange("GET", "https://api.onkadence.co/v1/public/floors", status: 404, at: 3_600), nil, nil),
            (exchange("HEAD", "https://api.onkadence.co/v1/public/floors", status: 599, at: 3_601), nil, nil),
            (exchange("GET", "http://127.0.0.1:8080", status: 204, at: 3_602, responseBody: ""), nil, nil),
            (
                exchange(
                    status: 200,
                    at: 3_603,
                    failure: TransportFailure(.closedEarly, "the body ended early")
                ), nil, nil
            ),
        ]
        return raw.map {
            RecordedExchange(exchange: redactor.redact($0.0), run: $0.run, repeats: $0.repeats, label: nil)
        }
    }
}

/// A folder of its own that goes with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "reprise-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
