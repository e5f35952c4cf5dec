import ExchangeModel
import Testing

@testable import Redaction

@Suite struct RequestRestorerTests {
    private let restorer = RequestRestorer(keys: testKeys)

    private func post(_ body: String, _ type: String = "application/json") -> RedactedExchange {
        redactor().redact(
            makeExchange(
                method: "POST",
                url: "https://h/users?email=ada%2Bx%40example.com&firstName=Ada%20B&page=1",
                headers: [
                    "Authorization": "Bearer old-token-0123", "X-Tenant": "acme; \"x\"", "Content-Type": type,
                    "Content-Length": "\(body.utf8.count)",
                ],
                body: bytes(body)
            )
        )
    }

    @Test func personalValuesComeBackAndCredentialsAreAskedFor() throws {
        let body = #"{"firstName":"Ada \"B\" ü","phone":12345,"to":["ada@example.com"],"keep":1.50}"#
        var asked: [String] = []
        let restored = restorer.restore(post(body)) { replacement in
            asked.append("\(replacement.place) \(replacement.kind)")
            return bytes("new-token")
        }
        let message = try #require(restored.message)
        #expect(asked == ["request header Authorization bearer"])
        #expect(message.headers.text("Authorization") == "Bearer new-token")
        #expect(message.headers.text("X-Tenant") == "acme; \"x\"")
        #expect(text(message.url) == "https://h/users?email=ada%2Bx%40example.com&firstName=Ada%20B&page=1")
        #expect(text(message.body.bytes) == body)
        #expect(message.headers.text("Content-Length") == "\(body.utf8.count)")
    }

    @Test func formsAreEncodedAgain() throws {
        let restored = restorer.restore(
            post("a=1&firstName=Ada+%26+B&email=ada%40example.com", "application/x-www-form-urlencoded")
        ) { _ in bytes("t") }
        #expect(text(try #require(restored.message).body.bytes) == "a=1&firstName=Ada+%26+B&email=ada%40example.com")
    }

    @Test func basicCredentialsAreEncodedAgain() throws {
        let exchange = redactor().redact(
            makeExchange(headers: ["Authorization": "Basic " + text(Coding.base64(bytes("user-1:hunter22")))])
        )
        let restored = restorer.restore(exchange) { $0.kind == .password ? bytes("new") : bytes("u") }
        #expect(
            try #require(restored.message).headers.text("Authorization") == "Basic "
                + text(Coding.base64(bytes("u:new")))
        )
    }

    @Test func nothingLeavesWithAStandIn() {
        let restored = restorer.restore(post("{}")) { _ in nil }
        #expect(restored.message == nil)
        #expect(restored.missing.map(\.kind) == [.bearer])
        // Other keys can't open what is sealed.
        let foreign = RequestRestorer(keys: .ephemeral()).restore(post("{}")) { $0.kind == .bearer ? bytes("t") : nil }
        #expect(foreign.message == nil && Set(foreign.missing.map(\.name)).isSuperset(of: ["email", "firstName"]))
        // An answer that is itself a stand-in is none.
        let circular = restorer.restore(post("{}")) { bytes($0.standIn) }
        #expect(circular.message == nil)
    }

    @Test func standInsFromFilesCountWithoutAnyList() throws {
        let first = post(#"{"firstName":"Ada"}"#)
        let imported = redactor().redact(first.asRaw)
        #expect(imported.replacements.isEmpty && imported.sealedValues.isEmpty)
        let restored = restorer.restore(imported) { replacement in
            first.sealedValues.first { $0.standIn == bytes(replacement.standIn) }.flatMap { try? testKeys.open($0) }
                ?? (replacement.kind == .bearer ? bytes("t") : nil)
        }
        let message = try #require(restored.message)
        #expect(text(message.url) == "https://h/users?email=ada%2Bx%40example.com&firstName=Ada%20B&page=1")
        #expect(text(message.body.bytes) == #"{"firstName":"Ada"}"#)
    }

    @Test func bodiesThatWereLeftOutAreMissing() {
        let exchange = redactor().redact(
            makeExchange(method: "POST", headers: ["Content-Type": "image/png"], body: [0, 1])
        )
        let restored = restorer.restore(exchange) { _ in nil }
        #expect(restored.message == nil && restored.missing.map(\.name) == ["body"])
    }

    @Test func credentialsAreNeverSealed() {
        let exchange = redactor().redact(
            makeExchange(
                method: "POST",
                url: "https://u:p@h/?access_token=abc",
                headers: [
                    "Authorization": "Bearer x-y-z", "Cookie": "a=b", "X-Api-Key": "k",
                    "Content-Type": "application/json",
                ],
                body: bytes(#"{"client_secret":"s","client_id":"i","password":"p","refresh_token":"r"}"#)
            )
        )
        #expect(exchange.replacements.count >= 10)
        #expect(exchange.sealedValues.isEmpty)
        #expect(redactor().redact(json(#"{"firstName":"Ada"}"#)).sealedValues.isEmpty)
    }
}
