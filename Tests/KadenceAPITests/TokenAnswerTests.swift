import Deflate
import ExchangeModel
import KadenceAPI
import Testing

@Suite struct TokenAnswerTests {
    private let granted = #"{"token_type":"Bearer","expires_in":43200,"access_token":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}"#

    private func failure(_ exchange: Exchange, region: Region? = .eu) -> SignInProblem? {
        switch TokenAnswer.read(exchange, region: region) {
        case .success: nil
        case .failure(let problem): problem
        }
    }

    @Test func readsTheGuidesAnswer() throws {
        let token = try TokenAnswer.read(Answers.token(body: granted)).get()
        #expect(token.authorization == Array("Bearer ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8))
        #expect(token.expiresAt == Answers.moment.advanced(by: .seconds(43_200)))
        #expect(token.isFresh(at: Answers.moment))
        #expect(!token.isFresh(at: Answers.moment.advanced(by: .seconds(43_150))))
        #expect(token.isFresh(at: Answers.moment.advanced(by: .seconds(43_150)), margin: .seconds(10)))
        #expect(!"\(token)".contains("ABC"))
        #expect(!String(reflecting: token).contains("ABC"))
    }

    @Test func readsACompressedAnswer() throws {
        var exchange = Answers.token(body: "")
        exchange.response?.body = MessageBody(try Compression.compress(Array(granted.utf8), as: .gzip))
        exchange.response?.headers.append("Content-Encoding", "gzip")
        #expect((try? TokenAnswer.read(exchange).get()) != nil)
    }

    @Test(arguments: [("\"60\"", 60), ("1e400", 300), ("-5", 300), ("null", 300), ("1e300", 315_360_000), ("59.9", 59)])
    func lifetimesAreReadWithCare(text: String, seconds: Int) throws {
        let body = #"{"token_type":"bearer","expires_in":\#(text),"access_token":"t"}"#
        let token = try TokenAnswer.read(Answers.token(body: body)).get()
        #expect(token.expiresAt == Answers.moment.advanced(by: .seconds(seconds)))
    }

    @Test func aRefusedKeyIsTheKeyOrTheRegion() throws {
        let body = #"{"error":"invalid_client","error_description":"Client authentication failed","message":"x"}"#
        let problem = try #require(failure(Answers.token(status: 401, body: body)))
        #expect(problem.kind == .refusedKey)
        #expect(problem.remedy.contains("KADENCE_API_KEY_SECRET"))
        #expect(problem.remedy.contains("--region us"))
        #expect(!problem.isTransient)
        let moved = problem.knowing(otherRegion: .us, accepts: true)
        #expect(moved.kind == .wrongRegion(.us))
        #expect(moved.remedy == "use --region us")
        #expect(problem.knowing(otherRegion: .us, accepts: false).sentence == "neither region knows the API key")
        #expect(moved.knowing(otherRegion: .eu, accepts: true) == moved)
    }

    @Test(arguments: [
        (200, "text/html", "<!DOCTYPE html><title>Log in</title>", SignInProblem.Kind.webPage),
        (200, "application/json", "  <html>", .webPage),
        (403, "text/html", "<html>blocked</html>", .webPage),
        (401, "text/html", "<html>proxy</html>", .webPage),
        (401, "text/plain", "no", .refusedKey),
        (400, "application/json", #"{"error":"invalid_client"}"#, .refusedKey),
        (400, "application/json", #"{"error":"unsupported_grant_type"}"#, .refusedRequest),
        (404, "application/json", "{}", .noEndpoint),
        (405, "text/html", "<html>", .webPage),
        (302, "text/html", "", .redirected),
        (429, "application/json", "{}", .tooManyRequests),
        (500, "application/json", "{}", .serverError),
        (418, "application/json", "{}", .unusableAnswer),
        (200, "application/json", "{}", .unusableAnswer),
        (200, "application/json", "[]", .unusableAnswer),
        (200, "application/json", "", .unusableAnswer),
        (200, "application/json", #"{"access_token":""}"#, .unusableAnswer),
        (200, "application/json", #"{"access_token":7}"#, .unusableAnswer),
        (200, "application/json", #"{"access_token":"a\r\nX-Evil: 1"}"#, .unusableAnswer),
        (200, "application/json", #"{"access_token":"a","token_type":"mac"}"#, .unusableAnswer),
    ])
    func otherAnswersAreExplained(status: Int, type: String, body: String, kind: SignInProblem.Kind) throws {
        let problem = try #require(failure(Answers.token(status: status, type: type, body: body)))
        #expect(problem.kind == kind)
        #expect(!problem.sentence.isEmpty && !problem.remedy.isEmpty)
    }

    @Test func theAnswersOwnWordsStayOut() throws {
        let body = #"{"error":"invalid_client","error_description":"s3cr3t \u001b[31m"}"#
        let problem = try #require(failure(Answers.token(status: 401, body: body)))
        #expect(!problem.description.contains("s3cr3t"))
        #expect(!problem.description.contains("\u{1B}"))
    }

    @Test(arguments: TransportFailure.Kind.allCases) func noAnswerIsExplained(kind: TransportFailure.Kind) throws {
        var exchange = Answers.token(body: "")
        exchange.response = nil
        exchange.failure = TransportFailure(kind, "the client's own words")
        let problem = try #require(failure(exchange))
        #expect(problem.kind == .transport)
        #expect(problem.isTransient)
        // Only of TLS does the client know more than there is to say here.
        #expect(problem.description.contains("the client's own words") == (kind == .tls))
    }

    @Test func cutOrHugeAnswersAreNotRead() {
        var exchange = Answers.token(body: granted)
        exchange.response?.body.isTruncated = true
        #expect(failure(exchange)?.kind == .unusableAnswer)
        exchange = Answers.token(body: granted + String(repeating: " ", count: 2 << 20))
        #expect(failure(exchange)?.kind == .unusableAnswer)
    }
}
