import CaptureStore
import ExchangeModel
import Redaction
import Synchronization
import Testing

/// What every repository does, asked of each kind.
@Suite struct RepositoryBehaviourTests {
    enum Kind: CaseIterable { case memory, sqlite }

    /// A repository, its redactor, its clock and what must live as long as it.
    final class Bench: Sendable {
        let captures: any CaptureRepository
        let keys = RedactionKeys.ephemeral()
        let redactor: Redactor
        let folder: TemporaryFolder

        init(_ kind: Kind) throws {
            redactor = Samples.redactor(keys: keys)
            folder = try TemporaryFolder()
            let clock = Clock()
            self.clock = clock
            captures =
                switch kind {
                case .memory: InMemoryCaptures(now: { clock.time.withLock { $0 } })
                case .sqlite:
                    try SQLiteCaptures.open(
                        path: folder("captures.sqlite"),
                        redactor: redactor,
                        now: { clock.time.withLock { $0 } }
                    )
                }
        }

        final class Clock: Sendable {
            let time = Mutex(Samples.start)
        }

        let clock: Clock

        func fill() throws -> [Int] { try captures.append(Samples.batch(redactor)) }
    }

    @Test(arguments: Kind.allCases) func numbersCountFromOne(_ kind: Kind) throws {
        let bench = try Bench(kind)
        #expect(try bench.captures.count == 0)
        #expect(try bench.captures.append([]) == [])
        #expect(try bench.fill() == Array(1...12))
        #expect(try bench.fill() == Array(13...24))
        #expect(try bench.captures.count == 24)
    }

    @Test(arguments: Kind.allCases) func whatComesBackIsWhatWentIn(_ kind: Kind) throws {
        let bench = try Bench(kind)
        let batch = Samples.batch(bench.redactor)
        let numbers = try bench.captures.append(batch)
        for (number, recorded) in zip(numbers, batch) {
            let capture = try #require(try bench.captures.capture(number))
            #expect(capture.number == number)
            #expect(capture.exchange.request.url == recorded.exchange.request.url)
            #expect(capture.exchange.request.method == recorded.exchange.request.method)
            #expect(capture.exchange.request.headers == recorded.exchange.request.headers)
            #expect(capture.exchange.request.body.bytes == recorded.exchange.request.body.bytes)
            #expect(capture.exchange.response?.status == recorded.exchange.response?.status)
            #expect(capture.exchange.response?.headers == recorded.exchange.response?.headers)
            #expect(capture.exchange.response?.body.bytes == recorded.exchange.response?.body.bytes)
            #expect(capture.exchange.failure == recorded.exchange.failure)
            #expect(capture.exchange.timings == recorded.exchange.timings)
            #expect(capture.exchange.startedAt == recorded.exchange.startedAt)
            #expect(capture.exchange.replacements == recorded.exchange.replacements)
            #expect(capture.run == recorded.run)
            #expect(capture.repeats == recorded.repeats)
        }
        #expect(try bench.captures.capture(99) == nil)
        #expect(try bench.captures.capture(-1) == nil)
    }

    @Test(arguments: Kind.allCases) func aSummaryHoldsWhatAListShows(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        let listing = try bench.captures.list()
        #expect(listing.damaged.isEmpty)
        #expect(listing.captures.map(\.number) == Array(1...12))
        let third = listing.captures[2]
        #expect(third.method == "GET")
        #expect(third.status == 503)
        #expect(third.traceID == "77ab90c3")
        #expect(third.duration == .microseconds(81_000))
        #expect(third.startedAt == Samples.start.advanced(by: .seconds(2)))
        #expect(third.failure == nil)
        let sixth = listing.captures[5]
        #expect(sixth.status == nil)
        #expect(sixth.failure == "connection refused")
        #expect(sixth.run == "run-2")
        #expect(sixth.repeats == 3)
    }

    @Test(arguments: Kind.allCases) func theNewestAreListedInOrder(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        #expect(try bench.captures.list(.everything, limit: 3).captures.map(\.number) == [10, 11, 12])
        #expect(try bench.captures.list(.everything, limit: 0).captures.isEmpty)
        let failed = try CaptureFilter(parsing: ["failed"], now: Samples.start)
        #expect(try bench.captures.list(failed, limit: 2).captures.map(\.number) == [10, 12])
    }

