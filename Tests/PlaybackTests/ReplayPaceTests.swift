import CaptureStore
import ExchangeModel
import Playback
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

/// When attempts and their steps leave, and what of them is under way at once.
@Suite(.serialized) struct ReplayPaceTests {
    private func at(_ milliseconds: Int64, _ exchange: Exchange) -> Exchange {
        var moved = exchange
        moved.startedAt = exchange.startedAt.advanced(by: .milliseconds(milliseconds))
        return moved
    }

    @Test func recordedDistancesAreKept() async throws {
        let bench = try EdgeBench { $0.target.hasSuffix("/3") ? EdgeBench.failing() : EdgeBench.passing() }
        // The clock was set back by an hour before the third: it came right after the second.
        let exchanges = [
            at(0, bench.success("/v1/public/buildings/1")), at(60, bench.success("/v1/public/buildings/2")),
            at(-3_600_000, bench.failure("/v1/public/buildings/3")),
        ]
        var options = ReplayOptions(times: 2)
        options.pace = .original
        let run = await bench.replayer().run(try bench.target(exchanges), options: options)
        #expect(run.attempts.map(\.ending) == ["status", "status"])
        let calls = bench.calls
        #expect(calls.map(\.target.last) == ["1", "2", "3", "1", "2", "3"])
        let elapsed = run.attempts.map { $0.calls.map(\.conditions.elapsed) }
        #expect(elapsed[0][1] >= .milliseconds(60))
        #expect(elapsed[1][1] - elapsed[0][2] >= .milliseconds(60))
        for (earlier, later) in zip(calls, calls.dropFirst()) { #expect(earlier.came < later.came) }
    }

    @Test func stepsNeverLeaveBeforeTheirTime() async throws {
        let bench = try EdgeBench { _ in EdgeBench.passing() }
        let exchanges = (0..<4).map { at(Int64($0) * 20, bench.success("/v1/public/buildings/\($0)")) }
        var options = ReplayOptions(times: 2)
        options.pace = .original
        options.concurrency = 2
        let began = ContinuousClock.now
        let run = await bench.replayer().run(try bench.target(exchanges), options: options)
        #expect(run.frequency.failed == 0 && run.frequency.counted == 2)
        for (place, suffix) in ["0", "1", "2", "3"].enumerated() {
            for call in bench.calls where call.target.hasSuffix(suffix) {
                #expect(call.came - began >= .milliseconds(20) * place)
            }
        }
    }

    @Test func aStopDuringAWaitEndsIt() async throws {
        let (came, arrived) = AsyncStream.makeStream(of: Void.self)
        let bench = try EdgeBench { _ in
            arrived.yield()
            return EdgeBench.passing()
        }
        // An hour lies between the two steps.
        let target = try bench.target([bench.success(), at(3_600_000, bench.failure("/v1/public/floors"))])
        let task = Task {
            var options = ReplayOptions(times: 3)
            options.pace = .original
            return await bench.replayer().run(target, options: options)
        }
        for await _ in came { break }
        task.cancel()
        let run = await task.value
        #expect(run.isStoppedByHand && run.stoppedBecause == "stopped by hand")
        #expect(bench.calls.count == 1)
        #expect(run.frequency.counted == 0)
    }

    @Test func attemptsAreUnderWayAtOnceAndComeInOrder() async throws {
        let count = 4
        let barriers = (0..<2).map { _ in Barrier(count) }
        let arrivals = Counter()
        let bench = try EdgeBench { request in
            let number = arrivals.next()
            // Nobody is answered before all of a wave are in.
            guard barriers[(number - 1) / count].arrive() else { return nil }
            return number.isMultiple(of: 2) ? EdgeBench.failing() : EdgeBench.passing()
        }
        // What is left is known, so that the first wave is whole.
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 2_400), at: bench.clocks.now())
        var options = ReplayOptions(times: count * 2)
        options.concurrency = count
        let seen = Mutex<[Int]>([])
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options) { attempt in
            seen.withLock { $0.append(attempt.index) }
        }
        #expect(run.stoppedBecause == nil)
        // Within a wave as they end.
        let order = seen.withLock { $0 }
        #expect(order.prefix(4).sorted() == [1, 2, 3, 4] && order.sorted() == Array(1...8))
        #expect(run.attempts.map(\.index) == Array(1...8))
        #expect(run.frequency.failed == 4 && run.frequency.counted == 8)
        #expect(run.attempts.allSatisfy { $0.calls[0].conditions.concurrency == count })
        #expect(bench.server.connections >= count)
        // Each outcome is that of its own capture.
        for attempt in run.attempts {
            let number = try #require(attempt.calls[0].number)
            let capture = try #require(try bench.captures.capture(number))
            #expect((capture.exchange.response?.status == 503) == (attempt.ending == "status"))
        }
    }

    @Test func whatIsAnsweredIsKeptBeforeTheSlowestOfItsWave() async throws {
        let arrivals = Counter()
        let others = Barrier(4)
        let answered = Mutex<Bool?>(nil)
        let bench = try EdgeBench { _ in
            if arrivals.next() == 2 { answered.withLock { $0 = others.arrive() } }
            return EdgeBench.failing()
        }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 2_400), at: bench.clocks.now())
        var options = ReplayOptions(times: 4)
        options.concurrency = 4
        let kept = Counter()
        let run = await bench.replayer().run(try bench.target([bench.failure()]), options: options) { _ in
            // None of these waits: the last to come is the server's.
            if kept.next() <= 3 { others.pass() }
        }
        // Its answer waited for the three others to be kept.
        #expect(answered.withLock { $0 } == true)
        #expect(run.attempts.map(\.index) == [1, 2, 3, 4])
    }

    @Test func stoppedInTheMiddleOfAWaveWhatIsAnsweredIsKept() async throws {
        let first = Barrier(3)
        let arrivals = Counter()
        let (stuck, allStuck) = AsyncStream.makeStream(of: Void.self)
        // The three of the second wave, none of which is answered, and this test, which comes last.
        let release = Barrier(4)
        let bench = try EdgeBench { _ in
            let number = arrivals.next()
            if number <= 3 { return first.arrive() ? EdgeBench.failing() : nil }
            if number == 6 { allStuck.yield() }
            _ = release.arrive()
            return nil
        }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 2_400), at: bench.clocks.now())
        let target = try bench.target([bench.failure()])
        let task = Task {
            var options = ReplayOptions(times: 30)
            options.concurrency = 3
            return await bench.replayer().run(target, options: options)
        }
        for await _ in stuck { break }
        task.cancel()
        let run = await task.value
        _ = release.arrive()
        #expect(run.isStoppedByHand)
        #expect(run.attempts.map(\.index) == [1, 2, 3])
        #expect(run.frequency.counted == 3 && run.frequency.failed == 3)
        #expect(run.frequency.method == .sequence)
        #expect(bench.calls.count == 6)
    }
}
