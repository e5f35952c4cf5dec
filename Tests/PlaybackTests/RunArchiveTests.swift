import CaptureStore
import ExchangeModel
import JSONTree
import Playback
import ReplayPlan
import Testing

@Suite struct RunArchiveTests {
    private let captures = InMemoryCaptures()
    private var archive: RunArchive { RunArchive(captures) }

    private func record(_ id: String, at seconds: Int64 = 0, about: Int? = 3) -> RunRecord {
        RunRecord(
            id: id,
            startedAt: Timestamp(seconds: 1_795_455_062 + seconds),
            title: "capture 3",
            selection: ["3"],
            about: about,
            operation: "GET /v1/public/bookings/{id}",
            options: ["times": ["10"]],
            planned: 10
        )
    }

    private func attempt(_ index: Int) -> Attempt {
        Attempt(
            index: index,
            calls: [],
            outcome: index % 3 == 0 ? .inconclusive(.quota) : .passed,
            startedAt: Timestamp(seconds: 1_795_455_062),
            traceID: TraceID("trace-\(index)")
        )
    }

    @Test func aRunIsKeptAttemptByAttempt() throws {
        var run = record("20261124T190000Z-a")
        try archive.begin(run)
        #expect(try archive.load(run.id)?.attempts.isEmpty == true)
        for index in [2, 1, 3] { try archive.add(attempt(index), to: run.id) }
        // Killed here, all of it is there.
        let killed = try #require(try archive.load("20261124T19"))
        #expect(killed.endedAt == nil)
        #expect(killed.attempts.map(\.index) == [1, 2, 3])
        #expect(killed.options == ["times": ["10"]])
        run.endedAt = Timestamp(seconds: 1_795_455_070)
        run.stoppedBecause = "stopped by hand"
        // Without its attempts: what was added stays.
        try archive.end(run)
        let ended = try #require(try archive.load(run.id))
        #expect(ended.endedAt == run.endedAt)
        #expect(ended.stoppedBecause == "stopped by hand")
        #expect(ended.attempts.map(\.traceID?.text) == ["trace-1", "trace-2", "trace-3"])
    }

    @Test func aRunThatGoesOnBringsItsAttempts() throws {
        var run = record("a")
        run.attempts = [attempt(1), attempt(2)]
        try archive.begin(run)
        run.attempts = [attempt(2), attempt(5)]
        try archive.begin(run)
        #expect(try archive.load("a")?.attempts.map(\.index) == [1, 2, 5])
    }

    @Test func theNewestThatMadeAnAttemptIsCited() throws {
        #expect(try archive.newest(about: 3) == nil)
        for (place, id) in ["a", "b", "c"].enumerated() {
            try archive.begin(record(id, at: Int64(place)))
        }
        try archive.begin(record("other", at: 9, about: 4))
        try archive.add(attempt(1), to: "a")
        try archive.add(attempt(1), to: "b")
        try archive.add(attempt(1), to: "other")
        #expect(try archive.newest(about: 3)?.id == "b")
        #expect(try archive.newest(about: 4)?.id == "other")
        #expect(try archive.list().runs.map(\.id) == ["other", "c", "b", "a"])
        #expect(try archive.list(limit: 1, about: 3).runs.map(\.id) == ["c"])
    }

    @Test func damageIsSaidAndPassedOver() throws {
        try archive.begin(record("a", at: 1))
        try archive.add(attempt(1), to: "a")
        try captures.save(attempt: [1, 2], index: 2, run: "a")
        try captures.save(
            run: StoredRun(
                id: "b",
                startedAt: Timestamp(seconds: 1_795_455_099),
                about: 3,
                title: "",
                head: Array("{".utf8)
            )
        )
        let found = try #require(try archive.find("a"))
        #expect(found.damaged == 1)
        #expect(found.record.attempts.map(\.index) == [1])
        let error = #expect(throws: StoreError.self) { try archive.load("b") }
        #expect(error?.code == .damagedRun)
        #expect(try archive.newest(about: 3)?.id == "a")
        let listing = try archive.list()
        #expect(listing.runs.map(\.id) == ["a"])
        #expect(listing.damaged == ["b"])
        #expect(try archive.load("nothing") == nil)
    }
}
