import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Testing

@Suite(.serialized) struct QuickStartRunnerTests {
    private static let id = "01H59ZKQ0V4T8S7R6Q5P4N3M2K"

    @Test func laterStepsUseWhatEarlierOnesGave() async throws {
        let bench = try Bench { _, _ in
            .json(#"{"id":"\#(QuickStartRunnerTests.id)","hydra:member":[{"id":"\#(QuickStartRunnerTests.id)"}]}"#)
        }
        let runner = QuickStartRunner(caller: bench.caller())
        let run = await runner.run(.retrieveBookings, values: ["startDateTime": "2026-11-23T00:00:00"])
        #expect(run.problem == nil)
        #expect(run.steps.count == 3)
        #expect(run.numbers == [2, 3, 4])
        #expect(bench.calls.last?.target == "/v1/public/bookings/" + QuickStartRunnerTests.id)
        #expect(bench.tokenRequests == 1)
    }

    @Test func itStopsAtTheFirstFailureAndSaysWhich() async throws {
        let bench = try Bench { _, count in
            count == 2 ? .json(#"{"hydra:title":"x"}"#, status: 503) : .json(#"{"hydra:member":[{"id":"1"}]}"#)
        }
        let runner = QuickStartRunner(caller: bench.caller())
        let run = await runner.run(.retrieveBookings, values: ["startDateTime": "2026-11-23T00:00:00"])
        #expect(run.steps.count == 2)
        #expect(run.problem?.contains("503") == true)
    }

    @Test func writesNeedToBeNamed() async throws {
        let bench = try Bench { _, _ in .json(#"{"hydra:member":[{"id":"1"}]}"#) }
        let runner = QuickStartRunner(caller: bench.caller())
        let values = ["userEmail": "a@example.com", "startDateTime": "2026-11-23T00:00:00"]
        let run = await runner.run(.checkInAndOut, values: values)
        #expect(run.steps.count == 2)
        #expect(run.problem?.contains("--allow-write") == true)
        #expect(bench.calls.allSatisfy { $0.method == "GET" })
    }

    @Test func whatIsMissingIsSaid() async throws {
        let bench = try Bench { _, _ in .json(#"{"hydra:member":[]}"#) }
        let runner = QuickStartRunner(caller: bench.caller())
        #expect(await runner.run(.checkInAndOut, values: [:]).problem?.contains("userEmail") == true)
        let run = await runner.run(.retrieveBookings, values: ["startDateTime": "2026-11-23T00:00:00"])
        #expect(run.problem?.contains("no building") == true)
    }
}
