import ExchangeModel
import Foundation
import Playback
import ReplayPlan
import Testing
import Wire

/// What the user calls a failure decides, all the way from the socket.
@Suite(.serialized) struct ReplayCriteriaTests {
    private func endings(
        _ criteria: String...,
        times: Int = 2,
        recordedBody: String = #"{"hydra:member":[],"total":1}"#,
        path: String = "/v1/public/buildings",
        isTimed: Bool = false,
        _ handler: @escaping @Sendable (Int) -> LoopbackServer.Answer?
    ) async throws -> [String] {
        let calls = Counter()
        // For a clock that stands still no connection was idle for long, however slow the machine is.
        let bench = try EdgeBench(wire: isTimed ? WireClient() : WireClient(clocks: ForwardClocks().clocks)) { _ in
            handler(calls.next())
        }
        var options = ReplayOptions(times: times)
        options.judge.failing = try criteria.map { try FailureCriterion(parsing: $0) }
        let target = try bench.target([bench.success(path, body: recordedBody)])
        let run = await bench.replayer().run(target, options: options)
        #expect(run.stoppedBecause == nil)
        return run.attempts.map(\.ending)
    }

    private static func answer(_ total: Int, status: Int = 200) -> LoopbackServer.Answer {
        .json(#"{"hydra:member":[],"total":\#(total)}"#, status: status, headers: Bench.quota)
    }

    @Test func aStatus() async throws {
        let found = try await endings("status:5xx", times: 4) { number in
            // Neither another status nor other data counts where only 5xx does.
            [EdgeBench.failing(), ReplayCriteriaTests.answer(9), .json("{}", status: 404), .json("{}", status: 599)][
                number - 1
            ]
        }
        #expect(found == ["status", "passed", "passed", "status"])
    }

    @Test func aStatusMayBeThatOfASuccess() async throws {
        let found = try await endings("status:200") { ReplayCriteriaTests.answer($0, status: $0 == 1 ? 200 : 202) }
        #expect(found == ["status", "passed"])
    }

    @Test func takingLonger() async throws {
        // Never faster than it was held back, and nothing here takes an hour.
        let held = try await endings("slower:5ms", isTimed: true) { _ in
            Thread.sleep(forTimeInterval: 0.02)
            return EdgeBench.passing()
        }
        #expect(held == ["slow", "slow"])
        #expect(try await endings("slower:3600s") { _ in EdgeBench.failing() } == ["passed", "passed"])
    }

    @Test func aFinding() async throws {
        // The floors' list lacks its members once.
        let found = try await endings("finding:schema.response-body", path: "/v1/public/floors") { number in
            number == 1 ? .json(#"{"a":1}"#, headers: Bench.quota) : EdgeBench.passing()
        }
        #expect(found == ["contract", "passed"])
        // Another finding is not the one that was named.
        let other = try await endings("finding:kadence.quota-headers", path: "/v1/public/floors") { number in
            number == 1 ? .json(#"{"a":1}"#, headers: Bench.quota) : EdgeBench.passing([:])
        }
        #expect(other == ["passed", "contract"])
    }

    @Test func aFindingOnAPathThatTheContractDoesNotKnow() async throws {
        let found = try await endings("finding:schema.response-body", path: "/v1/public/unheard-of") { _ in
            .json(#"{"anything":[1]}"#, headers: Bench.quota)
        }
        #expect(found == ["passed", "passed"])
    }

    @Test func aValueThatDiffers() async throws {
        let found = try await endings("differs:/total", times: 3) { number in
            number == 2 ? ReplayCriteriaTests.answer(2) : .json(#"{"other":5,"total":1}"#, headers: Bench.quota)
        }
        #expect(found == ["passed", "wrongData", "passed"])
        let absent = try await endings("differs:/nowhere") { _ in ReplayCriteriaTests.answer(1) }
        #expect(absent == ["notEvaluable", "notEvaluable"])
    }

    @Test func noAnswer() async throws {
        // On a kept connection, and on a new one.
        let found = try await endings("transport", times: 4) { $0 == 2 || $0 == 3 ? nil : EdgeBench.failing() }
        #expect(found == ["passed", "transport", "transport", "passed"])
    }

    @Test func anyOfSeveral() async throws {
        let found = try await endings("status:503", "differs:/total", times: 3) { number in
            [EdgeBench.failing(), ReplayCriteriaTests.answer(1), ReplayCriteriaTests.answer(2)][number - 1]
        }
        #expect(found == ["status", "passed", "wrongData"])
    }

    @Test func a429IsNeverOne() async throws {
        let bench = try EdgeBench { _ in .json("{}", status: 429) }
        var options = ReplayOptions(times: 3)
        options.judge.failing = [.status(400...499)]
        let run = await bench.replayer().run(try bench.target([bench.success()]), options: options)
        #expect(run.attempts.map(\.ending) == ["quota"])
    }

    @Test func aRecordedSuccessWithOtherDataFails() async throws {
        let bench = try EdgeBench { _ in ReplayCriteriaTests.answer(2) }
        let target = try bench.target([bench.success(body: #"{"hydra:member":[],"total":1}"#)])
        let run = await bench.replayer().run(target, options: ReplayOptions(times: 3))
        #expect(run.recordedFailure == nil)
        #expect(run.attempts.map(\.ending) == ["wrongData", "wrongData", "wrongData"])
        #expect(run.frequency.signatures.first?.signature.summary.contains("/total") == true)
        #expect(run.frequency.signatures.count == 1)
    }

    @Test func anEarlierStepIsNotMeantByIt() async throws {
        // The criterion is about the call that the run is about; a step before it is needed, whatever it answers.
        let bench = try EdgeBench {
            $0.target.hasSuffix("/floors") ? EdgeBench.passing() : ReplayCriteriaTests.answer(7)
        }
        let target = try bench.target([
            bench.success(body: #"{"hydra:member":[],"total":1}"#), bench.success("/v1/public/floors"),
        ])
        var options = ReplayOptions(times: 2)
        options.judge.failing = [.status(200...299)]
        let run = await bench.replayer().run(target, options: options)
        #expect(run.attempts.allSatisfy { $0.calls.count == 2 }, "\(run.attempts.map(\.calls.count))")
        #expect(run.attempts.map(\.ending) == ["status", "status"])
    }
}
