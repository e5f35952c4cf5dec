import ExchangeModel
import Foundation
import KadenceAPI
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

@testable import Playback

@Suite struct AttemptRunnerTests {
    private func run() -> ReplayRun {
        let plan = QuotaPlan(times: 1, requestsPerAttempt: 1, state: nil, now: Timestamp(seconds: 0))
        return ReplayRun(id: "a", startedAt: Timestamp(seconds: 0), times: 1, cost: 1, quota: plan)
    }

    @Test func afterA429OfAnotherAttemptNothingMoreLeaves() async throws {
        let shared = Mutex<RunState?>(nil)
        // Another attempt of the wave hears of the 429 while the first step is being answered.
        let bench = try Bench { _, _ in
            shared.withLock { $0 }?.update { $0.isQuotaUsedUp = true }
            return .json(#"{"hydra:member":[]}"#)
        }
        let exchanges = ["/v1/public/buildings", "/v1/public/floors"].map {
            bench.redactor.redact(recorded(bench.server.base, "GET", $0, headers: ["Accept": "application/json"]))
        }
        let state = RunState(run(), judges: exchanges.map { OutcomeJudge(recorded: $0, operation: operationLabel) })
        shared.withLock { $0 = state }
        let runner = AttemptRunner(
            caller: bench.caller(),
            assembler: StepAssembler(
                script: FlowScript(exchanges.map { (nil, $0) }, operation: { operationLabel(method: $0, url: $1) }),
                resolver: ValueResolver(captures: bench.captures, keys: bench.keys, values: [:])
            ),
            options: ReplayOptions(),
            rule: AttemptRule(recorded: [nil, nil]),
            state: state,
            clocks: bench.clocks,
            offsets: nil
        )
        let manner = AttemptManner(runBegan: ContinuousClock.now)
        let attempt = try #require(await runner.attempt(1, manner)).attempt
        #expect(attempt.outcome == .inconclusive(.quota))
        #expect(attempt.calls.count == 1)
        #expect(bench.calls.map(\.target) == ["/v1/public/buildings"])
        // One that has not begun does not begin.
        #expect(await runner.attempt(2, manner) == nil)
        #expect(bench.calls.count == 1)
    }

    @Test func aNoteIsSaidOnce() {
        var run = run()
        run.say("the reset time 1800 looks odd; not used")
        run.say("the reset time 1799 looks odd; not used")
        #expect(run.notes == ["the reset time 1800 looks odd; not used"])
        run.say("the reset time 1798 looks odd; not used; going slowly")
        run.say("the reset time 1797 looks odd; not used")
        #expect(run.notes == ["the reset time 1798 looks odd; not used; going slowly"])
        run.say("something else")
        #expect(run.notes.count == 2)
    }
}
