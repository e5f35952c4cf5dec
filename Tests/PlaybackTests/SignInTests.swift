import CaptureStore
import ExchangeModel
import Foundation
import KadenceAPI
import Redaction
import Synchronization
import Testing

@testable import Playback

@Suite(.serialized) struct SignInTests {
    @Test func aTokenIsAskedForOnceAndRecordedRedacted() async throws {
        let bench = try Bench { _, _ in nil }
        let signIn = bench.signIn()
        let grant = try await signIn.token()
        #expect(grant.token.value == Array(Bench.token.utf8))
        #expect(grant.isNew && grant.number == 1)
        #expect(try await signIn.token().token.value == grant.token.value)
        #expect(bench.tokenRequests == 1)
        #expect(bench.server.requests[0].body.contains("client_secret=\(Bench.secret)"))
        let capture = try #require(try bench.captures.capture(1))
        let kept = [
            capture.exchange.request.body.bytes, capture.exchange.request.url,
            capture.exchange.response?.body.bytes ?? [],
        ].map { String(decoding: $0, as: UTF8.self) }.joined()
        for planted in [Bench.token, Bench.secret, Bench.identifier] { #expect(!kept.contains(planted)) }
        #expect(kept.contains("client_credentials"))
    }

    @Test func aTokenLastsOverRuns() async throws {
        let bench = try Bench { _, _ in nil }
        _ = try await bench.signIn(bench.cache).token()
        let name = TokenCache.fileName(bench.credentials, bench.endpoints)
        #expect(!name.contains(Bench.identifier))
        let path = bench.state.path + "/" + name
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let folderMode = try FileManager.default.attributesOfItem(atPath: bench.state.path)[.posixPermissions]
        #expect((folderMode as? NSNumber)?.intValue == 0o700)
        let later = try await bench.signIn(bench.cache).token()
        #expect(later.token.value == Array(Bench.token.utf8))
        #expect(!later.isNew && later.number == nil)
        #expect(bench.tokenRequests == 1)
    }

    @Test func aTokenFromTheCacheIsAKnownSecret() async throws {
        let bench = try Bench { _, _ in nil }
        _ = try await bench.signIn(bench.cache).token()
        let secrets = KnownSecrets()
        let signIn = SignIn(
            credentials: bench.credentials,
            endpoints: bench.endpoints,
            departure: bench.departure(),
            secrets: secrets,
            cache: bench.cache
        )
        _ = try await signIn.token()
        let redactor = Redactor(keys: bench.keys, secrets: secrets)
        let text = redactor.redactFreeText(Array("my token is \(Bench.token), help".utf8))
        #expect(!String(decoding: text, as: UTF8.self).contains(Bench.token))
    }

    @Test func aTokenIsRenewedShortlyBeforeItsEnd() async throws {
        let bench = try Bench { _, _ in nil }
        let signIn = bench.signIn(bench.cache)
        _ = try await signIn.token()
        bench.time.withLock { $0 = .seconds(43_200 - 120) }
        _ = try await signIn.token()
        #expect(bench.tokenRequests == 1)
        bench.time.withLock { $0 = .seconds(43_200 - 30) }
        _ = try await signIn.token()
        #expect(bench.tokenRequests == 2)
    }

    @Test func aShortLivedTokenIsStillUsed() async throws {
        let bench = try Bench(token: { _, _ in Bench.tokenAnswer(lifetime: 60) }) { _, _ in nil }
        let signIn = bench.signIn()
        _ = try await signIn.token()
        bench.time.withLock { $0 = .seconds(30) }
        _ = try await signIn.token()
        #expect(bench.tokenRequests == 1)
        bench.time.withLock { $0 = .seconds(59) }
        _ = try await signIn.token()
        #expect(bench.tokenRequests == 2)
    }

    @Test func aChangedClockMakesACachedTokenWorthless() async throws {
        let bench = try Bench { _, _ in nil }
        _ = try await bench.signIn(bench.cache).token()
        bench.time.withLock { $0 = .seconds(-7_200) }
        _ = try await bench.signIn(bench.cache).token()
        #expect(bench.tokenRequests == 2)
    }

    @Test(arguments: [
        "{}", "", "not JSON", #"{"version":1,"token":"a b","expiresAt":9000000000000000,"obtainedAt":1}"#,
    ])
    func aSpoiltCacheIsPassedOver(_ content: String) async throws {
        let bench = try Bench { _, _ in nil }
        bench.state.store(Array(content.utf8), as: TokenCache.fileName(bench.credentials, bench.endpoints))
        #expect(try await bench.signIn(bench.cache).token().isNew)
    }

    @Test func aCacheThatOthersCanReadIsPassedOver() async throws {
        let bench = try Bench { _, _ in nil }
        _ = try await bench.signIn(bench.cache).token()
        let path = bench.state.path + "/" + TokenCache.fileName(bench.credentials, bench.endpoints)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(try await bench.signIn(bench.cache).token().isNew)
    }

    @Test func aRefusedKeyIsExplained() async throws {
        let refusal = LoopbackServer.Answer.json(
            #"{"error":"invalid_client","error_description":"Client authentication failed","message":"x"}"#,
            status: 401
        )
        let bench = try Bench(token: { _, _ in refusal }) { _, _ in nil }
        let signIn = bench.signIn(bench.cache)
        let problem = await #expect(throws: SignInProblem.self) { try await signIn.token() }
        #expect(problem?.kind == .refusedKey)
        #expect(problem?.remedy.contains(Credentials.identifierVariable) == true)
        #expect(try bench.captures.count == 1)
        // Not one of the vendor's addresses: the key is not tried anywhere else.
        if let problem { #expect(await signIn.explain(problem) == problem) }
        #expect(bench.tokenRequests == 1)
    }
}