    static let filters: [([String], [Int])] = [
        ([], Array(1...12)),
        (["status:503"], [3, 4]),
        (["status:5xx"], [3, 4, 10]),
        (["status:400-499"], [8, 9]),
        (["status:none"], [6]),
        (["status:failed"], [3, 4, 6, 8, 9, 10, 12]),
        (["failed"], [3, 4, 6, 8, 9, 10, 12]),
        (["method:POST"], [1, 7]),
        (["method:post"], [1, 7]),
        (["host:login"], [1]),
        (["host:API.onkadence.co"], [2, 3, 4, 5, 6, 7, 9, 10, 12]),
        (["host:us.onkadence"], [8]),
        (["path:/bookings"], [2, 3, 4, 5, 6, 7, 12]),
        (["path:/BOOKINGS"], []),
        (["path:page=1"], []),
        (["path:/check-in"], [7]),
        (["since:30m"], [9, 10, 11, 12]),
        (["until:30m"], [1, 2, 3, 4, 5, 6, 7, 8]),
        (["trace:77ab"], [3, 4]),
        (["trace:77ab9"], [3]),
        (["trace:ab90"], []),
        (["run:run-1"], [4, 5]),
        (["run:run"], []),
        (["repeats:3"], [4, 5, 6]),
        (["tag:slow"], [2, 3]),
        (["tag:slo"], []),
        (["3"], [3]),
        (["3-5", "9"], [3, 4, 5, 9]),
        (["3-5", "status:503"], [3, 4]),
        (["method:GET", "failed", "path:/floors"], [9]),
        (["99"], []),
    ]

