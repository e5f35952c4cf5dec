import ExchangeModel
import Testing

@testable import Redaction

@Suite struct RedactorTests {
    static let token = "eyJhbGciOiJIUzI1NiJ9.c3VwZXItc2VjcmV0LXRva2Vu.c2lnbmF0dXJl"

    // MARK: Headers

    @Test(arguments: [
        ("Bearer sk-0123456789abcdef", "Bearer redacted-bearer-"),
        ("Negotiate YIIabcdef==", "Negotiate redacted-secret-"),
        ("Digest username=\"ada\", response=\"6629\"", "Digest redacted-secret-"),
        ("Custom something-secret", "Custom redacted-secret-"), ("opaque-key-without-scheme", "redacted-secret-"),
        ("hunter2 second-half", "redacted-secret-"), ("Bearer", "redacted-secret-"),
        ("Basic not*base64", "Basic redacted-secret-"),
    ])
    func authorizationKeepsOnlyTheScheme(value: String, expected: String) {
        let result = redactor().redact(makeExchange(headers: ["Authorization": value]))
        let shown = result.request.headers.text("Authorization") ?? ""
        #expect(shown.hasPrefix(expected))
        #expect(shown.utf8.count == expected.utf8.count + StandIn.digitCount)
    }

    @Test func basicCredentialsAreReplacedOneByOne() throws {
        let header = "Basic " + text(Coding.base64(bytes("client-7:p:ss wörd")))
        let result = redactor().redact(makeExchange(headers: ["authorization": header]))
        let value = try #require(result.request.headers.first("Authorization"))
        let decoded = try #require(Coding.base64Decoded(value.dropFirst(6)))
        #expect(text(decoded).hasPrefix("redacted-identifier-"))
        #expect(text(decoded).contains(":redacted-password-"))
        #expect(StandIn.find(in: value).count == 2)
        #expect(!occurs("ss w", in: decoded))
    }

    @Test func cookiesKeepNamesAndAttributes() {
        let result = redactor().redact(
            makeExchange(
                headers: ["Cookie": "sid=abc123; theme=\"dark\"; lonely"],
                responseHeaders: ["Set-Cookie": "sid=abc123; Path=/; Max-Age=60; HttpOnly; Secret=xyz"]
            )
        )
        let cookie = result.request.headers.text("Cookie") ?? ""
        #expect(cookie.hasPrefix("sid=redacted-cookie-") && cookie.contains("; theme=\"redacted-cookie-"))
        #expect(!cookie.contains("abc123") && !cookie.contains("dark") && !cookie.contains("lonely"))
        let set = result.response?.headers.text("Set-Cookie") ?? ""
        #expect(set.contains("; Path=/; Max-Age=60; HttpOnly; Secret=redacted-"))
        #expect(!set.contains("xyz"))
        #expect(cookie.prefix(32) == set.prefix(32))
    }

    @Test func harmlessHeadersStayAndUnknownOnesGetStandIns() {
        let harmless: HeaderList = [
            "Server": "nginx/1.25", "Via": "1.1 varnish", "X-Served-By": "node-3", "X-Cache": "HIT",
            "Date": "Mon, 23 Nov 2026 17:31:02 GMT", "X-WX-Trace": "77ab90c3d1e2f3a4", "X-RateLimit-Remaining": "2496",
        ]
        var headers = harmless
        headers.append("X-Tenant", "acme-gmbh")
        headers.append("X-Api-Key", "k")
        let result = redactor().redact(makeExchange(headers: headers, responseHeaders: headers))
        #expect(Array(result.response?.headers.fields.prefix(7) ?? []) == harmless.fields)
        #expect(result.response?.headers.text("X-Tenant")?.hasPrefix("redacted-header-") == true)
        #expect(result.response?.headers.text("X-Api-Key")?.hasPrefix("redacted-secret-") == true)
        #expect(result.request.headers.fields.map(\.nameText) == headers.fields.map(\.nameText))
        #expect(result.traceID?.text == "77ab90c3d1e2f3a4")
        #expect(result.quota?.remaining == 2_496)
    }

    // MARK: URL

    @Test func urlsLoseUserInfoAndPersonalParameters() {
        let url = "https://ada:hunter22@api.onkadence.co/v1/public/users?email=ada%40example.com&firstName=Ada+B&page=2"
        let result = redactor().redact(makeExchange(url: url))
        let shown = text(result.request.url)
        #expect(shown.hasPrefix("https://redacted-identifier-"))
        #expect(shown.contains("@api.onkadence.co/v1/public/users?email=email-"))
        #expect(shown.contains("%40redacted.invalid&firstName=redacted-name-") && shown.hasSuffix("&page=2"))
        #expect(result.replacements.map(\.pointer).contains("firstName"))
        #expect(URLParts(result.request.url) != nil)
    }

