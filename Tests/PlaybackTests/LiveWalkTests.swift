import APIDocument
import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing

@Suite(.serialized) struct LiveWalkTests {
    private static let id = "01H59ZKQ0V4T8S7R6Q5P4N3M2K"

    /// A page of members with these ids.
    private static func page(_ ids: [String], quota: [String: String] = [:])
        -> LoopbackServer.Answer
    {
        let members = ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        return .json(#"{"hydra:member":[\#(members)],"hydra:totalItems":\#(ids.count)}"#, headers: quota)
    }

    private static func plan(_ contract: Contract, _ change: (inout LiveOptions) -> Void = { _ in }) throws -> LivePlan
    {
        var options = LiveContracts.options
        change(&options)
        return try LivePlan(contract: contract, options: options)
    }

    private func reasons(_ run: LiveRun) -> [String: LiveRun.Reason] {
        Dictionary(run.notReached.map { ($0.operation.id, $0.reason) }) { first, _ in first }
    }

    @Test func idsGoFromTheListToTheItem() async throws {
        let bench = try Bench { request, _ in
            request.target.contains("?") ? LiveWalkTests.page([LiveWalkTests.id], quota: Bench.quota) : .json("{}")
        }
        let plan = try LiveWalkTests.plan(LiveContracts.users())
        let seen = Mutex<[Int?]>([])
        let run = await bench.walk().run(plan) { call in seen.withLock { $0.append(call.number) } }
        #expect(
            bench.calls.map(\.target) == [
                "/v1/public/users?page=1&itemsPerPage=10", "/v1/public/users/" + LiveWalkTests.id,
            ]
        )
        #expect(bench.calls.allSatisfy { $0.headers["authorization"] == "Bearer \(Bench.token)" })
        #expect(run.numbers == [2, 3] && seen.withLock { $0 } == [2, 3])
        #expect(run.exchanges.map(\.number) == [2, 3])
        #expect(run.spent == 2 && run.spent <= plan.cost)
        #expect(run.stop == nil && !run.isInconclusive && run.notReached.isEmpty)
        // The list said 2,400; the item's answer said nothing, and counts nevertheless.
        #expect(run.quota.remaining == 2_399)
        let capture = try #require(try bench.captures.capture(3))
        #expect(capture.run == run.id && capture.label == "GET /v1/public/users/{id}")
    }