    @Test(arguments: Kind.allCases, filters) func filtersChoose(_ kind: Kind, _ sample: ([String], [Int])) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        try bench.captures.tag([2, 3], "slow")
        let filter = try CaptureFilter(parsing: sample.0, now: Samples.start.advanced(by: .seconds(3_700)))
        #expect(try bench.captures.list(filter, limit: nil).captures.map(\.number) == sample.1)
    }

    @Test(arguments: Kind.allCases) func thousandsOfNumbersMayBeNamed(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        // Every second one, so that nothing can be put together.
        let odd = stride(from: 1, to: 9_000, by: 2).map { $0...$0 }
        let filter = CaptureFilter(numbers: odd.reversed() + [4...4, 5...7, 6...8, (.max - 1)...Int.max, .min...(-3)])
        #expect(try bench.captures.list(filter, limit: nil).captures.map(\.number) == [1, 3, 4, 5, 6, 7, 8, 9, 11])
        #expect(try bench.captures.list(filter, limit: 2).captures.map(\.number) == [9, 11])
    }

    @Test(arguments: Kind.allCases) func hostileTextIsFilteredAsBytes(_ kind: Kind) throws {
        let bench = try Bench(kind)
        let url = Array("http://a\u{0}b.test/x\u{0}y%00?q".utf8)
        var exchange = Samples.exchange("GET", "http://replaced.test/")
        exchange.request.url = url
        _ = try bench.captures.append([RecordedExchange(exchange: bench.redactor.redact(exchange))])
        for term in ["host:b.test", "host:a\u{0}b", "path:\u{0}y", "path:y%00", "method:get"] {
            let filter = try CaptureFilter(parsing: [term], now: Samples.start)
            #expect(try bench.captures.list(filter, limit: nil).captures.count == 1, "\(term.debugDescription)")
        }
    }

    @Test(arguments: Kind.allCases) func tagsComeAndGo(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        try bench.captures.tag([3, 4, 99], "slow")
        try bench.captures.tag([3], "slow")
        try bench.captures.tag([3], "a' OR 1=1")
        #expect(try bench.captures.capture(3)?.tags == ["a' OR 1=1", "slow"])
        #expect(try bench.captures.list().captures[3].tags == ["slow"])
        try bench.captures.untag([3, 99], "slow")
        #expect(try bench.captures.capture(3)?.tags == ["a' OR 1=1"])
        #expect(try bench.captures.capture(4)?.tags == ["slow"])
    }

    @Test(arguments: Kind.allCases) func repeatsAreLinked(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        #expect(try bench.captures.repeats(of: 3).map(\.number) == [4, 5, 6])
        #expect(try bench.captures.repeats(of: 3).map(\.run) == ["run-1", "run-1", "run-2"])
        #expect(try bench.captures.repeats(of: 4).isEmpty)
    }

    @Test(arguments: Kind.allCases) func removedNumbersAreNeverGivenAgain(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        #expect(try bench.captures.remove([11, 12, 12, 99]) == 2)
        #expect(try bench.captures.capture(12) == nil)
        #expect(try bench.captures.count == 10)
        #expect(try bench.fill().first == 13)
    }

    @Test(arguments: Kind.allCases) func manyMayBeRemovedAtOnce(_ kind: Kind) throws {
        let bench = try Bench(kind)
        let batch = Samples.batch(bench.redactor)
        for _ in 0..<50 { _ = try bench.captures.append(batch) }
        #expect(try bench.captures.remove(Array(1...590)) == 590)
        #expect(try bench.captures.list().captures.map(\.number) == Array(591...600))
        #expect(try bench.captures.capture(600)?.exchange.failure?.kind == .closedEarly)
    }

    @Test(arguments: Kind.allCases) func retentionCountsFromStoring(_ kind: Kind) throws {
        let bench = try Bench(kind)
        _ = try bench.fill()
        bench.clock.time.withLock { $0 = $0.advanced(by: .seconds(100)) }
        _ = try bench.fill()
        #expect(try bench.captures.removeOlder(than: Samples.start) == 0)
        #expect(try bench.captures.removeOlder(than: Samples.start.advanced(by: .seconds(100))) == 12)
        #expect(try bench.captures.list().captures.map(\.number) == Array(13...24))
    }

    private func run(_ id: String, at seconds: Int64 = 0, about: Int? = nil, _ attempts: [[UInt8]] = []) -> StoredRun {
        StoredRun(
            id: id,
            startedAt: Samples.start.advanced(by: .seconds(seconds)),
            about: about,
            title: "capture \u{0}\u{1B}[31m 3",
            head: Array("{\"id\":\"\(id)\"}".utf8),
            attempts: attempts
        )
    }

    @Test(arguments: Kind.allCases) func aRunComesBackAsItWentIn(_ kind: Kind) throws {
        let bench = try Bench(kind)
        let whole = run("20261124T190000Z-a", about: 3, [[0x31], [0x00, 0xFF], []])
        try bench.captures.save(run: whole)
        #expect(try bench.captures.run(whole.id) == whole)
        #expect(try bench.captures.run("nothing") == nil)
        #expect(try bench.captures.run("") == nil)
        // Its head is replaced, its attempts stay.
        var ended = run(whole.id, at: 1, about: nil)
        ended.title = "another"
        ended.head = Array("{}".utf8)
        try bench.captures.save(run: ended)
        ended.attempts = whole.attempts
        #expect(try bench.captures.run(whole.id) == ended)
    }

    @Test(arguments: Kind.allCases) func attemptsAreKeptByTheirIndex(_ kind: Kind) throws {
        let bench = try Bench(kind)
        try bench.captures.save(run: run("a"))
        try bench.captures.save(attempt: [10], index: 10, run: "a")
        try bench.captures.save(attempt: [2], index: 2, run: "a")
        try bench.captures.save(attempt: [1], index: 1, run: "a")
        try bench.captures.save(attempt: [22], index: 2, run: "a")
        #expect(try bench.captures.run("a")?.attempts == [[1], [22], [10]])
        let error = #expect(throws: StoreError.self) {
            try bench.captures.save(attempt: [1], index: 1, run: "b")
        }
        #expect(error?.code == .invalidValue)
        #expect(error?.description.contains("run b") == true)
    }

    @Test(arguments: Kind.allCases) func aRunIsFoundByTheStartOfItsID(_ kind: Kind) throws {
        let bench = try Bench(kind)
        for id in ["2026-ab", "2026-abc", "2026-b%_*?[", "2027"] { try bench.captures.save(run: run(id)) }
        #expect(try bench.captures.run("2027")?.id == "2027")
        #expect(try bench.captures.run("2026-b")?.id == "2026-b%_*?[")
        // Whole ids come before beginnings.
        #expect(try bench.captures.run("2026-ab")?.id == "2026-ab")
        #expect(try bench.captures.run("2026-abc")?.id == "2026-abc")
        for pattern in ["%", "_", "*", "2026-?", "2026-b_"] { #expect(try bench.captures.run(pattern) == nil) }
        let error = #expect(throws: StoreError.self) { try bench.captures.run("2026-a") }
        #expect(error?.code == .invalidValue)
        #expect(error?.reason.contains("2026-ab, 2026-abc") == true)
    }

    @Test(arguments: Kind.allCases) func theNewestRunsComeFirst(_ kind: Kind) throws {
        let bench = try Bench(kind)
        #expect(try bench.captures.runs(about: nil, limit: nil).runs.isEmpty)
        try bench.captures.save(run: run("old", at: 1, about: 3, [[1]]))
        try bench.captures.save(run: run("new", at: 9, about: 4))
        try bench.captures.save(run: run("same-1", at: 5, about: 3))
        try bench.captures.save(run: run("same-2", at: 5))
        let all = try bench.captures.runs(about: nil, limit: nil)
        #expect(all.damaged.isEmpty)
        #expect(all.runs.map(\.id) == ["new", "same-2", "same-1", "old"])
        #expect(all.runs.allSatisfy { $0.attempts.isEmpty && !$0.head.isEmpty })
        #expect(try bench.captures.runs(about: nil, limit: 2).runs.map(\.id) == ["new", "same-2"])
        #expect(try bench.captures.runs(about: 3, limit: nil).runs.map(\.id) == ["same-1", "old"])
        #expect(try bench.captures.runs(about: 3, limit: 1).runs.map(\.id) == ["same-1"])
        #expect(try bench.captures.runs(about: 99, limit: nil).runs.isEmpty)
        #expect(try bench.captures.runs(about: nil, limit: 0).runs.isEmpty)
    }

    @Test(arguments: Kind.allCases) func runsGoWhenTheyAreOld(_ kind: Kind) throws {
        let bench = try Bench(kind)
        for number in 1...25 { try bench.captures.save(run: run("old-\(number)", [[1]])) }
        try bench.captures.save(run: run("resumed", [[1]]))
        bench.clock.time.withLock { $0 = $0.advanced(by: .seconds(100)) }
        try bench.captures.save(run: run("resumed"))
        #expect(try bench.captures.removeOlder(than: Samples.start.advanced(by: .seconds(100))) == 0)
        #expect(try bench.captures.runs(about: nil, limit: nil).runs.map(\.id) == ["resumed"])
        #expect(try bench.captures.run("old-1") == nil)
        #expect(try bench.captures.run("resumed")?.attempts == [[1]])
    }

    @Test(arguments: Kind.allCases) func attemptsOfManyAtOnceAreAllKept(_ kind: Kind) async throws {
        let bench = try Bench(kind)
        try bench.captures.save(run: run("a"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 1...40 {
                group.addTask { try bench.captures.save(attempt: [UInt8(index)], index: index, run: "a") }
            }
            try await group.waitForAll()
        }
        #expect(try bench.captures.run("a")?.attempts == (1...40).map { [UInt8($0)] })
    }

    @Test(arguments: Kind.allCases) func fingerprintsStay(_ kind: Kind) throws {
        let bench = try Bench(kind)
        #expect(try bench.captures.fingerprints().isEmpty)
        try bench.captures.remember(fingerprints: [[1, 2, 3], [4]])
        try bench.captures.remember(fingerprints: Set([[1, 2, 3]]))
        try bench.captures.remember(fingerprints: [])
        #expect(try bench.captures.fingerprints() == [[1, 2, 3], [4]])
    }

    @Test(arguments: Kind.allCases) func sealedValuesGoWithTheLastCaptureThatNeedsThem(_ kind: Kind) throws {
        let bench = try Bench(kind)
        let url = "https://api.onkadence.co/v1/public/users?emailExact=ada.lovelace%40example.com"
        let exchange = bench.redactor.redact(Samples.exchange("GET", url))
        let sealed = try #require(exchange.sealedValues.first)
        let numbers = try bench.captures.append([
            RecordedExchange(exchange: exchange), RecordedExchange(exchange: exchange),
        ])
        let found = try #require(try bench.captures.sealedValue(for: sealed.standIn))
        #expect(try bench.keys.open(found) == Array("ada.lovelace@example.com".utf8))
        #expect(try bench.captures.sealedValue(for: Array("redacted-none-000000".utf8)) == nil)
        try bench.captures.remove([numbers[0]])
        #expect(try bench.captures.sealedValue(for: sealed.standIn) != nil)
        try bench.captures.remove([numbers[1]])
        #expect(try bench.captures.sealedValue(for: sealed.standIn) == nil)
    }

    @Test(arguments: Kind.allCases) func manyAtOnceAreAllKept(_ kind: Kind) async throws {
        let bench = try Bench(kind)
        let batch = Samples.batch(bench.redactor)
        let numbers = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<20 { group.addTask { try bench.captures.append(batch) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(numbers) == Set(1...240))
        #expect(try bench.captures.count == 240)
    }
}
