import Foundation
import JSONTree
import Playback
import ReplayPlan
import Simulator
import Testing

/// What an attempt wrote and nothing took back is remembered, whatever becomes of the process.
@Suite(.serialized) struct LeftBehindTests {
    private static let faults = """
        faults:
          - { when: { operation: listUsers }, then: { delay: 200 } }
          - { when: { operation: cancelBooking }, then: { status: 403 } }
        """

    @Test func aKilledRunStillSaysWhatItLeft() async throws {
        let bench = try await ReplayBench(faults: Self.faults)
        let environment = bench.environment.merging(["REPRISE_VALUE_emailExact": bench.simulator.sampleEmail]) { $1 }
        let fixture = Program.repository.appendingPathComponent("fixtures/create-booking.har").path
        let running = try bench.program.start(
            [
                "replay", fixture, "--times", "40", "--undo", "--allow-write", "POST /v1/public/bookings", "--failing",
                "status:5xx",
            ] + bench.endpoint,
            environment: environment
        )
        // The next attempt begins when the first has ended, with everything that is to be kept of it.
        func hasGoneOn() -> Bool {
            let calls = bench.calls
            guard let refused = calls.firstIndex(where: { $0.target.hasSuffix("/cancel") }) else { return false }
            return refused < calls.count - 1
        }
        while !hasGoneOn() { try? await Task.sleep(for: .milliseconds(10)) }
        await running.terminate()
        let run = try #require(try bench.archive().list(limit: 1).runs.first)
        // With the id, for who has to cancel it by hand.
        let refused = try #require(run.leftBehind.first)
        #expect(refused.hasPrefix("attempt 1, POST /v1/public/bookings, id 01"), "\(refused)")
        #expect(refused.hasSuffix(": it was answered with 403"), "\(refused)")
        let shown = try await bench.run(["runs", run.id])
        #expect(shown.out.contains("not taken back: " + refused), "\(shown.out)")

        // Going on does not forget it.
        try bench.changeNewest { run in
            run.planned = 2
            run.options["times"] = ["2"]
            run.endedAt = nil
        }
        _ = try await bench.program.run(["replay", "--resume", run.id], environment: environment)
        let later = try #require(try bench.archive().load(run.id))
        #expect(later.endedAt != nil && later.leftBehind.first == refused, "\(later.leftBehind)")
        await bench.stop()
    }
}
