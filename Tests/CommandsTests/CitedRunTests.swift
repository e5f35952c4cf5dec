import Foundation
import ReplayPlan
import Simulator
import Testing

/// A report cites only what was measured of its own call, where that call was made.
@Suite(.serialized) struct CitedRunTests {
    /// Two operations fail, each otherwise.
    private static let faults = """
        faults:
          - { when: { path: /v1/public/buildings }, then: { status: 503 } }
          - { when: { path: /v1/public/floors }, then: { status: 500 } }
        """
    private static let notMeasured = "Not measured: the call was not repeated."

    @Test func aRunMadeElsewhereIsNotCited() async throws {
        let bench = try await ReplayBench(faults: Self.faults)
        let recorded = bench.entry("/v1/public/buildings")
            .replacingOccurrences(of: bench.simulator.apiBase, with: "https://api.onkadence.co")
        #expect(try await bench.store([recorded]).status == 0)
        let run = try await bench.replay("1", "--times", "5")
        #expect(run.out.contains("5 out of 5 times"), "\(run.out) \(run.talk)")
        #expect(try await bench.letter("1").contains(Self.notMeasured))
        let report = try await bench.run(["report", "1", "--goal", "a", "--expected", "b", "--actual", "c"])
        #expect(report.talk.contains("no run is cited: those stored were made at another address"), "\(report.talk)")
        // The same from a file.
        try bench.write([recorded])
        #expect(try await bench.replay("flow.har", "--times", "5").status == 1)
        #expect(try await bench.letter("flow.har").contains(Self.notMeasured))
        // Nor by an older version.
        try bench.changeNewest { $0.digest = nil }
        #expect(try await bench.letter("flow.har").contains(Self.notMeasured))
        await bench.stop()
    }

    @Test func aRunOfWhatTheFileHeldBeforeIsNotCited() async throws {
        let bench = try await ReplayBench(faults: Self.faults)
        let measured = bench.entry("/v1/public/buildings")
        try bench.write([measured])
        #expect(try await bench.replay("flow.har", "--times", "3").status == 1)
        #expect(try await bench.letter("flow.har").contains("3 out of 3 times"))

        let others = [
            [bench.entry("/v1/public/floors", status: 500)], [bench.entry("/v1/public/buildings?page=2")],
            [bench.entry("/v1/public/floors", status: 200), measured],
        ]
        for other in others {
            try bench.write(other)
            #expect(try await bench.letter("flow.har").contains(Self.notMeasured), "\(other)")
        }
        // Of an older version's run it is only known which operation it was of.
        try bench.changeNewest { $0.digest = nil }
        try bench.write(others[0])
        #expect(try await bench.letter("flow.har").contains(Self.notMeasured))
        try bench.write([measured])
        #expect(try await bench.letter("flow.har").contains("3 out of 3 times"))
        await bench.stop()
    }
}
