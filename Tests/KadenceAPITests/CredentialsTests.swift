import ExchangeModel
import KadenceAPI
import Testing

@Suite struct CredentialsTests {
    @Test func comeFromTheEnvironment() throws {
        let credentials = try Credentials(environment: [
            "KADENCE_API_KEY_IDENTIFIER": " id\n", "KADENCE_API_KEY_SECRET": "s3cr3t",
        ])
        #expect(credentials.identifier == Array("id".utf8))
        #expect(credentials.secret == Array("s3cr3t".utf8))
        #expect(!"\(credentials)".contains("s3cr3t"))
        #expect(!String(reflecting: credentials).contains("s3cr3t"))
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!dumped.contains("115"))
    }

    @Test(
        arguments: [
            ([:], "KADENCE_API_KEY_IDENTIFIER and KADENCE_API_KEY_SECRET are not set"),
            (["KADENCE_API_KEY_IDENTIFIER": "x", "KADENCE_API_KEY_SECRET": "  "], "KADENCE_API_KEY_SECRET is not set"),
        ] as [([String: String], String)]
    )
    func sayWhatIsMissing(environment: [String: String], sentence: String) {
        let error = #expect(throws: CredentialsError.self) { try Credentials(environment: environment) }
        #expect(error?.description.contains(sentence) == true)
    }
}
