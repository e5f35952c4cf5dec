import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import Testing
import Wire

@Suite(.serialized) struct CallerTests {
    private func answered(_ result: CallResult) -> Int? {
        if case .answered(let call) = result { call.raw.response?.status } else { nil }
    }

    private func refusal(_ result: CallResult) -> DepartureRefusal? {
        if case .refused(let refusal) = result { refusal } else { nil }
    }

    @Test func aCallIsAuthorizedAndRecorded() async throws {
        let bench = try Bench { _, _ in .json(#"{"hydra:member":[]}"#, headers: Bench.quota) }
        let result = await bench.caller().call("GET", "/v1/public/buildings?page=1")
        #expect(answered(result) == 200)
        let call = try #require(bench.calls.first)
        #expect(call.target == "/v1/public/buildings?page=1")
        #expect(call.headers["authorization"] == "Bearer \(Bench.token)")
        #expect(call.headers["accept"] == "application/ld+json")
        let listing = try bench.captures.list()
        #expect(listing.captures.map(\.method) == ["POST", "GET"])
        let capture = try #require(try bench.captures.capture(2))
        #expect(capture.exchange.request.headers.text("Authorization")?.contains(Bench.token) == false)
        #expect(bench.ledger().read(now: bench.clocks.now())?.state.remaining == 2_400)
    }

    @Test func theTokenStaysWithItsAPI() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let stranger = try LoopbackServer { _, _ in .json("{}") }
        defer { stranger.stop() }
        for url in [stranger.base + "/v1/public/buildings", "http://x@127.0.0.1:\(bench.server.port)/v1"] {
            #expect(refusal(await bench.caller().call("GET", url))?.rule == .foreignHost)
        }
        #expect(stranger.requests.isEmpty)
        #expect(bench.server.requests.isEmpty)
        #expect(answered(await bench.caller().call("GET", bench.server.base + "/v1/public/buildings")) == 200)
    }

    @Test(arguments: [("GET", "/a b"), ("GET", "/ä"), ("GET", "/a\r\nX: y"), ("G T", "/"), ("", "/"), ("GET", "/a#b")])
    func whatCantBeSentIsSaid(_ call: (String, String)) async throws {
        let bench = try Bench { _, _ in .json("{}") }
        #expect(refusal(await bench.caller().call(call.0, call.1))?.rule == .address)
        #expect(bench.server.requests.isEmpty)
    }

    @Test func aRefusedWriteCostsNoSignIn() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        #expect(refusal(await bench.caller().call("POST", "/v1/public/bookings"))?.rule == .writes)
        #expect(bench.server.requests.isEmpty)
    }

    @Test func aTokenTakenBackIsRenewedOnce() async throws {
        let tokens = Counter()
        let bench = try Bench(
            token: { _, _ in Bench.tokenAnswer("planted-token-number-\(tokens.next())") },
            { request, _ in
                request.headers["authorization"] == "Bearer planted-token-number-2"
                    ? .json("{}") : .json(#"{"message":"expired"}"#, status: 401)
            }
        )
        _ = try await bench.signIn(bench.cache).token()
        #expect(answered(await bench.caller(cache: bench.cache).call("GET", "/v1/public/floors")) == 200)
        #expect(bench.calls.count == 2)
        #expect(bench.tokenRequests == 2)
        // A token that is new and refused nevertheless is the answer; asking again would not help.
        let third = bench.caller()
        #expect(answered(await third.call("GET", "/v1/public/floors")) == 401)
        #expect(bench.calls.count == 3)
    }

    @Test func aServerThatIsGoneIsAnExchange() async throws {
        let bench = try Bench { _, _ in nil }
        guard case .answered(let call) = await bench.caller().call("GET", "/v1/public/floors") else {
            Issue.record("no exchange")
            return
        }
        #expect(call.raw.failure != nil && call.number != nil)
    }
}
