import ExchangeModel
import Testing

@testable import Redaction

/// Nothing that a server sends may trap; what it costs may grow with its length only.
@Suite struct HostileInputTests {
    private static let types = [
        "application/json", "text/csv", "text/html", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain", "",
    ]

    @Test(arguments: 0..<20)
    func randomBytesAreSafe(seed: Int) {
        var random = Seeded(state: UInt64(seed) + 99)
        let alphabet =
            Array("{}[]\",:\\u%@=&.;-x<>\r\n 0eyJBearer ://redacted-name-".utf8) + [0, 0xFF, 0xC3, 0xA9, 0xE2]
        let redactor = redactor(["xx00xx00", "{}{}{}{}"])
        for _ in 0..<30 {
            let noise = (0..<Int.random(in: 0..<300, using: &random)).map { _ in random.pick(alphabet) }
            var exchange = makeExchange(
                headers: [
                    "Content-Type": random.pick(Self.types),
                    "Content-Encoding": random.pick(["", "gzip", "deflate", "br"]),
                ],
                body: noise,
                responseHeaders: ["Content-Type": random.pick(Self.types)],
                responseBody: noise,
                responseIsCut: Bool.random(using: &random)
            )
            exchange.request.url = random.pick([noise, bytes("https://h/?") + noise])
            for name in ["Authorization", "Cookie", "Set-Cookie", "X-Y", "Location"] {
                exchange.request.headers.fields.append(.init(name: bytes(name), value: noise))
            }
            let result = redactor.redact(exchange)
            for replacement in result.replacements where replacement.place == .responseBody {
                #expect(replacement.range.upperBound <= (result.response?.body.bytes.count ?? 0))
            }
            _ = RequestRestorer(keys: testKeys).restore(result) { _ in noise }
            _ = StandIn.find(in: noise)
            #expect((try? redactor.restore(redactor.storedForm(of: result))) != nil)
        }
    }

    /// Each of these would take long if any step were quadratic.
    @Test(arguments: [
        "[", "{\"a\":", "@", "a@", "a@b.", "=", "x=", "eyJ", "eyJa.b", "Bearer ", "://", "://a@", "%", "%25", "\\",
        "\\u0040",
        "&#", "\"", "\":\"", "<", "<password>", "redacted-", "email-", "'password':'", "a=\"", "--x\r\n", "firstName,",
        "\"\"",
        "\u{301}", ";", "cmVkYWN0ZWQt", "{\"password\":{\"x\":[", "xx00xx0",
    ])
    func repetitionStaysLinear(piece: String) {
        let unit = bytes(piece)
        let body = Array(repeatElement(unit, count: 4_000 / unit.count).joined())
        let redactor = redactor(["xx00xx00", "aaaaaaaaaaaaaaaaaaaaaaab"])
        for type in Self.types {
            let result = redactor.redact(
                makeExchange(
                    headers: ["Cookie": piece],
                    responseHeaders: ["Content-Type": type],
                    responseBody: body,
                    responseIsCut: true
                )
            )
            #expect(result.response?.body.trueLength == body.count)
        }
        _ = StandIn.find(in: body)
        _ = LeakScanner(
            secrets: KnownSecrets(),
            keys: testKeys,
            fingerprints: [testKeys.fingerprint(ofSecret: bytes("0123456789"))]
        ).scan(body, name: "x")
    }

    @Test func manyHitsInDeepPlacesStaySmall() {
        let depth = 400
        let key = String(repeating: "k", count: 500)
        let open = String(repeating: "{\"\(key)\":", count: depth)
        let inner = "[" + Array(repeating: "{\"firstName\":\"Ada\"}", count: 5_000).joined(separator: ",") + "]"
        let result = redactor().redact(json(open + inner + String(repeating: "}", count: depth)))
        #expect(result.replacements.count == 5_000)
        #expect(result.replacements.reduce(0) { $0 + $1.pointer.utf8.count } < 5_000 * 2_000)
    }

    @Test func aKeyAgainAndAgainIsLookedAtAgainWhereItHides() {
        let result = redactor().redact(json(#"[{"ada@example.com":1},{"ada@example.com":2},{"a":"ada@example.com"}]"#))
        #expect(!result.responseText.contains("ada@"))
    }
}