    @Test(arguments: ["/v1/s3cr3t-in-path/x", "/?q=s3cr3t-in-path", "/#s3cr3t-in-path", "/%73%33cr3t-in-path"])
    func knownSecretsInURLsAreFound(target: String) {
        let redactor = redactor(["s3cr3t-in-path"])
        let result = redactor.redact(makeExchange(url: "https://api.onkadence.co" + target))
        #expect(text(result.request.url).contains("redacted-secret-"))
        #expect(!occurs("cr3t-in", in: result.everything(redactor)))
    }

    // MARK: Bodies

    @Test func tokenRequestAndAnswer() {
        let form = "grant_type=client_credentials&client_id=my-id-1234567&client_secret=a%2Fb%20c%21&scope=public"
        let redactor = redactor()
        let result = redactor.redact(
            makeExchange(
                method: "POST",
                url: "https://login.onkadence.co/oauth2/token",
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: bytes(form),
                responseHeaders: ["Content-Type": "application/json"],
                responseBody: bytes(#"{"token_type":"Bearer","expires_in":43200,"access_token":"\#(Self.token)"}"#)
            )
        )
        #expect(result.requestText.hasPrefix("grant_type=client_credentials&client_id=redacted-identifier-"))
        #expect(result.requestText.contains("&client_secret=redacted-secret-"))
        #expect(result.requestText.hasSuffix("&scope=public"))
        #expect(
            result.responseText.hasPrefix(
                #"{"token_type":"Bearer","expires_in":43200,"access_token":"redacted-bearer-"#
            )
        )
        #expect(result.sealedValues.isEmpty)
        let pointers = result.replacements.map { "\($0.place) \($0.pointer)" }
        #expect(pointers.contains("response body /access_token") && pointers.contains("request body client_secret"))
        // What the answer gave is known in whatever comes later, in plain text too.
        let later = redactor.redact(makeExchange(headers: ["User-Agent": "probe " + Self.token]))
        #expect(later.request.headers.text("User-Agent")?.hasPrefix("probe redacted-bearer-") == true)
    }

