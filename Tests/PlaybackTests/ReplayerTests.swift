import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

@Suite(.serialized) struct ReplayerTests {
    private static let error =
        #"{"@type":"hydra:Error","hydra:title":"An error occurred","hydra:description":"Upstream"}"#
    private static let failing = LoopbackServer.Answer.json(error, status: 503, headers: Bench.quota)
    private static let passing = LoopbackServer.Answer.json(#"{"hydra:member":[]}"#, headers: Bench.quota)

    /// Stores the exchanges and gives what to repeat.
    private func target(_ bench: Bench, _ exchanges: [Exchange]) throws -> ReplayTarget {
        let numbers = try bench.captures.append(
            exchanges.map { RecordedExchange(exchange: bench.redactor.redact($0)) }
        )
        let stored = try numbers.map { try #require(try bench.captures.capture($0)) }
        return try #require(ReplayTarget(stored.map { (number: $0.number, exchange: $0.exchange) }))
    }

    private func failure(_ bench: Bench, _ target: String = "/v1/public/buildings") -> Exchange {
        recorded(bench.server.base, "GET", target, status: 503, responseBody: ReplayerTests.error)
    }

    @Test func itCountsHowOftenItFails() async throws {
        let bench = try Bench { _, count in count % 3 == 1 ? ReplayerTests.failing : ReplayerTests.passing }
        let seen = Mutex<[Int]>([])
        let run = await bench.replayer().run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 10)) {
            attempt in
            seen.withLock { $0.append(attempt.index) }
        }
        #expect(run.stoppedBecause == nil)
        #expect(run.attempts.count == 10)
        #expect(run.frequency.failed == 4)
        #expect(run.frequency.counted == 10)
        #expect(seen.withLock { $0 } == Array(1...10))
        #expect(bench.calls.allSatisfy { $0.headers["authorization"] == "Bearer \(Bench.token)" })
        #expect(bench.tokenRequests == 1)
        // Each is stored, and linked to what it repeats.
        let repeats = try bench.captures.repeats(of: 1)
        #expect(repeats.count == 10)
        #expect(Set(repeats.compactMap(\.run)) == [run.id])
        #expect(run.attempts.map { $0.calls.first?.number } == repeats.map(\.number))
    }

