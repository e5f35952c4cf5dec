import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct TokenRuleTests {
    private func evaluate(_ body: String) -> [String] {
        Answers.observe(TokenRule(), Redactor(keys: .ephemeral()).redact(Answers.token(body: body))).map(\.rule)
    }

    @Test func theGuidesAnswerPasses() {
        #expect(evaluate(#"{"token_type":"Bearer","expires_in":43200,"access_token":"ABCDEFGHIJKLM"}"#).isEmpty)
        #expect(evaluate(#"{"token_type":"bearer","expires_in":1.5,"access_token":"A"}"#).isEmpty)
    }

    @Test(arguments: [
        (#"[]"#, "type"),
        (#"{"token_type":"Bearer","expires_in":43200}"#, "access-token"),
        (#"{"token_type":"mac","expires_in":43200,"access_token":"ABCDEFGHIJKLM"}"#, "token-type"),
        (#"{"expires_in":43200,"access_token":"ABCDEFGHIJKLM"}"#, "token-type"),
        (#"{"token_type":"Bearer","expires_in":"43200","access_token":"ABCDEFGHIJKLM"}"#, "expires-in"),
        (#"{"token_type":"Bearer","expires_in":0,"access_token":"ABCDEFGHIJKLM"}"#, "expires-in"),
        (#"{"token_type":"Bearer","access_token":"ABCDEFGHIJKLM"}"#, "expires-in"),
    ])
    func otherAnswersFail(body: String, part: String) {
        #expect(evaluate(body) == ["kadence.token." + part])
    }

    @Test func aRefusalHasTheGuidesForm() {
        func evaluate(_ body: String) -> [Observation] {
            Answers.observe(
                TokenRefusalRule(),
                Redactor(keys: .ephemeral()).redact(Answers.token(status: 401, body: body))
            )
        }
        #expect(evaluate(#"{"error":"invalid_client","error_description":"x","message":"y"}"#).isEmpty)
        #expect(evaluate(#"{"error":"invalid_client"}"#).map(\.severity) == [.info])
        #expect(evaluate(#"{"error":7,"error_description":"x","message":"y"}"#).map(\.severity) == [.warning])
    }
}
