import ExchangeModel
import Playback
import ReplayPlan
import Synchronization
import Testing

/// What an attempt wrote is taken back, or it is said that it is still there.
@Suite(.serialized) struct ReplayUndoTests {
    private static let create = "POST /v1/public/bookings"
    private static let cancel = "POST /v1/public/bookings/{id}/cancel"
    private static let checkIn = "POST /v1/public/bookings/{id}/check-in"
    private static let checkOut = "POST /v1/public/bookings/{id}/check-out"
    private static let id = "01H59Z8K3QW7V2M4N6P8R0T1AB"
    private static let newID = "01JNEWNEWNEWNEWNEWNEWNEW12"

    private func options(_ times: Int = 1) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.undoes = true
        return options
    }

    private func creation(_ bench: EdgeBench) -> Exchange {
        recorded(
            bench.server.base,
            "POST",
            "/v1/public/bookings",
            status: 500,
            requestBody: #"{"note":"x"}"#,
            responseBody: EdgeBench.error
        )
    }

    private func targets(_ bench: EdgeBench) -> [String] { bench.calls.map { "\($0.method) \($0.target)" } }

    @Test func whatWasBookedIsCancelledByItsOwnID() async throws {
        let made = Counter()
        let bench = try EdgeBench { request in
            request.target.hasSuffix("/cancel")
                ? .json("{}", headers: Bench.quota)
                : .json(#"{"id":"01JNEWNEWNEWNEWNEWNEWNEW\#(10 + made.next())"}"#, status: 201, headers: Bench.quota)
        }
        let target = try bench.target([creation(bench)])
        let run = await bench.replayer([Self.create, Self.cancel]).run(target, options: options(2))
        #expect(
            targets(bench) == [
                "POST /v1/public/bookings", "POST /v1/public/bookings/01JNEWNEWNEWNEWNEWNEWNEW11/cancel",
                "POST /v1/public/bookings", "POST /v1/public/bookings/01JNEWNEWNEWNEWNEWNEWNEW12/cancel",
            ]
        )
        #expect(
            run.undone
                == [1, 2].map {
                    UndoNote(attempt: $0, operation: Self.create, undoing: Self.cancel, problem: nil)
                }
        )
        // Its requests are counted, planned and made.
        #expect(run.cost == 4 && run.requests == 4)
        #expect(run.attempts.allSatisfy { $0.calls.count == 1 })
        // The same token as the attempt's.
        #expect(bench.tokenRequests == 1)
    }

    @Test func withoutLeaveNothingIsTakenBack() async throws {
        let bench = try EdgeBench { _ in .json(#"{"id":"\#(Self.newID)"}"#, status: 201, headers: Bench.quota) }
        let target = try bench.target([creation(bench)])
        // The guard does not know the counterpart: the write guard stands above the undo.
        let run = await bench.replayer([Self.create]).run(target, options: options())
        #expect(targets(bench) == ["POST /v1/public/bookings"])
        #expect(run.undone.first?.problem?.contains("was not allowed") == true)
        // Nor without the wish.
        var plain = ReplayOptions(times: 1)
        plain.undoes = false
        let kept = await bench.replayer([Self.create, Self.cancel]).run(target, options: plain)
        #expect(kept.undone.isEmpty && bench.calls.count == 2)
    }

    @Test func aCheckInIsCheckedOutWithItsBody() async throws {
        let bench = try EdgeBench { _ in .json("{}", headers: Bench.quota) }
        let body = #"{"userId":"\#(Self.newID)"}"#
        let exchange = recorded(
            bench.server.base,
            "POST",
            "/v1/public/bookings/\(Self.id)/check-in",
            status: 500,
            requestBody: body
        )
        let run = await bench.replayer([Self.checkIn, Self.checkOut]).run(
            try bench.target([exchange]),
            options: options()
        )
        #expect(
            targets(bench) == [
                "POST /v1/public/bookings/\(Self.id)/check-in", "POST /v1/public/bookings/\(Self.id)/check-out",
            ]
        )
        #expect(bench.calls.map(\.body) == [body, body])
        #expect(run.undone.map(\.undoing) == [Self.checkOut])
        #expect(run.undone.allSatisfy { $0.problem == nil })
    }

    @Test func aFlowThatTakesBackItselfIsLeftAlone() async throws {
        let bench = try EdgeBench { request in
            request.target.hasSuffix("/cancel")
                ? .json("{}", status: 500)
                : .json(#"{"id":"\#(Self.newID)"}"#, status: 201, headers: Bench.quota)
        }
        let create = creation(bench).answered(201, #"{"id":"\#(Self.id)"}"#)
        let cancel = recorded(
            bench.server.base,
            "POST",
            "/v1/public/bookings/\(Self.id)/cancel",
            responseBody: "{}"
        )
        let target = try bench.target([create, cancel])
        let failed = await bench.replayer([Self.create, Self.cancel]).run(target, options: options())
        // The flow's own cancellation failed, so it is made up for, and that this fails too is said.
        #expect(
            bench.calls.map(\.target).map { $0.dropFirst("/v1/public/bookings".count) }
                == [""] + Array(repeating: "/\(Self.newID)/cancel", count: 4)
        )
        #expect(failed.undone.map(\.problem) == ["it was tried 3 times, and was answered with 500 at last"])

        let good = try EdgeBench { request in
            request.target.hasSuffix("/cancel")
                ? .json("{}", headers: Bench.quota)
                : .json(#"{"id":"\#(Self.newID)"}"#, status: 201, headers: Bench.quota)
        }
        var moved = options()
        moved.movesToEndpoint = true
        let run = await good.replayer([Self.create, Self.cancel]).run(
            try good.target([create, cancel]),
            options: moved
        )
        #expect(good.calls.count == 2, "\(targets(good))")
        #expect(run.undone.isEmpty)
    }

    @Test func whatCannotBeTakenBackIsSaid() async throws {
        let bench = try EdgeBench { _ in .json("{}", headers: Bench.quota) }
        let exchange = recorded(
            bench.server.base,
            "PATCH",
            "/v1/public/users/\(Self.id)",
            status: 500,
            requestBody: #"{"note":"x"}"#
        )
        let run = await bench.replayer(["PATCH /v1/public/users/{id}"]).run(
            try bench.target([exchange]),
            options: options(2)
        )
        #expect(run.undone.map(\.attempt) == [1, 2])
        #expect(run.undone.allSatisfy { $0.undoing == nil })
        #expect(run.undone.allSatisfy { $0.problem == "the API has no operation that takes it back" })
        #expect(run.undone.allSatisfy { $0.id == Self.id })
        #expect(bench.calls.count == 2)
    }

    /// Before the next attempt: what is not kept by then is forgotten with the process.
    @Test func eachUndoIsToldAtOnce() async throws {
        let bench = try EdgeBench { request in
            request.target.hasSuffix("/cancel")
                ? .json("{}", status: 403, headers: Bench.quota)
                : .json(#"{"id":"\#(Self.newID)"}"#, status: 201, headers: Bench.quota)
        }
        let told = Mutex<[(note: UndoNote, calls: Int)]>([])
        let run = await bench.replayer([Self.create, Self.cancel]).run(
            try bench.target([creation(bench)]),
            options: options(3),
            onUndo: { note in told.withLock { $0.append((note, bench.calls.count)) } }
        )
        #expect(told.withLock { $0.map(\.note) } == run.undone)
        #expect(run.undone.map(\.problem) == Array(repeating: "it was answered with 403", count: 3))
        #expect(told.withLock { $0.map(\.calls) } == [2, 4, 6])
    }

    /// A gateway says 504 also of what the server behind it has done.
    @Test func aWriteThatMayHaveBeenDoneIsSaid() async throws {
        let bench = try EdgeBench { _ in .json("{}", status: 504, headers: Bench.quota) }
        let run = await bench.replayer([Self.create, Self.cancel]).run(
            try bench.target([creation(bench)]),
            options: options()
        )
        #expect(run.undone.map(\.problem) == ["it was answered with 504, so it may have been done"])
        #expect(bench.calls.count == 1)
    }

    @Test func aWriteWithoutAnAnswerIsSaid() async throws {
        let bench = try EdgeBench { _ in nil }
        let run = await bench.replayer([Self.create, Self.cancel]).run(
            try bench.target([creation(bench)]),
            options: options()
        )
        #expect(run.undone.map(\.problem) == ["it got no whole answer"])
        #expect(bench.calls.count == 1)
    }

    @Test func whatNeverLeftLeavesNothingBehind() async throws {
        let bench = try EdgeBench { _ in .json("{}", status: 422, headers: Bench.quota) }
        let target = try bench.target([creation(bench)])
        // Refused by the API: nothing was booked.
        let refused = await bench.replayer([Self.create, Self.cancel]).run(target, options: options()) { _ in
            bench.server.stop()
        }
        #expect(refused.undone.isEmpty)
        // The token is asked for while the API is there; then it is gone.
        let gone = try EdgeBench { _ in nil }
        var read = recorded(gone.server.base, headers: ["Accept": "application/json"])
        read.request.method = "POST"
        read.request.url = Array((gone.server.base + "/v1/public/bookings").utf8)
        let post = try gone.target([read])
        gone.server.stop()
        let run = await gone.replayer([Self.create, Self.cancel]).run(post, options: options(3))
        #expect(run.attempts.map(\.ending) == ["notSent", "notSent", "notSent"])
        #expect(run.undone.isEmpty, "\(run.undone)")
    }

    @Test func stoppedInMidRunItIsTakenBackNevertheless() async throws {
        let holder = Mutex<Task<ReplayRun, Never>?>(nil)
        let bench = try EdgeBench { request in
            if request.target.hasSuffix("/bookings") {
                return .json(#"{"id":"\#(Self.newID)"}"#, status: 201, headers: Bench.quota)
            }
            if request.target.hasSuffix("/cancel") { return .json("{}", headers: Bench.quota) }
            // The step after the booking: the run is stopped while it waits for the answer.
            holder.withLock { $0 }?.cancel()
            return nil
        }
        let target = try bench.target([creation(bench).answered(201, "{}"), bench.failure("/v1/public/floors")])
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in started { break }
            return await bench.replayer([Self.create, Self.cancel]).run(target, options: options(9))
        }
        holder.withLock { $0 = task }
        begin.yield()
        let run = await task.value
        #expect(run.isStoppedByHand)
        #expect(targets(bench).last == "POST /v1/public/bookings/\(Self.newID)/cancel")
        #expect(run.undone.map(\.problem) == [nil])
    }

    @Test func aWriteThatWasStoppedUnansweredIsSaid() async throws {
        let holder = Mutex<Task<ReplayRun, Never>?>(nil)
        let release = Barrier(2)
        let bench = try EdgeBench { _ in
            holder.withLock { $0 }?.cancel()
            // Held back until the stop has reached the client.
            return release.arrive() ? nil : nil
        }
        let target = try bench.target([creation(bench)])
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in started { break }
            return await bench.replayer([Self.create, Self.cancel]).run(target, options: options(9))
        }
        holder.withLock { $0 = task }
        begin.yield()
        let run = await task.value
        _ = release.arrive()
        #expect(run.isStoppedByHand && run.frequency.counted == 0)
        #expect(run.undone.map(\.problem) == ["it got no whole answer"])
    }

    @Test(arguments: [
        #""../../users/1""#, #""a?b""#, #""a/b""#, #""a%2Fb""#, #""..""#, #""a b""#, "\"a\\r\\nX: y\"", #""a#b""#,
        #""""#,
        #""ä""#, "1", "null", "{}", #"["x"]"#,
    ])
    func aHostileIDNeverReachesAPath(_ id: String) async throws {
        let bench = try EdgeBench { _ in .json("{\"id\":\(id)}", status: 201, headers: Bench.quota) }
        let run = await bench.replayer([Self.create, Self.cancel]).run(
            try bench.target([creation(bench)]),
            options: options()
        )
        #expect(targets(bench) == ["POST /v1/public/bookings"])
        #expect(run.undone.map(\.problem) == ["its answer names no id"])
    }
}