    @Test(arguments: [
        "../../oauth2/token", "..", ".", "%2e%2e%2fx", "x?page=9", "x#y", "x/cancel", #"x\\y"#, "",
        "http://evil.example/",
        "//evil.example", #"a\r\nX-Evil: 1"#, #"\u0000"#, "a b", "x;y",
    ])
    func hostileIdsNeverChangeThePath(_ hostile: String) async throws {
        let bench = try Bench { _, _ in LiveWalkTests.page([hostile]) }
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.users()))
        #expect(bench.server.requests.map(\.target) == ["/oauth2/token", "/v1/public/users?page=1&itemsPerPage=10"])
        #expect(reasons(run)["getUser"] == .unusableIdentifiers(1, in: "GET /v1/public/users"))
        #expect(!run.isInconclusive && run.notEvaluable.count == 1)
        // The next that looks like one is taken instead.
        let other = try Bench { _, _ in LiveWalkTests.page([hostile, "a@b+c:d"]) }
        let second = await other.walk().run(try LiveWalkTests.plan(LiveContracts.users()))
        #expect(other.calls.map(\.target).last == "/v1/public/users/a%40b%2Bc%3Ad")
        #expect(other.calls.count == 2 && second.notReached.isEmpty)
    }

    @Test func theContractSaysWhatAnIdLooksLike() async throws {
        let bench = try Bench { _, _ in LiveWalkTests.page(["not-a-ulid", LiveWalkTests.id]) }
        let plan = try LiveWalkTests.plan(Kadence.contract) { $0.operations = ["getUser"] }
        _ = await bench.walk().run(plan)
        #expect(bench.calls.map(\.target).last == "/v1/public/users/" + LiveWalkTests.id)
    }

    @Test func linksLeadToTheApiOnly() async throws {
        let stranger = try LoopbackServer { _, _ in .json("{}") }
        defer { stranger.stop() }
        let link = stranger.base + "/v1/rooms/r1?x=1#y"
        let bench = try Bench { request, _ in
            request.target == "/v1/floors" ? .json(#"{"hydra:member":[{"room":[{"at":"\#(link)"}]}]}"#) : .json("{}")
        }
        let contract = try LiveContracts.contract(
            [
                LiveContracts.get("/v1/floors", "listFloors"),
                LiveContracts.get("/v1/rooms/{id}", "getRoom", LiveContracts.parameter("id")),
            ].joined(separator: ",")
        )
        let run = await bench.walk().run(try LiveWalkTests.plan(contract))
        #expect(bench.calls.map(\.target) == ["/v1/floors", "/v1/rooms/r1"])
        #expect(run.notReached.isEmpty)
        #expect(stranger.requests.isEmpty)
    }

    @Test func idsAreTheRealOnesAndStayOutOfTheStore() async throws {
        let bench = try Bench { request, _ in
            request.target.contains("?") ? LiveWalkTests.page(["ada.lovelace@example.com"]) : .json("{}")
        }
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.users()))
        #expect(bench.calls.last?.target == "/v1/public/users/ada.lovelace%40example.com")
        #expect(run.calls.count == 2)
        for call in run.calls {
            let kept = call.exchange.request.url + (call.exchange.response?.body.bytes ?? [])
            #expect(!String(decoding: kept, as: UTF8.self).contains("lovelace"))
        }
    }

    @Test func nestedIdsBelongToTheirParent() async throws {
        let bench = try Bench { request, _ in
            switch request.target {
            case "/users": LiveWalkTests.page(["u1", "u2"])
            case "/users/u1/bookings": .json(#"{"hydra:member":[{"@id":"/users/u1/bookings/b1"}]}"#)
            case "/users/u2/bookings": .json(#"["/users/u2/bookings/b2"]"#)
            default: .json("{}")
            }
        }
        let contract = try LiveContracts.contract(
            [
                LiveContracts.get(
                    "/users/{user}/bookings/{id}",
                    "getUserBooking",
                    LiveContracts.parameter("user") + "," + LiveContracts.parameter("id")
                ),
                LiveContracts.get("/users/{id}/bookings", "listUserBookings", LiveContracts.parameter("id")),
                LiveContracts.get("/users", "listUsers"),
            ].joined(separator: ",")
        )
        let run = await bench.walk().run(try LiveWalkTests.plan(contract) { $0.samples = 2 })
        #expect(
            bench.calls.map(\.target) == [
                "/users", "/users/u1/bookings", "/users/u2/bookings", "/users/u1/bookings/b1", "/users/u2/bookings/b2",
            ]
        )
        #expect(run.notReached.isEmpty)
    }

    @Test func anEmptyCollectionIsNoFailure() async throws {
        let bench = try Bench { _, _ in LiveWalkTests.page([]) }
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.users()))
        #expect(bench.calls.count == 1)
        #expect(reasons(run) == ["getUser": .noIdentifier(in: "GET /v1/public/users")])
        #expect(run.notEvaluable.map(\.operation.id) == ["getUser"])
        #expect(run.stop == nil && !run.isInconclusive)
    }

    @Test func aSecondPageIsAskedForWhereThereIsOne() async throws {
        // The second page has no next, whatever its total says; and where the next is, the link does not decide.
        let bench = try Bench { request, _ in
            let next = request.target.contains("page=1&") ? #""hydra:next":"http://evil.example/?page=7""# : ""
            return .json(#"{"hydra:member":[{"id":"a"}],"hydra:totalItems":999,"hydra:view":{\#(next)}}"#)
        }
        let paths = LiveContracts.get("/a", "listA", LiveContracts.paging)
        let plan = try LiveWalkTests.plan(LiveContracts.contract(paths)) { $0.pages = 9 }
        let run = await bench.walk().run(plan)
        #expect(bench.calls.map(\.target) == ["/a?page=1&itemsPerPage=10", "/a?page=2&itemsPerPage=10"])
        #expect(run.calls.map(\.page) == [1, 2])
        #expect(plan.cost == 9)
    }

    @Test func the429EndsTheRun() async throws {
        let bench = try Bench { request, _ in
            request.target.hasPrefix("/b") ? .json(#"{"hydra:title":"x"}"#, status: 429) : LiveWalkTests.page(["1"])
        }
        let paths = ["/a", "/b", "/c"].map { LiveContracts.get($0, "list" + $0.dropFirst()) }
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.contract(paths.joined(separator: ","))))
        #expect(bench.calls.map(\.target) == ["/a", "/b"])
        #expect(run.calls.count == 2)
        #expect(run.stop == .tooManyRequests && run.isInconclusive)
        #expect(reasons(run) == ["listc": .stopped(.tooManyRequests)])
    }

    @Test func theReserveIsKept() async throws {
        let left = Counter()
        let bench = try Bench { _, _ in
            LiveWalkTests.page([], quota: ["X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "\(23 - left.next())"])
        }
        let paths = (1...6).map { LiveContracts.get("/c\($0)", "list\($0)") }.joined(separator: ",")
        let plan = try LiveWalkTests.plan(LiveContracts.contract(paths))
        let run = await bench.walk().run(plan)
        // 22, 21, 20 are left after the calls, and 20 are kept.
        #expect(bench.calls.count == 3)
        guard case .quota(let reason) = run.stop else {
            Issue.record("stopped by \(String(describing: run.stop))")
            return
        }
        #expect(reason.contains("20 are kept back"))
        #expect(run.isInconclusive && run.notReached.count == 3)
        // What this machine has heard counts before the first call of the next run.
        #expect(bench.walk().quota(for: plan).fits == false)
        let next = await bench.walk().run(plan)
        #expect(bench.calls.count == 3)
        #expect(next.calls.isEmpty && next.notReached.count == 6 && next.spent == 0)
    }

    @Test func aRefusedSignInEndsTheRun() async throws {
        let bench = try Bench(token: { _, _ in .json(#"{"error":"invalid_client"}"#, status: 401) }) { _, _ in nil }
        let run = await bench.walk().run(try LiveWalkTests.plan(Kadence.contract))
        #expect(bench.calls.isEmpty && bench.tokenRequests == 1)
        guard case .notSignedIn(let problem) = run.stop else {
            Issue.record("stopped by \(String(describing: run.stop))")
            return
        }
        #expect(problem.kind == .refusedKey)
        #expect(run.isInconclusive && run.spent == 0)
        #expect(run.notReached.count == run.plan.steps.count)
    }

    @Test(arguments: [403, 404, 500, 503]) func failuresAreNotTheEnd(_ status: Int) async throws {
        let bench = try Bench { request, _ in
            request.target.hasPrefix("/v1/public/users") ? .json("{}", status: status) : LiveWalkTests.page(["1"])
        }
        let paths =
            [
                LiveContracts.get("/v1/public/users", "listUsers"),
                LiveContracts.get("/v1/public/users/{id}", "getUser", LiveContracts.parameter("id")),
            ] + (1...4).map { LiveContracts.get("/c\($0)", "list\($0)") }
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.contract(paths.joined(separator: ","))))
        #expect(run.stop == nil && run.calls.count == 5)
        #expect(reasons(run) == ["getUser": .sourceFailed("GET /v1/public/users", "was answered with \(status)")])
    }

    @Test func anApiThatIsSilentIsNotAskedForever() async throws {
        let bench = try Bench { _, _ in nil }
        let paths = (1...9).map { LiveContracts.get("/c\($0)", "list\($0)") }.joined(separator: ",")
        let run = await bench.walk().run(try LiveWalkTests.plan(LiveContracts.contract(paths)))
        #expect(run.stop == .unreachable(3) && run.isInconclusive)
        #expect(run.calls.count == 3 && run.notReached.count == 6)
    }

    @Test func aTokenThatIsRefusedCostsNoCallTwice() async throws {
        let bench = try Bench { _, _ in .json(#"{"message":"no"}"#, status: 401) }
        // One that an earlier run has kept, and that was taken back since, must not make the plan's cost wrong.
        _ = try await bench.signIn(bench.cache).token()
        let paths = (1...9).map { LiveContracts.get("/c\($0)", "list\($0)") }.joined(separator: ",")
        let run = await bench.walk(cache: bench.cache).run(try LiveWalkTests.plan(LiveContracts.contract(paths)))
        #expect(run.stop == .tokenRefused(3))
        #expect(bench.calls.count == 3 && run.spent == 3)
    }

    @Test func theBudgetHoldsForPlansMadeByHandToo() async throws {
        let bench = try Bench { _, _ in LiveWalkTests.page(["1", "2", "3"]) }
        let made = try LiveWalkTests.plan(LiveContracts.users()) { $0.samples = 3 }
        let run = await bench.walk().run(LivePlan(steps: made.steps, budget: 2))
        #expect(bench.calls.count == 2 && run.stop == .budget(2))
    }

    @Test func aStoppedRunKeepsWhatIsDone() async throws {
        let bench = try Bench { _, _ in LiveWalkTests.page(["1"]) }
        let paths = (1...4).map { LiveContracts.get("/c\($0)", "list\($0)") }.joined(separator: ",")
        let plan = try LiveWalkTests.plan(LiveContracts.contract(paths))
        let walk = bench.walk()
        let run = await Task {
            await walk.run(plan) { _ in withUnsafeCurrentTask { $0?.cancel() } }
        }.value
        #expect(run.calls.count == 1 && run.numbers == [2])
        #expect(run.stop == .cancelled && run.isInconclusive)
        #expect(run.notReached.count == 3)
        #expect(bench.calls.count == 1)
    }
}
