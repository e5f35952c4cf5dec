import Foundation
import JSONTree
import Playback
import ReplayPlan
import Testing

/// A run goes on only with the flow that it was begun with.
@Suite(.serialized) struct ChangedFlowTests {
    /// Every answer takes a moment, so that a run can be stopped.
    private static let slow =
        "faults: [{name: slow, when: {path: /v1/public/buildings}, then: {status: 503, delay: 100}}]"

    /// Begins a run of many attempts, and stops it after some.
    ///
    /// - Returns: its id.
    private func stopped(_ bench: ReplayBench, _ what: String) async throws -> String {
        let running = try bench.program.start(
            ["replay", what, "--times", "400"] + bench.endpoint,
            environment: bench.environment
        )
        let calls = bench.calls.count
        while bench.calls.count < calls + 3 { try? await Task.sleep(for: .milliseconds(10)) }
        let result = await running.interrupt()
        #expect(result.talk.contains("--resume"), "\(result.talk)")
        let list = try await bench.run(["runs", "--json", "--limit", "1"])
        return try #require(try JSONDocument.parse(Array(list.out.utf8)).root["id"]?.string)
    }

    @Test func anotherFlowInTheSameFileIsRefused() async throws {
        let bench = try await ReplayBench(faults: Self.slow)
        try bench.write([bench.entry("/v1/public/buildings")])
        let id = try await stopped(bench, "flow.har")
        let calls = bench.calls.count

        try bench.write([bench.entry("/v1/public/floors", status: 500)])
        let other = try await bench.run(["replay", "--resume", id])
        #expect(other.status == 2 && other.talk.contains("has changed since"), "\(other.talk)")
        #expect(other.talk.contains("reprise replay flow.har"), "\(other.talk)")
        #expect(bench.calls.count == calls)
        let shown = try await bench.run(["runs", id])
        #expect(shown.out.contains("GET /v1/public/buildings") && !shown.out.contains("floors"), "\(shown.out)")

        // One more call before it, though the last one is the same.
        try bench.write([bench.entry("/v1/public/floors", status: 200), bench.entry("/v1/public/buildings")])
        #expect(try await bench.run(["replay", "--resume", id]).status == 2)
        #expect(bench.calls.count == calls)

        // The same call, written down at another time and with what comes after it.
        let later = bench.entry("/v1/public/buildings").replacingOccurrences(of: "17:31:02", with: "18:44:09")
        try bench.write([later, bench.entry("/v1/public/floors", status: 200)])
        try shorten(id, bench)
        let same = try await bench.run(["replay", "--resume", id])
        #expect(same.status == 1 && !same.talk.contains("can't be checked"), "\(same.talk)")
        #expect(bench.calls.count == calls + 2)
        await bench.stop()
    }

    @Test func aRangeThatLostACaptureIsRefused() async throws {
        let bench = try await ReplayBench(faults: Self.slow)
        let steps = [bench.entry("/v1/public/floors", status: 200), bench.entry("/v1/public/buildings")]
        #expect(try await bench.store(steps).status == 0)
        let id = try await stopped(bench, "1-2")
        let calls = bench.calls.count
        #expect(try await bench.run(["rm", "1"]).status == 0)
        let result = try await bench.run(["replay", "--resume", id])
        #expect(result.status == 2 && result.talk.contains("has changed since"), "\(result.talk)")
        #expect(bench.calls.count == calls)
        await bench.stop()
    }

    @Test func theSameCallsFromAFileAreTheSameFlow() async throws {
        let bench = try await ReplayBench(faults: Self.slow)
        let mail = #"{\"email\":\"ada@example.com\"}"#
        #expect(
            try await bench.store([bench.entry("/v1/public/users", status: 200, answer: mail)]).status == 0
        )
        #expect(try await bench.run(["flow", "save", "saved", "1"]).status == 0)
        #expect(try await bench.replay("1", "--times", "1").status != 2)
        #expect(try await bench.replay("saved", "--times", "1").status != 2)
        let digests = try bench.archive().list().runs.map(\.digest)
        #expect(digests.count == 2 && digests[0] != nil && digests[0] == digests[1], "\(digests)")
        await bench.stop()
    }

    @Test func anOldRunGoesOnWithAWord() async throws {
        let bench = try await ReplayBench(faults: Self.slow)
        #expect(try await bench.store([bench.entry("/v1/public/buildings")]).status == 0)
        let id = try await stopped(bench, "1")
        // As older versions kept them.
        let planned = try shorten(id, bench)
        try bench.changeNewest { run in
            #expect(run.digest != nil)
            run.digest = nil
        }
        let result = try await bench.run(["replay", "--resume", id])
        #expect(result.status == 1, "\(result.talk)")
        #expect(result.talk.contains("can't be checked"), "\(result.talk)")
        // What nobody checked is not sealed afterwards.
        let ended = try #require(try bench.archive().load(id))
        #expect(ended.digest == nil && ended.frequency.counted == planned)
        await bench.stop()
    }

    /// Leaves the run two attempts to make.
    ///
    /// - Returns: how many it has then.
    @discardableResult
    private func shorten(_ id: String, _ bench: ReplayBench) throws -> Int {
        let planned = try #require(try bench.archive().load(id)).frequency.counted + 2
        try bench.changeNewest { run in
            run.planned = planned
            run.options["times"] = ["\(planned)"]
        }
        return planned
    }
}
