import ExchangeModel
import Testing

@testable import Redaction

@Suite struct StandInTests {
    /// Values as they stand in each kind of place.
    @Test func equalValuesHaveEqualStandInsInEveryEncoding() throws {
        let redactor = redactor()
        let value = "Ada & \"B\" ü+1"
        let inJSON = redactor.redact(json("{\"firstName\":\"Ada \\u0026 \\\"B\\\" \\u00fc+1\"}"))
        let inForm = redactor.redact(
            makeExchange(
                method: "POST",
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: bytes("x=1&firstName=Ada+%26+%22B%22+%C3%BC%2b1")
            )
        )
        let inURL = redactor.redact(makeExchange(url: "https://h/?firstName=Ada%20%26%20%22B%22%20%c3%bc%2B1"))
        let inHeader = redactor.redact(makeExchange(headers: ["X-Name": value]))
        let inBasic = redactor.redact(
            makeExchange(headers: ["Authorization": "Basic " + text(Coding.base64(bytes(value + ":p4ssw0rd")))])
        )
        let standIns = [inJSON, inForm, inURL, inHeader, inBasic].compactMap { $0.replacements.first?.standIn }
        #expect(standIns.count == 5)
        #expect(Set(standIns.map { $0.suffix(StandIn.digitCount) }).count == 1)
        #expect(Set(standIns.prefix(3)).count == 1)
    }

    @Test func equalAddressesHaveEqualStandIns() {
        let redactor = redactor()
        let spellings = [
            json(#"{"email":"ada+x@example.com"}"#), json(#"{"note":"to ada+x@example.com."}"#),
            json(#"{"note":"ada\u002bx\u0040example.com"}"#),
            makeExchange(url: "https://h/?email=ada%2Bx%40example.com"),
            makeExchange(url: "https://h/?q=ada%2Bx%40example.com"),
            makeExchange(headers: ["From": "<ada+x@example.com>"]),
            json("\"x\":\"ada+x@example.com\""),
            makeExchange(
                responseHeaders: ["Content-Type": "text/html"],
                responseBody: bytes("<p>ada+x&#64;example.com")
            ),
        ]
        let standIns = spellings.map { redactor.redact($0).replacements.first?.standIn ?? "none" }
        #expect(Set(standIns).count == 1, "\(standIns)")
        #expect(standIns[0].hasPrefix("email-") && standIns[0].hasSuffix("@redacted.invalid"))
        #expect(ValueFormat.satisfied(by: bytes(standIns[0])).contains("email"))
    }

    @Test func otherKeysMakeOtherStandIns() {
        let one = Redactor(keys: testKeys).redact(json(#"{"firstName":"Ada"}"#)).responseText
        let two = Redactor(keys: .ephemeral()).redact(json(#"{"firstName":"Ada"}"#)).responseText
        #expect(one != two)
        #expect(one == Redactor(keys: testKeys).redact(json(#"{"firstName":"Ada"}"#)).responseText)
    }

    @Test func standInsAreFoundInEveryForm() {
        let name = text(StandIn.make(.name, digest: Array(0..<32)))
        let email = text(StandIn.make(.email, digest: Array(0..<32)))
        let basic = text(Coding.base64(bytes("\(name):\(email)")))
        let source = "a \(name)x \(email) \(email.replacing("@", with: "%40")) Basic \(basic) end"
        let found = StandIn.find(in: bytes(source))
        #expect(found.map(\.text) == [name, email, email, name, email])
        #expect(text(Array(bytes(source)[found[3].range])) == basic)
        for skip in ["", "x", "xy"] { #expect(StandIn.occurs(in: Coding.base64(bytes(skip + name)))) }
    }

    @Test(arguments: [
        "redacted-", "redacted-name-", "redacted-name-abc", "redacted-nobody-0123456789ab",
        "email-0123456789ab@example.com",
        "redacted-name-0123456789aI", "REDACTED-NAME-0123456789ab", "nothing", "",
    ])
    func otherTextIsNoStandIn(source: String) {
        #expect(!StandIn.occurs(in: bytes(source)))
    }

    @Test func aTextLikeAStandInHidesNoCredential() {
        let result = redactor().redact(json(#"{"password":"redacted-hunter2-0123456789ab"}"#))
        #expect(!result.responseText.contains("hunter2"))
    }
}
