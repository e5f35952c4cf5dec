import Playback
import ReplayPlan
import Synchronization
import Testing

@Suite struct FlowMinimisingTests {
    private typealias AttemptResult = FlowMinimising.AttemptResult

    private func minimiser(budget: Int = 1_000) throws -> FlowMinimiser {
        try #require(
            FlowMinimiser(count: 10, sources: Array(repeating: [], count: 10), floor: 0.5, budget: budget)
        )
    }

    @Test func makesTheProposedAttempts() async throws {
        let spent = Mutex(0)
        let seen = Mutex([Int]())
        let run = FlowMinimising { keeping in
            spent.withLock { $0 += keeping.count }
            return AttemptResult(keeping.contains(4) ? .failed : .passed, requests: keeping.count)
        } onAttempt: { minimiser, _ in
            seen.withLock { $0.append(minimiser.requestsSpent) }
        }
        let result = await run.run(try minimiser())
        #expect(result.minimiser.smallest == [4, 9])
        #expect(result.minimiser.endedBecause == .minimal)
        #expect(result.stoppedBecause == nil)
        #expect(result.minimiser.requestsSpent == spent.withLock { $0 })
        let totals = seen.withLock { $0 }
        #expect(totals.last == result.minimiser.requestsSpent)
        #expect(totals == totals.sorted())
        #expect(totals.count == result.minimiser.evidence.reduce(0) { $0 + $1.attempts })
    }

    @Test func stopsWhenNothingMoreCanBeSent() async throws {
        let calls = Mutex(0)
        let run = FlowMinimising { keeping in
            let call = calls.withLock {
                $0 += 1
                return $0
            }
            return call < 6
                ? AttemptResult(.failed, requests: keeping.count)
                : AttemptResult(.stop(reason: "500 calls are left"), requests: 2)
        }
        let result = await run.run(try minimiser())
        #expect(result.stoppedBecause == "500 calls are left")
        #expect(result.minimiser.endedBecause == .stopped)
        #expect(result.minimiser.smallest == [9])
        #expect(result.minimiser.requestsSpent == 2 * 10 + 3 * 1 + 2)
        #expect(calls.withLock { $0 } == 6)
    }

    @Test func inconclusiveAttemptsEndIt() async throws {
        let calls = Mutex(0)
        let run = FlowMinimising { _ in
            calls.withLock { $0 += 1 }
            return AttemptResult(.inconclusive, requests: 0)
        }
        let result = await run.run(try minimiser())
        #expect(result.minimiser.endedBecause == .inconclusive)
        #expect(calls.withLock { $0 } == 5)
    }

    @Test func aCancelledTaskEndsItWithWhatIsKnown() async throws {
        let machine = try minimiser()
        let task = Task {
            await FlowMinimising { keeping in
                // The first with the decisive exchange alone ends the task; it counts all the same.
                if keeping.count == 1 { withUnsafeCurrentTask { $0?.cancel() } }
                return AttemptResult(.failed, requests: keeping.count)
            }.run(machine)
        }
        let result = await task.value
        #expect(result.stoppedBecause == "stopped by hand")
        #expect(result.minimiser.endedBecause == .stopped)
        #expect(result.minimiser.requestsSpent == 21)
        #expect(result.minimiser.evidence.last?.failed == 1)
    }
}
