import Foundation
import JSONTree
import Simulator
import Testing

/// What a flow fails with besides the failure that is looked for is not that failure.
@Suite(.serialized) struct OneFailureTests {
    private static let steps: [SimulatedFlow.Step] = [
        .init("/v1/public/bookings?itemsPerPage=5"), .init("/v1/public/users?itemsPerPage=5"),
        .init("/v1/public/floors?itemsPerPage=5"), .init("/v1/public/bookings/{id}", 0),
    ]

    /// The recorded failure needs the users; without them the same call fails otherwise.
    private static let faults = """
        faults:
          - { when: { operation: getBooking, after: [listUsers] }, then: { status: 500, description: the one } }
          - { when: { operation: getBooking }, then: { status: 503, description: another } }
        """

    @Test func minimisingKeepsToTheRecordedOne() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start(
            faults: try FaultPlan.parse(Array(OneFailureTests.faults.utf8))
        )
        let (key, endpoint) = (SimulatedFlow.key(simulator), SimulatedFlow.endpoint(simulator))
        let numbers = try await SimulatedFlow.record(OneFailureTests.steps, until: 500, simulator, in: program)
        let found = try await program.run(["replay", numbers, "--minimise"] + endpoint, environment: key)
        #expect(found.status == 1, "\(found.talk)")
        #expect(found.out.contains("4 exchanges → 3: steps 1, 2 and 4"), "\(found.out) \(found.talk)")

        // The last call alone fails, but otherwise, and the last line says so.
        let last = try #require(numbers.split(separator: "-").last.map(String.init))
        let alone = try await program.run(["replay", last, "--times", "3"] + endpoint, environment: key)
        #expect(alone.status == 1 && alone.talk.contains("otherwise than it was recorded"), "\(alone.talk)")
        await simulator.stop()
    }

    @Test func aReportCitesNoRunAboutAnotherFailure() async throws {
        let program = try Program()
        defer { program.remove() }
        let simulator = try await SimulatedKadence.start(
            faults: try FaultPlan.parse(Array(OneFailureTests.faults.utf8))
        )
        let (key, endpoint) = (SimulatedFlow.key(simulator), SimulatedFlow.endpoint(simulator))
        let numbers = try await SimulatedFlow.record(OneFailureTests.steps, until: 500, simulator, in: program)
        let last = try #require(numbers.split(separator: "-").last.map(String.init))
        let measured = try await program.run(["replay", numbers, "--times", "3"] + endpoint, environment: key)
        #expect(measured.status == 1, "\(measured.talk)")
        let other = try await program.run(
            ["replay", numbers, "--times", "2", "--failing", "status:404"] + endpoint,
            environment: key
        )
        #expect(other.status == 0, "\(other.talk)")
        let report = try await program.run(
            ["report", last, "--goal", "a", "--expected", "b", "--actual", "c", "--output", "out"]
        )
        #expect(report.status == 0 && report.talk.contains("3 out of 3 times"), "\(report.talk)")
        // A flow file's runs are cited by its name.
        #expect(try await program.run(["flow", "save", "four", numbers]).status == 0)
        let flow = try await program.run(["replay", "four", "--times", "2"] + endpoint, environment: key)
        #expect(flow.talk.contains("next: reprise report four"), "\(flow.talk)")
        let cited = try await program.run(
            ["report", "four", "--goal", "a", "--expected", "b", "--actual", "c", "--output", "flow"]
        )
        #expect(cited.status == 0 && cited.talk.contains("2 out of 2 times"), "\(cited.talk)")
        await simulator.stop()
    }
}
