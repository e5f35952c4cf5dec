import CaptureStore
import ExchangeModel
import Playback
import ReplayPlan
import Synchronization
import Testing

/// A call that takes something back, and that fails, is made again; what stays nevertheless is said.
@Suite(.serialized) struct UndoAgainTests {
    private static let create = "POST /v1/public/bookings"
    private static let cancel = "POST /v1/public/bookings/{id}/cancel"
    private static let newID = "01JNEWNEWNEWNEWNEWNEWNEW12"
    private static let cancelPath = "/v1/public/bookings/\(newID)/cancel"

    /// Books, and answers the calls that cancel it one after the other with these; nil closes the connection.
    private func cancelling(_ answers: [LoopbackServer.Answer?]) throws -> EdgeBench {
        let cancelled = Counter()
        return try EdgeBench { request in
            guard request.target.hasSuffix("/cancel") else {
                return .json("{\"id\":\"\(Self.newID)\"}", status: 201)
            }
            let number = cancelled.next()
            return number <= answers.count ? answers[number - 1] : .json("{}", status: 599)
        }
    }

    private func undone(_ bench: EdgeBench) async throws -> (note: UndoNote, run: ReplayRun) {
        let exchange = recorded(
            bench.server.base,
            "POST",
            "/v1/public/bookings",
            status: 500,
            requestBody: #"{"note":"x"}"#,
            responseBody: EdgeBench.error
        )
        var options = ReplayOptions(times: 1)
        options.undoes = true
        let run = await bench.replayer([Self.create, Self.cancel]).run(
            try bench.target([exchange]),
            options: options
        )
        return (try #require(run.undone.first), run)
    }

    @Test func anUndoThatFailsIsTriedAgain() async throws {
        let bench = try cancelling([.json("{}", status: 503), nil, .json("{}", headers: Bench.quota)])
        let (note, run) = try await undone(bench)
        #expect(note == UndoNote(attempt: 1, operation: Self.create, undoing: Self.cancel, problem: nil))
        #expect(bench.calls.dropFirst().map(\.target) == Array(repeating: Self.cancelPath, count: 3))
        #expect(bench.pauses.withLock { $0 } == [.milliseconds(500), .seconds(2)])
        #expect(run.requests == 4 && run.quota.remaining == 2_400)
        // Each is a call in the store.
        #expect(try bench.captures.list().captures.count { $0.run == run.id } == 5)
    }

    @Test func whatRemainsAfterThreeTriesIsSaidWithItsID() async throws {
        let bench = try cancelling([nil, .json("{}", status: 502), .json("{}", status: 503), .json("{}")])
        let (note, _) = try await undone(bench)
        #expect(note.problem == "it was tried 3 times, and was answered with 503 at last")
        #expect(note.id == Self.newID && note.undoing == Self.cancel)
        #expect(note.what == "attempt 1, \(Self.create), id \(Self.newID)")
        #expect(bench.calls.count == 4)
    }

    @Test(arguments: [404, 410])
    func whatIsGoneOnALaterTryIsTakenBack(_ status: Int) async throws {
        let bench = try cancelling([nil, .json("{}", status: status)])
        let (note, _) = try await undone(bench)
        #expect(note.problem == nil && bench.calls.count == 3)
        // Never there at all: nothing was taken back.
        let first = try cancelling([.json("{}", status: status)])
        let (missing, _) = try await undone(first)
        #expect(missing.problem == "it was answered with \(status)" && first.calls.count == 2)
    }

    @Test func a429IsWaitedForAsLongAsItSays() async throws {
        let bench = try cancelling([.json("{}", status: 429, headers: ["Retry-After": "9"]), .json("{}")])
        let (note, _) = try await undone(bench)
        #expect(note.problem == nil)
        #expect(bench.pauses.withLock { $0 } == [.seconds(9)])
        // Nobody waits for an hour, nor without a word for how long.
        for (headers, words) in [
            (["Retry-After": "11"], "; the next call is allowed at 2"),
            (Bench.quota.merging(["X-RateLimit-Remaining": "0"]) { $1 }, ", which does not say when"),
            ([:], ", which does not say when the next call is allowed"),
        ] {
            let bench = try cancelling([.json("{}", status: 429, headers: headers), .json("{}")])
            let (note, _) = try await undone(bench)
            #expect(note.problem?.hasPrefix("it was answered with 429" + words) == true, "\(note.problem ?? "")")
            #expect(note.id == Self.newID && bench.calls.count == 2)
            #expect(bench.pauses.withLock { $0.isEmpty })
        }
    }
}
