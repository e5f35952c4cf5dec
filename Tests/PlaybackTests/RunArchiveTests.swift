import CaptureStore
import ExchangeModel
import JSONTree
import Playback
import Redaction
import ReplayPlan
import Testing

@Suite struct RunArchiveTests {
    private let captures = InMemoryCaptures()
    private let keys = RedactionKeys.ephemeral()
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

    /// The call that the runs are about, as it was recorded.
    private func call(_ origin: String = "https://api.onkadence.co", flow: FlowDigest? = nil) -> ReportedCall {
        ReportedCall(
            exchange(origin),
            operation: "GET /v1/public/bookings/{id}",
            flow: flow,
            keys: keys
        )
    }

    private func exchange(_ origin: String, status: Int = 503) -> RedactedExchange {
        Redactor(keys: keys).redact(recorded(origin, "GET", "/v1/public/bookings/01H59Z", status: status))
    }

    private func attempt(_ index: Int, at origin: String = "https://api.onkadence.co") -> Attempt {
        Attempt(
            index: index,
            calls: [.init(number: nil, exchange(origin))],
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
        #expect(try archive.newest(about: 3, measuring: call()) == nil)
        for (place, id) in ["a", "b", "c"].enumerated() {
            try archive.begin(record(id, at: Int64(place)))
        }
        try archive.begin(record("other", at: 9, about: 4))
        try archive.add(attempt(1), to: "a")
        try archive.add(attempt(1), to: "b")
        try archive.add(attempt(1), to: "other")
        #expect(try archive.newest(about: 3, measuring: call())?.id == "b")
        #expect(try archive.newest(about: 4, measuring: call())?.id == "other")
        #expect(try archive.list().runs.map(\.id) == ["other", "c", "b", "a"])
        #expect(try archive.list(limit: 1, about: 3).runs.map(\.id) == ["c"])
    }

    @Test func onlyWhatWasMeasuredOfTheCallIsCited() throws {
        try archive.begin(record("a", about: 3))
        try archive.add(attempt(1), to: "a")
        // Attempts made at a stand-in, or at both.
        try archive.begin(record("b", at: 1))
        try archive.add(attempt(1, at: "http://127.0.0.1:8089"), to: "b")
        try archive.begin(record("c", at: 2))
        for (place, origin) in ["https://api.onkadence.co", "https://api.us.onkadence.co"].enumerated() {
            try archive.add(attempt(place + 1, at: origin), to: "c")
        }
        // Another operation.
        var other = record("d", at: 3)
        other.operation = "GET /v1/public/floors"
        try archive.begin(other)
        try archive.add(attempt(1), to: "d")
        // Another call of the same operation.
        var changed = record("e", at: 4)
        changed.digest = FlowDigest([exchange("https://api.onkadence.co", status: 500)], keys: keys)
        try archive.begin(changed)
        try archive.add(attempt(1), to: "e")
        #expect(try archive.newest(about: 3, measuring: call())?.id == "a")
        #expect(try archive.newest(about: 3, measuring: call("http://127.0.0.1:8089"))?.id == "b")
        #expect(try archive.newest(about: 3, measuring: call("https://API.onkadence.co:443"))?.id == "a")

        // One that said nothing where it counted, and reached another server with what does not count.
        var digested = record("f", at: 5)
        digested.digest = FlowDigest([exchange("https://api.onkadence.co")], keys: keys)
        try archive.begin(digested)
        try archive.add(attempt(1), to: "f")
        try archive.add(attempt(3, at: "http://127.0.0.1:8089"), to: "f")
        #expect(try archive.newest(about: 3, measuring: call())?.id == "f")
    }

    @Test func aFlowsRunIsCitedForThatFlow() throws {
        let steps = [exchange("https://api.onkadence.co", status: 200), exchange("https://api.onkadence.co")]
        let (one, two) = (FlowDigest([steps[1]], keys: keys), FlowDigest(steps, keys: keys))
        for (id, digest) in [("old", nil), ("two", two)] {
            var run = record(id, at: id == "two" ? 1 : 0, about: nil)
            run.digest = digest
            try archive.begin(run)
            try archive.add(attempt(1), to: id)
        }
        #expect(try archive.newest(of: "capture 3", measuring: call(flow: two))?.id == "two")
        // The last call is the same, the flow is not. Of the older version's it isn't known.
        #expect(try archive.newest(of: "capture 3", measuring: call(flow: one))?.id == "old")
        #expect(try archive.newest(of: "another", measuring: call(flow: two)) == nil)
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
        #expect(try archive.newest(about: 3, measuring: call())?.id == "a")
        let listing = try archive.list()
        #expect(listing.runs.map(\.id) == ["a"])
        #expect(listing.damaged == ["b"])
        #expect(try archive.load("nothing") == nil)
    }
}
