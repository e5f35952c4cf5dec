import Deflate
import ExchangeModel
import Foundation
import Testing

@testable import Redaction

/// Places where a value hides from a scanner that believes what a message says of itself. Each was a leak once, or
/// would be one if the named step were left out.
@Suite struct HidingPlacesTests {
    private static let secret = "kn0wn-s3cret+value/42"

    private func form(_ body: String, _ type: String = "application/x-www-form-urlencoded") -> Exchange {
        makeExchange(method: "POST", headers: ["Content-Type": type], body: bytes(body))
    }

    private func answer(_ body: String, _ type: String, isCut: Bool = false) -> Exchange {
        makeExchange(responseHeaders: ["Content-Type": type], responseBody: bytes(body), responseIsCut: isCut)
    }

    private func expectGone(
        _ values: [String],
        _ exchange: Exchange,
        keeping kept: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) {
        let redactor = redactor([Self.secret])
        let result = redactor.redact(exchange)
        let all = result.everything(redactor)
        for value in values {
            #expect(!occurs(value, in: all), "\(value) in \(text(all))", sourceLocation: location)
        }
        for value in kept { #expect(occurs(value, in: all), "\(value) is lost", sourceLocation: location) }
        let again = redactor.redact(result.asRaw)
        #expect(again.request.url == result.request.url, sourceLocation: location)
        #expect(again.request.headers == result.request.headers, sourceLocation: location)
        #expect(again.requestText == result.requestText, sourceLocation: location)
        #expect(again.responseText == result.responseText, sourceLocation: location)
    }

    // MARK: Headers and URLs

    @Test(arguments: [
        "a=first11; Path=/\nsid=second22; HttpOnly", "a=first11; Path=/, sid=second22; HttpOnly",
        "a=first11; Expires=Wed, 21 Oct 2026 07:28:00 GMT, sid=second22",
    ])
    func cookiesJoinedInOneField(value: String) {
        expectGone(["first11", "second22"], makeExchange(responseHeaders: ["Set-Cookie": value]))
    }

    @Test func whatIsNoNameOfACookieIsPartOfItsValue() {
        expectGone(["first11", "second22"], makeExchange(headers: ["Cookie": "x first11\"=y; {second22}=\"z\"; ok=1"]))
    }

    @Test func unkeyedDigestsOfBodiesAreReplaced() {
        let headers: HeaderList = [
            "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==", "Content-Digest": "sha-256=:X48E9qOokqqr:", "Digest": "md5=HUXZ",
        ]
        expectGone(["1B2M2Y8A", "X48E9qOokqqr", "HUXZ"], makeExchange(headers: headers, responseHeaders: headers))
    }

    @Test func referencesWithoutASchemeCanCarryCredentials() {
        expectGone(["ada:", "pw4711x"], makeExchange(responseHeaders: ["Location": "//ada:pw4711x@localhost/x"]))
        expectGone(
            ["abc123code", "ttt999"],
            makeExchange(responseHeaders: ["Location": "https://app/cb?code=abc123code#access_token=ttt999&x=1"]),
            keeping: ["x=1"]
        )
    }

    @Test func valuesGoOnToTheNextSeparatorOfTheirGrammar() {
        let url = "https://h/x?client_secret=ab12\"cd34<ef56\\gh78&z=1"
        expectGone(["ab12", "cd34", "ef56", "gh78"], makeExchange(url: url), keeping: ["&z=1"])
        expectGone(
            ["ab12", "cd'34", "ef56", "gh 78", "kl90"],
            form("client_secret=ab12\"cd'34<ef56> gh 78\\kl90&scope=public"),
            keeping: ["&scope=public"]
        )
        expectGone(["my pass", "w0rd"], form("password=my pass w0rd&scope=public"), keeping: ["&scope=public"])
        expectGone(["ABCDEF12"], makeExchange(url: "https://h/x;jsessionid=ABCDEF12?page=1"), keeping: ["?page=1"])
    }

    @Test func filtersInBracketsCountByTheirField() {
        expectGone(
            ["Adalein", "Lovelace"],
            makeExchange(url: "https://h/users?firstName[partial]=Adalein&lastName%5B%5D=Lovelace")
        )
        expectGone(
            [],
            makeExchange(url: "https://h/users?order[lastName]=asc&order%5BfirstName%5D=desc"),
            keeping: ["order[lastName]=asc", "order%5BfirstName%5D=desc"]
        )
    }

    // MARK: JSON inside of other text

    @Test(arguments: [
        ("text/event-stream", "event: x\ndata: |\n\n"), ("application/javascript", "callback(|);"),
        ("application/json-seq", "\u{1E}|\n"), ("text/plain", ")]}',\n|"), ("text/html", "<script>var a = |;</script>"),
    ])
    func objectsInsideOfText(type: String, frame: String) {
        let object = #"{"@type":"User","name":"Grace H","firstName":["Ada"],"credentials":{"a":"deep-one"}}"#
        let body = frame.replacingOccurrences(of: "|", with: object)
        expectGone(["Grace", "\"Ada\"", "deep-one"], answer(body, type), keeping: ["\"@type\":\"User\""])
    }

    @Test func stringsHoldJSONThreeDeep() {
        var text = #"{"@type":"Visitor","name":"Grace H","firstName":["Ada"],"client_id":"ident-1"}"#
        for _ in 0..<3 {
            text = "{\"inner\":\"" + Self.escaped(text) + "\"}"
            expectGone(["Grace", "Ada", "ident-1"], json(text), keeping: ["Visitor"])
        }
        expectGone(["Grace", "Ada"], form("data=" + RedactionTests.text(Coding.percent(bytes(text), form: true))))
    }

    private static func escaped(_ value: String) -> String { text(Coding.jsonEscaped(bytes(value))) }

    @Test func namesWithoutQuotes() {
        expectGone(
            ["Ada1", "hunter22", "abc9"],
            answer("{firstName: 'Ada1', password: \"hunter22\", client_secret : \"abc9\\\"def\"}", "application/json")
        )
        expectGone(
            ["ident-4711", "abc-9-def", "hunter22"],
            answer("client_id: ident-4711\nclient_secret: abc-9-def\npassword: \"hunter22\"\n", "text/yaml")
        )
        expectGone(
            ["dXNlcjpwYXNz", "abcd1234", "abcdef12"],
            answer(
                "> Authorization: Basic dXNlcjpwYXNzd29yZA==\n> X-Api-Key: abcd1234\n> Cookie: sid=abcdef12; a=b\n",
                "text/plain"
            ),
            keeping: ["Authorization: Basic "]
        )
    }

    @Test func sentencesOfValidatorsStay() {
        let sentences = [
            "email: This value is not a valid email address.", "firstName: This value should not be blank.",
            "password: This value is too short. It should have 8 characters or more.", "token: expired",
        ]
        let body = "{\"hydra:description\":\"" + sentences.joined(separator: "\\n") + "\"}"
        expectGone([], json(body), keeping: sentences)
    }

    @Test func arraysInBrokenJSON() {
        expectGone(
            ["hunter22", "Grace", "Ada", "12345"],
            json(#"{"a":"x"y","password":"hunter22","firstName":["Grace", "Ada"],"phones":[12345]"#)
        )
    }

    // MARK: Answers that quote the request

    @Test func anAnswerMayQuoteWhatItRefuses() {
        let body = #"{"phone":"+44 20 7946 0958","lastName":"Lovelace","firstName":"Ada"}"#
        var exchange = makeExchange(
            method: "PATCH",
            headers: ["Content-Type": "application/merge-patch+json"],
            body: bytes(body),
            status: 422,
            responseHeaders: ["Content-Type": "application/ld+json"],
            responseBody: bytes(
                #"{"@type":"ConstraintViolationList","violations":[{"message":"The value \"+44 20 7946 0958\" is wrong."},"#
                    + #"{"message":"Lovelace or \"Ada\" is taken, Adam is not."}]}"#
            )
        )
        expectGone(["7946", "Lovelace", "\\\"Ada\\\""], exchange, keeping: ["ConstraintViolationList", "Adam is not"])
        let result = redactor().redact(exchange)
        let name = result.replacements.first { $0.pointer == "/lastName" }?.standIn
        #expect(result.replacements.filter { $0.standIn == name }.count == 2)
        // An answer that accepts quotes nothing, and a building may be called like somebody.
        exchange.response?.status = 200
        #expect(redactor().redact(exchange).responseText.contains("Lovelace"))
    }

    // MARK: Multipart

    @Test(arguments: [
        ("text/plain", "--B\r\n|\r\n\r\nhunter22\r\n--B--\r\n"), ("", "--B\r\n|\r\n\r\nhunter22\r\n--B--\r\n"),
        ("multipart/form-data; boundary=B", "--B\r\n|\r\n\r\nfirst\r\n--Bogus hunter22\r\n--B--\r\n"),
        ("multipart/form-data; boundary=B", "--B\r\n|\r\nhunter22\r\n--B--\r\n"),
        ("multipart/form-data; boundary=B", "--B \t\r\n|\r\n\r\nhunter22\r\n--B--\r\n"),
        ("multipart/form-data; boundary=B", "--B\n|\n\nhunter22\n--B--\n"),
        ("multipart/form-data; boundary=\"a;b\"", "--a;b\r\n|\r\n\r\nhunter22\r\n--a;b--\r\n"),
        (
            "multipart/mixed; boundary=B",
            "--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n|\r\n\r\nhunter22\r\n--C--\r\n--B--\r\n"
        ),
    ])
    func partsOfOddBodies(type: String, body: String) {
        for disposition in [
            "Content-Disposition: form-data; name=\"password\"", "content-disposition:form-data;name=password",
            "Content-Disposition: form-data;\r\n name=\"password\"",
            "Content-Disposition: form-data; name*=utf-8''pass%77ord",
            "Content-Disposition: form-data; filename=\"a;name=x\"; name=\"password\"",
            "Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"password\"",
        ] {
            let full = body.replacingOccurrences(of: "|", with: disposition)
            expectGone(["hunter22"], type.isEmpty ? makeExchange(body: bytes(full)) : form(full, type))
        }
    }

    @Test func namesOfUploadedFilesMayBeThoseOfPeople() {
        let body =
            "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"Ada Lovelace.png\"\r\n\r\nx\r\n--B--\r\n"
        expectGone(["Ada", "Lovelace"], form(body, "multipart/form-data; boundary=B"), keeping: [".png\"", "photo"])
    }

    // MARK: Tables and markup

    @Test(arguments: [
        ("text/plain", "id,firstName,note\n1,Grace,x\n"), ("application/csv", "id;lastName\n1;Grace\n"),
        ("text/tab-separated-values", "id\tfirstName\n1\tGrace\n"), ("text/csv", "sep=;\nid;firstName\n1;Grace\n"),
        ("text/csv", "id|first name\n1|Grace\n"), ("text/csv", "id,visitor.name,space.name\n1,Grace,Desk\n"),
        ("text/csv", "\u{FEFF}\"e-mail\",\"first name\"\nx,\"Gra\"\"ce\"\n"), ("text/csv", "id,firstName\r1,Grace\r"),
    ])
    func tablesOfAnyKind(type: String, body: String) {
        expectGone(["Grace", "Gra\"\"ce"], answer(body, type), keeping: body.contains("Desk") ? ["Desk"] : [])
    }

    @Test func markup() {
        expectGone(
            ["Grace", "hunter22", "tok-1", "pw9"],
            answer(
                "<html><ns:firstName a=\"1\">Grace</ns:firstName><password><![CDATA[hunter22<x>]]></password>"
                    + "<meta name='csrf-token' content='tok-1'><INPUT value=\"pw9\" type=password name=\"password\"></html>",
                "text/html"
            )
        )
    }

    // MARK: Sealed values

    @Test func valuesThatHoldCredentialsAreNotSealedEither() {
        let encoded = text(Coding.base64(bytes("xy" + Self.secret)))
        let head = "--B\r\nContent-Disposition: form-data; name=\"f\"\r\nContent-Type: application/x\r\n\r\n"
        let file = head + "\0 \(Self.secret)\r\n--B--"
        for exchange in [
            makeExchange(headers: ["X-Custom": "prefix \(Self.secret) suffix"]),
            makeExchange(headers: ["X-A": encoded]),
            form(#"{"biography":"my key is \#(Self.secret)"}"#, "application/json"),
            form(#"{"biography":"see https://ada:pw@host/"}"#, "application/json"),
            form(#"{"jobTitle":"eyJhbGciOiJIUzI1NiJ9.c3VwZXItc2Vj.c2lnbmF0"}"#, "application/json"),
            form(file, "multipart/form-data; boundary=B"),
        ] {
            let result = redactor([Self.secret]).redact(exchange)
            #expect(!result.replacements.isEmpty)
            for value in result.sealedValues {
                let opened = (try? testKeys.open(value)) ?? []
                #expect(opened.isEmpty, "\(text(opened)) is kept")
            }
        }
        #expect(redactor().redact(makeExchange(headers: ["X-Custom": "harmless"])).sealedValues.count == 1)
    }

    // MARK: Cuts

    /// At every place where a cap can cut, in every spelling: at most a few characters of a known secret stay.
    @Test(arguments: ["raw", "escapes", "percent", "twice", "base64", "hexadecimal", "surrogates"])
    func aKnownSecretCutAnywhere(spelling: String) throws {
        let secret = bytes(spelling == "surrogates" ? "𝄞kn0wn𝄞𝄞-s3cret𝄞value" : Self.secret)
        let escapes = String(decoding: secret, as: UTF8.self).utf16.map { unit in
            bytes("\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16))
        }
        let percent = secret.map { [0x25] + Coding.hex([$0]) }
        let (units, frame): ([[UInt8]], String) =
            switch spelling {
            case "escapes", "surrogates": (escapes, "{\"a\":\"x ")
            case "percent": (percent, "u=")
            case "twice": (percent.map { bytes("%25") + $0.dropFirst() }, "u=")
            case "base64": (Coding.base64(bytes("xyz") + secret).dropFirst(4).map { [$0] }, "u eHl6")
            case "hexadecimal": (secret.map { Coding.hex([$0]) }, "u ")
            default: (secret.map { [$0] }, "note: ")
            }
        let whole = units.flatMap { $0 }
        // Of the first characters not enough is known yet.
        let unsure = units.prefix(6).reduce(0) { $0 + $1.count }
        let known = KnownSecrets()
        known.add(secret, kind: "secret")
        let redactor = Redactor(keys: testKeys, secrets: known)
        for length in (unsure + 1)...whole.count {
            let body = bytes(frame) + whole.prefix(length)
            let shown = redactor.redact(makeExchange(responseBody: body, responseIsCut: true)).responseText
            #expect(!shown.contains(text(Array(whole.prefix(unsure)))), "\(length): \(shown)")
            #expect(shown.contains("redacted-secret-"))
        }
    }

    @Test func tokensCutShortAreTokens() {
        for body in ["was sent: Bearer abc", "Basic dXNlcj", "see eyJhbGciOiJIUz"] {
            let shown = redactor().redact(answer(body, "text/plain", isCut: true)).responseText
            #expect(shown.contains("redacted-"), "\(shown)")
        }
    }
}
