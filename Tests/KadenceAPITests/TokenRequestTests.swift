import Deflate
import ExchangeModel
import KadenceAPI
import Testing

@Suite struct TokenRequestTests {
    @Test func isTheGuidesForm() throws {
        let credentials = Credentials(identifier: Array("01H59Z".utf8), secret: Array("a b&=+%/~*é".utf8))
        let message = TokenRequest.message(credentials, try Endpoints(region: .eu))
        #expect(message.method == "POST")
        #expect(message.headers.text("content-type") == "application/x-www-form-urlencoded")
        #expect(
            String(decoding: message.body.bytes, as: UTF8.self)
                == "grant_type=client_credentials&client_id=01H59Z&client_secret=a+b%26%3D%2B%25%2F%7E*%C3%A9&scope=public"
        )
    }
}
