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

    @Test func expiredTokensOfOtherKeysLeaveTheDisk() async throws {
        let bench = try Bench { _, _ in nil }
        let expired = #"{"version":1,"token":"old","expiresAt":1,"obtainedAt":0}"#
        bench.state.store(Array(expired.utf8), as: "token-old.json")
        let valid = #"{"version":1,"token":"valid","expiresAt":9000000000000000,"obtainedAt":0}"#
        bench.state.store(Array(valid.utf8), as: "token-valid.json")
        _ = try await bench.signIn(bench.cache).token()
        #expect(bench.state.contents(of: "token-old.json") == nil)
        #expect(bench.state.contents(of: "token-valid.json") != nil)
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

    @Test func manyThatAskTogetherShareOneSignIn() async throws {
        let tokens = Counter()
        let bench = try Bench(token: { _, _ in Bench.tokenAnswer("planted-token-number-\(tokens.next())") }) {
            _,
            _ in nil
        }
        let signIn = bench.signIn(bench.cache)
        let first = try await signIn.token()
        // All with the same token that the API has refused.
        let values = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<12 { group.addTask { try await signIn.token(inPlaceOf: first.token).token.value } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(values == [Array("planted-token-number-2".utf8)])
        #expect(bench.tokenRequests == 2)
    }

    @Test func manyThatAskTogetherShareARefusal() async throws {
        let holder = Mutex<SignIn?>(nil)
        let bench = try Bench(token: { _, _ in
            // The answer waits until everybody has asked.
            let end = ContinuousClock.now.advanced(by: .seconds(120))
            while let signIn = holder.withLock({ $0 }), signIn.turnstile.waitingCount < 11, .now < end { sched_yield() }
            return .json(#"{"error":"invalid_client"}"#, status: 401)
        }) { _, _ in nil }
        let signIn = bench.signIn()
        holder.withLock { $0 = signIn }
        let kinds = await withTaskGroup(of: SignInProblem.Kind?.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    do {
                        _ = try await signIn.token()
                        return nil
                    } catch let problem as SignInProblem { return problem.kind } catch { return nil }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kinds.count == 12 && kinds.allSatisfy { $0 == .refusedKey })
        #expect(bench.tokenRequests == 1)
        // One who asks after the end asks again.
        holder.withLock { $0 = nil }
        await #expect(throws: SignInProblem.self) { try await signIn.token() }
        #expect(bench.tokenRequests == 2)
    }

    @Test func theOtherRegionIsAsked() async throws {
        let refusal = LoopbackServer.Answer.json(#"{"error":"invalid_client"}"#, status: 401)
        let bench = try Bench(token: { _, _ in refusal }) { _, _ in nil }
        let signIn = bench.signIn(bench.cache)
        let problem = try #require(await #expect(throws: SignInProblem.self) { try await signIn.token() })
        let knowing = try LoopbackServer { _, _ in Bench.tokenAnswer("planted.token.of-the-other-region") }
        defer { knowing.stop() }
        let told = await signIn.explain(problem, asking: try Endpoints(apiBase: knowing.base), of: .us)
        #expect(told.kind == .wrongRegion(.us))
        #expect(told.description == "the key belongs to region us, not eu: use --region us")
        #expect(knowing.requests.map(\.target) == ["/oauth2/token"])
        // The token it gave is a secret too, and not one to use.
        let text = bench.redactor.redactFreeText(Array("planted.token.of-the-other-region".utf8))
        #expect(!String(decoding: text, as: UTF8.self).contains("planted.token"))
        #expect(bench.cache.read(bench.credentials, bench.endpoints) == nil)

        let unknowing = try LoopbackServer { _, _ in refusal }
        defer { unknowing.stop() }
        let neither = await signIn.explain(problem, asking: try Endpoints(apiBase: unknowing.base), of: .us)
        #expect(neither.kind == .refusedKey)
        #expect(neither.sentence == "neither region knows the API key")

        let broken = try LoopbackServer { _, _ in .json("{}", status: 500) }
        defer { broken.stop() }
        #expect(await signIn.explain(problem, asking: try Endpoints(apiBase: broken.base), of: .us) == problem)
    }

    @Test func credentialsCopiedFromAReportAreNotSent() async throws {
        let bench = try Bench { _, _ in nil }
        let redacted = bench.redactor.redact(
            recorded(bench.server.base, headers: ["Authorization": "Bearer abcdef-0123456789-abcdef"])
        )
        let standIn = try #require(redacted.replacements.first { $0.kind == .bearer }).standIn
        let signIn = SignIn(
            credentials: Credentials(identifier: Array("key".utf8), secret: Array(standIn.utf8)),
            endpoints: bench.endpoints,
            departure: bench.departure(),
            secrets: KnownSecrets(),
            cache: nil
        )
        let problem = await #expect(throws: SignInProblem.self) { try await signIn.token() }
        #expect(problem?.description.contains("stand-in") == true)
        #expect(bench.server.requests.isEmpty)
    }
}