    @Test func aWriteIsRefusedBeforeAnythingIsSent() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let exchanges = [
            recorded(bench.server.base), recorded(bench.server.base, "POST", "/v1/public/bookings", status: 500),
        ]
        let target = try target(bench, exchanges)
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 3))
        #expect(run.refusal?.rule == .writes)
        #expect(run.attempts.isEmpty)
        #expect(bench.server.requests.isEmpty)
        let allowed = await bench.replayer(["POST /v1/public/bookings"]).run(target, options: ReplayOptions(times: 2))
        #expect(allowed.refusal == nil)
        #expect(bench.calls.map(\.method) == ["GET", "POST", "GET", "POST"])
    }

    @Test func sealedValuesComeBack() async throws {
        let bench = try Bench { _, _ in ReplayerTests.passing }
        let exchange = failure(bench, "/v1/public/users?emailExact=ada.lovelace%40example.com")
        let target = try target(bench, [exchange])
        let run = await bench.replayer().run(target, options: ReplayOptions())
        #expect(run.missing.isEmpty)
        #expect(bench.calls.map(\.target) == ["/v1/public/users?emailExact=ada.lovelace%40example.com"])
    }

    @Test func aValueThatNothingGivesIsNamedAndNothingLeaves() async throws {
        let bench = try Bench { _, _ in ReplayerTests.passing }
        // Recorded on another machine: its sealed value can't be opened here.
        let exchange = Redactor(keys: .ephemeral()).redact(
            failure(bench, "/v1/public/users?emailExact=ada.lovelace%40example.com")
        )
        let target = try #require(ReplayTarget([(number: nil, exchange: exchange)]))
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 3))
        #expect(!run.missing.isEmpty)
        #expect(run.stoppedBecause != nil)
        #expect(run.frequency.counted == 0)
        #expect(bench.calls.isEmpty)
        var options = ReplayOptions()
        let standIn = try #require(exchange.replacements.first { $0.place == .url }).standIn
        options.values = [standIn: Array("grace.hopper@example.com".utf8)]
        #expect(await bench.replayer().run(target, options: options).missing.isEmpty)
        #expect(bench.calls.map(\.target) == ["/v1/public/users?emailExact=grace.hopper%40example.com"])
    }

    @Test func aRunEndsAtA429() async throws {
        let bench = try Bench { _, count in
            count == 3 ? .json("{}", status: 429, headers: Bench.quota) : ReplayerTests.failing
        }
        let run = await bench.replayer().run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 10))
        #expect(run.attempts.count == 3)
        #expect(run.frequency.counted == 2 && run.frequency.failed == 2 && run.frequency.inconclusive == 1)
        #expect(run.stoppedBecause?.contains("429") == true)
    }

    @Test func theReserveIsKept() async throws {
        let bench = try Bench { _, count in
            var headers = Bench.quota
            headers["X-RateLimit-Remaining"] = "\(504 - count)"
            return .json(ReplayerTests.error, status: 503, headers: headers)
        }
        let run = await bench.replayer().run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 50))
        #expect(run.stoppedBecause != nil)
        #expect((1...6).contains(run.attempts.count))
        let calls = bench.calls.count
        // The next run knows it from the ledger, before its first call, and can say so.
        let plan = bench.replayer().plan(try target(bench, [failure(bench)]), options: ReplayOptions(times: 50))
        #expect(plan.cost == 50 && plan.limit == 2_500 && plan.keptBack == 500 && !plan.fits)
        let next = await bench.replayer().run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 50))
        #expect(next.attempts.isEmpty && next.stoppedBecause != nil)
        #expect(bench.calls.count == calls)
    }

    @Test func aRefusedSignInSaysNothingAboutTheCall() async throws {
        let bench = try Bench(token: { _, _ in .json(#"{"error":"invalid_client"}"#, status: 401) }) { _, _ in nil }
        let run = await bench.replayer().run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 5))
        #expect(run.signInProblem?.kind == .refusedKey)
        #expect(run.frequency.counted == 0)
        #expect(run.attempts.count == 1)
        #expect(bench.calls.isEmpty)
    }

    @Test func aFlowIsRepeatedWithoutItsTokenRequest() async throws {
        let bench = try Bench { request, _ in
            request.target.hasSuffix("/floors") ? ReplayerTests.failing : ReplayerTests.passing
        }
        let exchanges = [
            recorded(
                bench.server.base,
                "POST",
                "/oauth2/token",
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                requestBody: "grant_type=client_credentials&client_id=k&client_secret=old-secret&scope=public",
                responseBody: #"{"token_type":"Bearer","expires_in":43200,"access_token":"old-token-0a1b2c3d4e5f"}"#
            ),
            recorded(bench.server.base), failure(bench, "/v1/public/floors"),
        ]
        let run = await bench.replayer().run(try target(bench, exchanges), options: ReplayOptions(times: 2))
        #expect(run.cost == 4)
        #expect(run.frequency.failed == 2)
        #expect(
            bench.calls.map(\.target) == [
                "/v1/public/buildings", "/v1/public/floors", "/v1/public/buildings", "/v1/public/floors",
            ]
        )
        #expect(bench.tokenRequests == 1)
        #expect(run.attempts.allSatisfy { $0.calls.count == 2 })
    }

    @Test func aRecordedRefusalOfATokenIsNotWhatIsRepeated() async throws {
        let bench = try Bench { request, _ in
            request.target.hasSuffix("/floors") ? ReplayerTests.failing : ReplayerTests.passing
        }
        let token = recorded(
            bench.server.base,
            "POST",
            "/oauth2/token",
            status: 401,
            headers: [:],
            responseBody: #"{"error":"invalid_client"}"#
        )
        let exchanges = [recorded(bench.server.base), failure(bench, "/v1/public/floors"), token]
        let run = await bench.replayer().run(try target(bench, exchanges), options: ReplayOptions(times: 2))
        #expect(run.frequency.failed == 2)
        #expect(bench.calls.map(\.target).last == "/v1/public/floors")
        let only = await bench.replayer().run(try target(bench, [token]), options: ReplayOptions(times: 2))
        #expect(only.attempts.isEmpty && only.stoppedBecause?.contains("requests for tokens") == true)
    }

    @Test func aFailingEarlierStepIsInconclusive() async throws {
        let bench = try Bench { request, _ in
            request.target.hasSuffix("/floors") ? ReplayerTests.failing : .json("{}", status: 500)
        }
        let exchanges = [recorded(bench.server.base), failure(bench, "/v1/public/floors")]
        let run = await bench.replayer().run(try target(bench, exchanges), options: ReplayOptions())
        #expect(run.frequency.counted == 0 && run.frequency.inconclusive == 1)
        #expect(bench.calls.count == 1)
    }

    @Test func theRecordedFailureCountsAtAnEarlierStepToo() async throws {
        let bench = try Bench { _, _ in ReplayerTests.failing }
        let exchanges = [recorded(bench.server.base, "GET", "/v1/public/floors"), failure(bench, "/v1/public/floors")]
        let run = await bench.replayer().run(try target(bench, exchanges), options: ReplayOptions(times: 2))
        #expect(run.frequency.failed == 2 && run.frequency.inconclusive == 0)
        #expect(bench.calls.count == 2)
    }

    @Test func laterCallsTakeTodaysValuesFromEarlierAnswers() async throws {
        let answers = Counter()
        let bench = try Bench { request, _ in
            guard request.target == "/v1/public/users" else { return ReplayerTests.passing }
            return .json(#"{"hydra:member":[{"email":"today\#(answers.next())@example.com"}]}"#)
        }
        let list = recorded(
            bench.server.base,
            "GET",
            "/v1/public/users",
            responseBody: #"{"hydra:member":[{"email":"yesterday@example.com"}]}"#
        )
        let find = failure(bench, "/v1/public/users?emailExact=yesterday%40example.com")
        // Recorded on another machine, so that no sealed value can be opened here.
        let elsewhere = Redactor(keys: .ephemeral())
        let exchanges = [list, find].map { (number: Int?.none, exchange: elsewhere.redact($0)) }
        let target = try #require(ReplayTarget(exchanges))
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 2))
        #expect(run.missing.isEmpty)
        #expect(
            bench.calls.filter { $0.target.contains("?") }.map(\.target) == [
                "/v1/public/users?emailExact=today1%40example.com", "/v1/public/users?emailExact=today2%40example.com",
            ]
        )
    }

    @Test func aRecordingFromElsewhereMovesOnlyWhenAsked() async throws {
        let bench = try Bench { _, _ in ReplayerTests.passing }
        let exchange = recorded("https://api.onkadence.co", status: 503, responseBody: ReplayerTests.error)
        let target = try target(bench, [exchange])
        let refused = await bench.replayer().run(target, options: ReplayOptions())
        #expect(refused.refusal?.rule == .foreignHost)
        #expect(bench.server.requests.isEmpty)
        var options = ReplayOptions()
        options.movesToEndpoint = true
        let run = await bench.replayer().run(target, options: options)
        #expect(run.attempts.count == 1)
        #expect(bench.calls.map(\.target) == ["/v1/public/buildings"])
        #expect(bench.calls.first?.headers["host"] == "127.0.0.1:\(bench.server.port)")
    }

    @Test func aRequestBodyGoesOutWhole() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let body = #"{"userId":"01H59ZKQ0V4T8S7R6Q5P4N3M2K","note":"x"}"#
        let exchange = recorded(
            bench.server.base,
            "POST",
            "/v1/public/bookings",
            status: 500,
            headers: [
                "Authorization": "Bearer old-token-0a1b2c3d4e5f", "Content-Type": "application/json",
                "Transfer-Encoding": "chunked", "Expect": "100-continue",
            ],
            requestBody: body
        )
        let replayer = bench.replayer(["POST /v1/public/bookings"])
        let run = await replayer.run(try target(bench, [exchange]), options: ReplayOptions())
        #expect(run.stoppedBecause == nil)
        #expect(bench.calls.map(\.body) == [body])
    }

    @Test func stoppingKeepsWhatIsDone() async throws {
        let bench = try Bench { _, _ in ReplayerTests.failing }
        let target = try target(bench, [failure(bench)])
        let holder = Mutex<Task<ReplayRun, Never>?>(nil)
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in started { break }
            return await bench.replayer().run(target, options: ReplayOptions(times: 1_000)) { attempt in
                if attempt.index == 3 { holder.withLock { $0 }?.cancel() }
            }
        }
        holder.withLock { $0 = task }
        startedContinuation.yield()
        let run = await task.value
        #expect(run.attempts.count == 3)
        #expect(run.frequency.failed == 3)
        #expect(run.stoppedBecause == "stopped by hand")
        #expect(try bench.captures.repeats(of: 1).count == 3)
    }

    @Test func aRunTakesATokenOfItsOwn() async throws {
        let tokens = Counter()
        let bench = try Bench(token: { _, _ in Bench.tokenAnswer("planted-token-number-\(tokens.next())") }) {
            request,
            _ in
            request.headers["authorization"] == "Bearer planted-token-number-2"
                ? ReplayerTests.passing : .json("{}", status: 401)
        }
        _ = try await bench.signIn(bench.cache).token()
        let replayer = bench.replayer(cache: bench.cache)
        let run = await replayer.run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 3))
        #expect(run.frequency.failed == 0 && run.frequency.counted == 3)
        #expect(bench.calls.count == 3)
        #expect(bench.tokenRequests == 2)
    }

    @Test func anAttemptThatFitsIsNotGivenUpHalfWay() async throws {
        let counter = Counter()
        let bench = try Bench { request, _ in
            var headers = Bench.quota
            headers["X-RateLimit-Remaining"] = "\(504 - counter.next())"
            let isLast = request.target.hasSuffix("/floors")
            return .json(isLast ? ReplayerTests.error : "{}", status: isLast ? 503 : 200, headers: headers)
        }
        let exchanges = [recorded(bench.server.base), failure(bench, "/v1/public/floors")]
        let run = await bench.replayer().run(try target(bench, exchanges), options: ReplayOptions(times: 9))
        // Four calls before 500 are left: two attempts of two, and no half one.
        #expect(run.attempts.map(\.calls.count) == [2, 2])
        #expect(run.frequency.counted == 2 && run.frequency.inconclusive == 0)
        #expect(bench.calls.count == 4)
        #expect(run.stoppedBecause?.contains("500 calls are left") == true)
    }

    @Test func stoppingDuringTheSignInIsNoRefusal() async throws {
        let holder = Mutex<Task<ReplayRun, Never>?>(nil)
        let bench = try Bench(token: { _, _ in
            holder.withLock { $0 }?.cancel()
            return nil
        }) { _, _ in ReplayerTests.failing }
        let target = try target(bench, [failure(bench)])
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in started { break }
            return await bench.replayer().run(target, options: ReplayOptions(times: 5))
        }
        holder.withLock { $0 = task }
        startedContinuation.yield()
        let run = await task.value
        #expect(run.stoppedBecause == "stopped by hand")
        #expect(run.signInProblem == nil)
        #expect(run.attempts.isEmpty)
        #expect(bench.calls.isEmpty)
    }

    @Test func aRecordedMethodOverrideIsAWrite() async throws {
        let bench = try Bench { _, _ in ReplayerTests.passing }
        let exchange = recorded(
            bench.server.base,
            headers: ["Authorization": "Bearer old-token-0a1b2c3d4e5f", "X-HTTP-Method-Override": "DELETE"]
        )
        let run = await bench.replayer().run(try target(bench, [exchange]), options: ReplayOptions(times: 2))
        #expect(run.refusal?.rule == .writes)
        #expect(run.refusal?.remedy.contains("DELETE /v1/public/buildings") == true)
        #expect(bench.server.requests.isEmpty)
    }

    @Test(arguments: ["", "{}"]) func a429IsNeverAFailure(_ body: String) async throws {
        let bench = try Bench { _, _ in .json(body, status: 429) }
        // Not even where a 429 was what had been recorded.
        let exchange = recorded(bench.server.base, status: 429, responseBody: body)
        let run = await bench.replayer().run(try target(bench, [exchange]), options: ReplayOptions(times: 3))
        #expect(run.frequency.failed == 0 && run.frequency.counted == 0 && run.frequency.inconclusive == 1)
    }

    @Test func aStoreThatFailsIsSaidAndTheAttemptsCount() async throws {
        struct FullSink: ExchangeSink {
            func append(_ batch: [RecordedExchange]) throws -> [Int] {
                throw StoreError(.diskFull, path: "x", reason: "no room", remedy: "make some")
            }
        }
        let bench = try Bench { _, _ in ReplayerTests.failing }
        let departure = DepartureGuard(
            client: RecordingClient(client: WireClient(), redactor: bench.redactor, sink: FullSink()),
            writes: WriteGuard()
        )
        let signIn = SignIn(
            credentials: bench.credentials,
            endpoints: bench.endpoints,
            departure: departure,
            secrets: bench.secrets,
            cache: nil
        )
        let replayer = Replayer(
            caller: Caller(departure: departure, signIn: signIn),
            departure: departure,
            captures: bench.captures,
            keys: bench.keys
        )
        let run = await replayer.run(try target(bench, [failure(bench)]), options: ReplayOptions(times: 2))
        #expect(run.frequency.failed == 2)
        #expect(run.storeError?.contains("no room") == true)
        #expect(run.attempts.allSatisfy { $0.calls.allSatisfy { $0.number == nil } })
    }
}
