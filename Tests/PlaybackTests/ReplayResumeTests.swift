import CaptureStore
import ExchangeModel
import Playback
import Redaction
import ReplayPlan
import Synchronization
import Testing

/// A run that ended early goes on where it was, as if it had never ended.
@Suite(.serialized) struct ReplayResumeTests {
    private func options(_ times: Int, _ goal: ReplayGoal = .times, concurrency: Int = 1) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.goal = goal
        options.concurrency = concurrency
        return options
    }

    /// The first attempts of a run of many, stopped by hand.
    private func begun(_ bench: EdgeBench, _ target: ReplayTarget, _ options: ReplayOptions, until index: Int)
        async throws
        -> RunRecord
    {
        let holder = Mutex<Task<ReplayRun, Never>?>(nil)
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in started { break }
            return await bench.replayer().run(target, options: options) { attempt in
                if attempt.index == index { holder.withLock { $0 }?.cancel() }
            }
        }
        holder.withLock { $0 = task }
        begin.yield()
        let run = await task.value
        #expect(run.isStoppedByHand && run.attempts.count == index)
        return try bench.kept(run)
    }

    @Test func earlierAttemptsCount() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next().isMultiple(of: 3) ? EdgeBench.failing() : EdgeBench.passing() }
        let target = try bench.target([bench.failure()])
        let record = try await begun(bench, target, options(9), until: 4)
        let seen = Mutex<[Int]>([])
        let run = await bench.replayer().run(target, options: options(9), resuming: record) { attempt in
            seen.withLock { $0.append(attempt.index) }
        }
        #expect(run.id == record.id && run.startedAt == record.startedAt)
        #expect(seen.withLock { $0 } == [5, 6, 7, 8, 9])
        #expect(run.attempts.map(\.index) == Array(1...9))
        #expect(run.attempts.map(\.ending).map { $0 == "status" } == (1...9).map { $0 % 3 == 0 })
        #expect(run.frequency.counted == 9 && run.frequency.failed == 3)
        #expect(run.stoppedBecause == nil)
        // What it costs now is what is left of it.
        #expect(run.cost == 5 && run.requests == 5)
        #expect(bench.calls.count == 9)
        // All captures carry the one id.
        #expect(Set(try bench.captures.repeats(of: 1).compactMap(\.run)) == [record.id])
    }

    /// The threads of Swift's tasks don't wait for the disk while thousands of captures are read.
    @Test func earlierCapturesAreReadAsideOfTasks() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let record = try await begun(bench, target, options(9), until: 4)
        let watched = WatchedCaptures(bench.captures)
        let run = await bench.replayer(reading: watched).run(target, options: options(6), resuming: record)
        #expect(run.frequency.counted == 6)
        #expect(watched.readsElsewhere == 4 && watched.readsInTasks == 0)
    }

    @Test func whatSaidNothingIsMadeAgain() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in
            calls.next() == 3 ? .json("{}", status: 429) : EdgeBench.failing()
        }
        let target = try bench.target([bench.failure()])
        let stopped = await bench.replayer().run(target, options: options(5))
        #expect(stopped.attempts.map(\.ending) == ["status", "status", "quota"])
        let run = await bench.replayer().run(target, options: options(5), resuming: try bench.kept(stopped))
        #expect(run.attempts.map(\.index) == Array(1...6))
        #expect(run.frequency.counted == 5 && run.frequency.inconclusive == 1)
    }

    @Test func allAreJudgedTogether() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in
            .json(#"{"hydra:member":[],"served":\#(calls.next() * 7)}"#, headers: Bench.quota)
        }
        let target = try bench.target([bench.success(body: #"{"hydra:member":[],"served":1}"#)])
        // One attempt alone can't tell that the number varies by itself.
        let first = await bench.replayer().run(target, options: options(1))
        #expect(first.attempts.map(\.ending) == ["wrongData"])
        let run = await bench.replayer().run(target, options: options(4), resuming: try bench.kept(first))
        #expect(run.attempts.map(\.ending) == ["passed", "passed", "passed", "passed"])
    }

    @Test func whatIsGoneKeepsItsVerdict() async throws {
        let calls = Counter()
        let bench = try EdgeBench { _ in calls.next() == 2 ? EdgeBench.failing() : EdgeBench.passing() }
        let target = try bench.target([bench.failure()])
        let record = try await begun(bench, target, options(6), until: 3)
        // One capture was removed, one never stored, one can't be read.
        var attempts = record.attempts
        try bench.captures.remove([try #require(attempts[0].calls[0].number)])
        attempts[1].calls[0].number = nil
        attempts[2].calls[0].number = 4_711
        var changed = record
        changed.attempts = attempts
        let run = await bench.replayer().run(target, options: options(6), resuming: changed)
        #expect(run.attempts.map(\.index) == Array(1...6))
        #expect(run.attempts.map(\.ending) == ["passed", "status", "passed", "passed", "passed", "passed"])
        #expect(run.frequency.counted == 6 && run.frequency.failed == 1)
    }

    @Test func aDamagedAttemptIsMadeAgain() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        let record = try await begun(bench, target, options(6), until: 3)
        try bench.captures.save(attempt: [1, 2, 3], index: 3, run: record.id)
        let found = try #require(try bench.archive.find(record.id))
        #expect(found.damaged == 1 && found.record.attempts.count == 2)
        let run = await bench.replayer().run(target, options: options(6), resuming: found.record) { attempt in
            try? bench.archive.add(attempt, to: record.id)
        }
        #expect(run.attempts.map(\.index) == Array(1...6))
        #expect(run.frequency.counted == 6)
        // The new third took the place of the damaged one.
        let healed = try #require(try bench.archive.find(record.id))
        #expect(healed.damaged == 0 && healed.record.attempts.count == 6)
    }

    @Test func anAttemptOfAWaveThatIsMissingIsMadeUpFor() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        var record = try await begun(bench, target, options(9, concurrency: 3), until: 3)
        record.attempts.remove(at: 1)
        let run = await bench.replayer().run(target, options: options(9, concurrency: 3), resuming: record)
        #expect(run.frequency.counted == 9)
        #expect(Set(run.attempts.map(\.index)).count == 9)
        #expect(run.attempts.map(\.index) == [1, 3, 4, 5, 6, 7, 8, 9, 10])
    }

    @Test func theGoalIsThatOfAllAttempts() async throws {
        let bench = try EdgeBench { _ in EdgeBench.passing() }
        let target = try bench.target([bench.failure()])
        let clean = try await begun(bench, target, options(9, .clean(runs: 9)), until: 4)
        let run = await bench.replayer().run(target, options: options(9, .clean(runs: 9)), resuming: clean)
        #expect(run.attempts.count == 9 && bench.calls.count == 9)

        let open = try await begun(bench, target, options(500, .until(width: 0.3)), until: 5)
        let narrow = await bench.replayer().run(target, options: options(500, .until(width: 0.3)), resuming: open)
        let whole = await bench.replayer().run(target, options: options(500, .until(width: 0.3)))
        #expect(narrow.attempts.count == whole.attempts.count)
        // A goal that is reached asks for nothing more.
        let calls = bench.calls.count
        let tokens = bench.tokenRequests
        let again = await bench.replayer().run(
            target,
            options: options(500, .until(width: 0.3)),
            resuming: try bench.kept(narrow)
        )
        #expect(again.attempts.count == narrow.attempts.count && again.stoppedBecause == nil)
        #expect(bench.calls.count == calls && bench.tokenRequests == tokens)
    }

    @Test func aPlanOfConditionsGoesOnWhereItWas() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        var options = options(16)
        let plan = DiagnosisPlan(times: 16, seed: 7, concurrency: 2, spacing: .zero)
        options.diagnosis = plan
        let end = try #require(plan.groups.first { $0.upperBound >= 5 }).upperBound
        let record = try await begun(bench, target, options, until: end)
        let run = await bench.replayer().run(target, options: options, resuming: record)
        #expect(run.attempts.map(\.index) == Array(1...16))
        #expect(run.attempts.map { $0.calls[0].conditions.concurrency } == plan.treatments.map(\.concurrency))
    }

    @Test func whatIsMissingOfAPlanIsMadeInItsPlace() async throws {
        let bench = try EdgeBench { _ in EdgeBench.failing() }
        let target = try bench.target([bench.failure()])
        var options = options(16)
        let plan = DiagnosisPlan(times: 16, seed: 7, concurrency: 2, spacing: .zero)
        options.diagnosis = plan
        let group = try #require(plan.groups.first { $0.count == 2 && $0.lowerBound > 0 })
        let single = try #require(plan.groups.first { $0.count == 1 })
        var record = try await begun(bench, target, options, until: plan.groups.last?.lowerBound ?? 0)
        // The process was killed when only one of two at once had been kept.
        record.attempts.removeAll { [group.lowerBound + 1, single.lowerBound + 1].contains($0.index) }
        let run = await bench.replayer().run(target, options: options, resuming: record)
        #expect(run.attempts.map(\.index) == Array(1...16))
        #expect(run.frequency.counted == 16 && run.stoppedBecause == nil)
    }
}