    @Test func aTokenInTheAnswerIsFoundInTheSameRequest() {
        let result = redactor().redact(
            makeExchange(
                url: "https://api.onkadence.co/opaque-token-4711x",
                responseHeaders: ["Content-Type": "application/json"],
                responseBody: bytes(#"{"access_token":"opaque-token-4711x"}"#)
            )
        )
        #expect(text(result.request.url).hasPrefix("https://api.onkadence.co/redacted-bearer-"))
    }

    @Test func jsonWithoutSecretsPassesUnchanged() {
        let source =
            "{ \"@id\" : \"\\/v1\\/public\\/bookings\",\n \"n\": 1.50e+2, \"a\":[true,null,\"\\u00e9 & 5% = 5\"]}"
        let result = redactor().redact(json(source))
        #expect(result.responseText == source)
        #expect(result.replacements.isEmpty)
    }

    @Test func personalFieldsOfUsersAndVisitors() {
        let source = #"""
            {"@type":"User","email":"ada@example.com","firstName":"Ada","lastName":"Lovelace","phoneNumber":441234567,
             "name":"Ada L","preferredFloor":{"@type":"Floor","name":"Floor 1"},"bookingUserEmail":null,"nick":""}
            """#
        let result = redactor().redact(json(source))
        for value in ["ada@", "\"Ada\"", "Lovelace", "441234567", "Ada L"] {
            #expect(!result.responseText.contains(value))
        }
        #expect(result.responseText.contains("\"name\":\"Floor 1\""))
        #expect(result.responseText.contains("\"bookingUserEmail\":null"))
        let phone = result.replacements.first { $0.pointer == "/phoneNumber" }
        #expect(phone?.shape.jsonType == .number && phone?.kind == .phone)
        let email = result.replacements.first { $0.pointer == "/email" }
        #expect(email?.shape == ValueShape(jsonType: .string, codePoints: 15, formats: emailFormats))
        // The range covers the whole value, so that a check sees that nothing of it is left.
        let redacted = result.response?.body.bytes ?? []
        for replacement in result.replacements {
            #expect(text(Array(redacted[replacement.range])).contains(replacement.standIn))
        }
    }

    @Test func aTypeAfterTheFieldsCountsToo() {
        let late = redactor().redact(json(#"{"name":"Grace Hopper","@type":["Thing","Visitor"]}"#))
        #expect(!late.responseText.contains("Grace"))
        let other = redactor().redact(json(#"{"name":"Desk 01","@type":"Space"}"#))
        #expect(other.responseText.contains("Desk 01"))
        let nested = redactor().redact(json(#"{"visitors":[{"name":"Grace Hopper"}],"spaces":[{"name":"Desk 01"}]}"#))
        #expect(!nested.responseText.contains("Grace") && nested.responseText.contains("Desk 01"))
    }

    @Test func credentialsInsideContainersAndOfAnyType() {
        let result = redactor().redact(
            json(#"{"credentials":{"a":"one-of-two","b":[12345678,"x",true]},"password":99}"#)
        )
        #expect(!result.responseText.contains("one-of-two") && !result.responseText.contains("12345678"))
        #expect(!result.responseText.contains("99}") && result.responseText.contains("true"))
    }

    @Test func stringsThatHoldAnotherGrammar() {
        let result = redactor().redact(
            json(
                #"""
                {"raw":"{\"client_secret\":\"inner-secret-1\",\"firstName\":\"Ada\"}",
                 "hydra:view":"\/v1\/public\/users?firstName=Grace&page=1","log":"see https:\/\/u:pw4711@host\/",
                 "mail":"mailto:ada%40example.com","note":"Bearer abcdef0123456789 was sent"}
                """#
            )
        )
        for value in ["inner-secret-1", "Ada", "Grace", "pw4711", "ada%40", "abcdef0123456789"] {
            #expect(!result.responseText.contains(value), "\(value)")
        }
        #expect(result.responseText.contains("page=1"))
    }

    @Test func csvColumnsByTheirHeader() {
        let table =
            "id,firstName,email,note\r\n1,\"Lovelace, \"\"Ada\"\"\",ada@example.com,x\r\n2,Grace,,see bob@x.org\r\n"
        let result = redactor().redact(
            makeExchange(responseHeaders: ["Content-Type": "text/csv; charset=utf-8"], responseBody: bytes(table))
        )
        for value in ["Ada", "Grace", "ada@", "bob@"] { #expect(!result.responseText.contains(value)) }
        #expect(result.responseText.hasPrefix("id,firstName,email,note\r\n1,\"redacted-name-"))
        #expect(result.responseText.split(separator: "\r\n").count == 3)
    }

    @Test func multipartParts() {
        let form =
            "--B\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhunter22\r\n"
            + "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\ncall ada@example.com\r\n"
            + "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
        let body = bytes(form) + [0x89, 0x50, 0x00, 0xFF] + bytes("\r\n--B--\r\n")
        let result = redactor().redact(
            makeExchange(method: "POST", headers: ["Content-Type": "multipart/form-data; boundary=B"], body: body)
        )
        #expect(result.request.body.withheld == nil)
        #expect(result.requestText.contains("\r\n\r\nredacted-password-"))
        #expect(result.requestText.contains("call email-") && result.requestText.contains("\r\n\r\nredacted-file-"))
        #expect(result.requestText.hasSuffix("\r\n--B--\r\n"))
        let lost = redactor().redact(
            makeExchange(method: "POST", headers: ["Content-Type": "multipart/form-data; boundary=C"], body: body)
        )
        #expect(lost.request.body.withheld != nil && lost.request.body.bytes.isEmpty)
    }

    // MARK: Elsewhere

    @Test func messagesReasonsAndTraceIDsAreSearched() {
        var exchange = makeExchange(responseHeaders: ["X-WX-Trace": "trace-s3cr3t-of-mine-x"])
        exchange.response?.reason = bytes("Hello ada@example.com")
        exchange.failure = TransportFailure(.reset, "reset while sending s3cr3t-of-mine to host")
        exchange.connection.remoteAddress = "s3cr3t-of-mine:1"
        let redactor = redactor(["s3cr3t-of-mine"])
        let result = redactor.redact(exchange)
        #expect(!occurs("s3cr3t-of-mine", in: result.everything(redactor)))
        #expect(!occurs("ada@", in: result.everything(redactor)))
        #expect(result.failure?.kind == .reset)
        #expect(text(redactor.redactFreeText(bytes("I used s3cr3t-of-mine"))).hasPrefix("I used redacted-secret-"))
    }

    @Test func combiningAndInvisibleMarksHideNothing() {
        let redactor = redactor(["s3cr3t-of-mine"])
        for mark in ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{20DD}"] {
            let result = redactor.redact(json("{\"a\":\"x s3cr3t-of-mine\(mark)\",\"b\":\"ada@example.com\(mark)\"}"))
            #expect(!occurs("s3cr3t-of-mine", in: result.everything(redactor)))
            #expect(!occurs("ada@example.com", in: result.everything(redactor)))
        }
    }

    @Test func memberNamesAndPointersHideNothing() {
        let redactor = redactor(["s3cr3t-of-mine"])
        let result = redactor.redact(json(#"{"ada@example.com":{"s3cr3t-of-mine":{"firstName":"Ada"}}}"#))
        #expect(!occurs("ada@", in: result.everything(redactor)))
        #expect(!occurs("s3cr3t-of-mine", in: result.everything(redactor)))
        #expect(result.replacements.contains { $0.pointer.hasSuffix("/firstName") })
    }
}
