import ExchangeModel
import Foundation
import Testing

@testable import Redaction

@Suite struct RedactionRulesTests {
    private let rules = RedactionRules.embedded

    @Test func theEmbeddedRulesAreThere() {
        #expect(!rules.fields.isEverything)
        #expect(rules.fields.rules.count >= 10)
        #expect(rules.isHarmless(header: bytes("x-wx-trace")) && rules.isHarmless(header: bytes("x-ratelimit-limit")))
        #expect(!rules.isHarmless(header: bytes("x-forwarded-for")))
    }

    @Test(arguments: [
        ("client_secret", "secret"), ("clientSecret", "secret"), ("CLIENT-SECRET", "secret"),
        ("user[password]", "password"),
        ("new_password2", "password"), ("filter[email][]", "email"), ("bookingUserEmail", "email"),
        ("emailExact", "email"),
        ("givenName", "name"), ("visitorFirstName", "name"), ("user.phone_number", "phone"), ("accessToken", "bearer"),
        ("X-Amz-Security-Token", "secret"), ("mobilePhone", "phone"),
    ])
    func namesAreKnownInEverySpelling(name: String, kind: String) {
        #expect(rules.fields.rule(for: bytes(name), isPair: true)?.kind.rawValue == kind)
    }

    @Test(arguments: [
        "token_type", "tokenType", "nextPageToken", "name", "title", "id", "status", "page", "code", "key", "", "éé",
    ])
    func otherNamesAreNot(name: String) {
        #expect(rules.fields.rule(for: bytes(name), isPair: false) == nil)
    }

    @Test func withoutRulesEverythingIsReplaced() {
        let redactor = Redactor(keys: testKeys, rules: .strictest)
        let result = redactor.redact(json(#"{"a":"harmless","b":[1]}"#))
        #expect(!result.responseText.contains("harmless") && !result.responseText.contains("[1]"))
        #expect(result.response?.headers.text("Content-Type")?.hasPrefix("redacted-") == true)
        #expect(RedactionRules(parsing: bytes("{}")) == nil)
        #expect(RedactionRules(parsing: bytes("not json")) == nil)
    }

    /// The vendor's own document names the fields; one that is new there must be decided on here.
    @Test func theVendorsPersonalFieldsAreCovered() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let document = root.appending(path: "shared/kadence/public-api-openapi.yml")
        guard let yaml = try? String(contentsOf: document, encoding: .utf8) else {
            print("skipped: \(document.path) is not there")
            return
        }
        for field in [
            "email", "firstName", "lastName", "displayName", "bookingUserEmail", "bookingCreatedByUserEmail",
            "monogram",
        ] {
            #expect(yaml.contains("\(field):"))
            #expect(rules.fields.rule(for: bytes(field), isPair: false) != nil, "\(field)")
        }
        for parameter in ["email", "emailExact", "firstName", "lastName"] {
            #expect(yaml.contains("name: \(parameter)"))
            #expect(rules.fields.rule(for: bytes(parameter), isPair: true) != nil)
        }
    }
}
