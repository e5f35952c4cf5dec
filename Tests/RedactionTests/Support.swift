import ExchangeModel
import Foundation

@testable import Redaction

/// The same numbers from the same seed, on every machine (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<C: Collection>(_ choices: C) -> C.Element {
        choices[choices.index(choices.startIndex, offsetBy: Int.random(in: 0..<choices.count, using: &self))]
    }
}

let testKeys = RedactionKeys(master: Array(0..<32))

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func occurs(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
    needle.isEmpty || Data(hay).range(of: Data(needle)) != nil
}

func occurs(_ needle: String, in hay: [UInt8]) -> Bool { occurs(bytes(needle), in: hay) }

func makeExchange(
    method: String = "GET",
    url: String = "https://api.onkadence.co/v1/public/bookings",
    headers: HeaderList = [:],
    body: [UInt8] = [],
    status: Int = 200,
    responseHeaders: HeaderList = [:],
    responseBody: [UInt8] = [],
    responseIsCut: Bool = false
) -> Exchange {
    Exchange(
        startedAt: Timestamp(seconds: 1_795_455_062),
        request: RequestMessage(method: method, url: bytes(url), headers: headers, body: MessageBody(body)),
        response: ResponseMessage(
            status: status,
            reason: bytes("OK"),
            headers: responseHeaders,
            body: MessageBody(responseBody, isCut: responseIsCut)
        ),
        timings: Timings(send: .milliseconds(1), wait: .milliseconds(20))
    )
}

func json(_ text: String, request: Bool = false) -> Exchange {
    request
        ? makeExchange(method: "POST", headers: ["Content-Type": "application/json"], body: bytes(text))
        : makeExchange(responseHeaders: ["Content-Type": "application/json"], responseBody: bytes(text))
}

func redactor(_ secrets: [String] = []) -> Redactor {
    let known = KnownSecrets()
    for secret in secrets { known.add(bytes(secret), kind: "secret") }
    return Redactor(keys: testKeys, secrets: known)
}

extension RedactedExchange {
    var responseText: String { text(response?.body.bytes ?? []) }
    var requestText: String { text(request.body.bytes) }

    /// Everything that can leave with it, in one piece.
    func everything(_ redactor: Redactor) -> [UInt8] {
        let stored = redactor.storedForm(of: self)
        var all = stored.metadata + [0x0A] + stored.requestBody + [0x0A] + stored.responseBody
        all += bytes("\(request) \(String(describing: response)) \(String(describing: failure))")
        for field in request.headers.fields + (response?.headers.fields ?? []) {
            all += [0x0A] + field.name + [0x3A] + field.value
        }
        for replacement in replacements { all += bytes("\n\(replacement)") }
        return all
    }

    /// The same exchange as raw input.
    var asRaw: Exchange {
        Exchange(
            startedAt: startedAt,
            monotonicStart: monotonicStart,
            request: RequestMessage(
                method: request.method,
                url: request.url,
                version: request.version,
                headers: request.headers,
                body: MessageBody(request.body.bytes, isCut: request.body.isCut)
            ),
            response: response.map {
                ResponseMessage(
                    status: $0.status,
                    reason: $0.reason,
                    version: $0.version,
                    headers: $0.headers,
                    body: MessageBody($0.body.bytes, isCut: $0.body.isCut),
                    trailers: $0.trailers
                )
            },
            failure: failure,
            timings: timings,
            connection: connection
        )
    }
}

/// The formats a plain address of e-mail has.
let emailFormats: Set<String> = ["email", "idn-email", "iri-reference", "regex", "uri-reference", "uri-template"]
