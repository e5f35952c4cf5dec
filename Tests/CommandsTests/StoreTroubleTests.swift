import Foundation
import JSONTree
import Testing

/// A store that takes something, but not everything: what was measured is said, and the exit code tells that it is not
/// kept.
@Suite(.serialized) struct StoreTroubleTests {
    /// A recorded success, or a recorded failure that comes again.
    private func bench(failing: Bool) async throws -> ReplayBench {
        let bench = try await ReplayBench(
            faults: failing ? "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]" : ""
        )
        #expect(try await bench.store([bench.entry("/v1/public/buildings")]).status == 0)
        return bench
    }

    /// Makes the store refuse a kind of row; root would not be stopped by a file's mode.
    private func refuse(_ what: String, _ bench: ReplayBench) async throws {
        let script = """
            import sqlite3
            store = sqlite3.connect(".reprise/captures.sqlite")
            store.execute("CREATE TRIGGER no BEFORE \(what) BEGIN SELECT RAISE(ABORT, 'planted trouble'); END")
            store.commit()
            """
        #expect(try await bench.program.tool("python3", ["-c", script]) != nil)
    }

    @Test func attemptsThatAreNotStoredAreSaid() async throws {
        let passing = try await bench(failing: false)
        try await refuse("INSERT ON captures WHEN NEW.run IS NOT NULL", passing)
        let result = try await passing.replay("1", "--times", "3")
        #expect(result.status == 3, "\(result.talk)")
        #expect(
            result.talk.contains("attempts not stored: ") && result.talk.contains("SQLite code"),
            "\(result.talk)"
        )
        #expect(result.talk.contains("exit 3: nothing failed, but not every attempt could be stored"), "\(result.talk)")
        // They count nevertheless.
        #expect(result.out.contains("0 out of 3 times") && passing.calls.count == 3, "\(result.out)")
        await passing.stop()
        // What failed is the stronger news.
        let failing = try await bench(failing: true)
        try await refuse("INSERT ON captures WHEN NEW.run IS NOT NULL", failing)
        let failed = try await failing.replay("1", "--times", "3")
        #expect(failed.status == 1 && failed.talk.contains("attempts not stored: "), "\(failed.talk)")
        await failing.stop()
    }

    @Test(arguments: ["INSERT ON runs", "UPDATE ON runs", "INSERT ON run_attempts"])
    func aRunThatIsNotKeptAsAWholeIsSaid(_ what: String) async throws {
        let passing = try await bench(failing: false)
        try await refuse(what, passing)
        let result = try await passing.replay("1", "--times", "3")
        #expect(result.status == 3, "\(what): \(result.talk)")
        #expect(
            result.talk.contains("the run was not kept: ") && result.talk.contains("SQLite code"),
            "\(result.talk)"
        )
        #expect(result.talk.contains("exit 3: nothing failed, but the run could not be kept"), "\(result.talk)")
        #expect(result.out.contains("0 out of 3 times") && passing.calls.count == 3, "\(result.out)")
        await passing.stop()
        let failing = try await bench(failing: true)
        try await refuse(what, failing)
        let failed = try await failing.replay("1", "--times", "3")
        #expect(failed.status == 1 && failed.talk.contains("the run was not kept: "), "\(failed.talk)")
        await failing.stop()
    }

    /// A run that ends early is inconclusive, but first of all not kept, so that nothing can go on with it.
    @Test func whatIsNotKeptCannotBeGoneOnWith() async throws {
        let bench = try await ReplayBench(quota: 5)
        #expect(try await bench.store([bench.entry("/v1/public/buildings")]).status == 0)
        try await refuse("INSERT ON runs", bench)
        let result = try await bench.replay("1", "--times", "30")
        #expect(result.status == 3 && result.talk.contains("kept back for production"), "\(result.talk)")
        #expect(!result.talk.contains("--resume"), "\(result.talk)")
        await bench.stop()
    }

    /// What could not be kept while the run was made is kept at its end.
    @Test func whatIsKeptAtTheEndIsKept() async throws {
        let bench = try await bench(failing: false)
        try await refuse("INSERT ON run_attempts WHEN (SELECT instr(head, 'endedAt') FROM runs) = 0", bench)
        let result = try await bench.replay("1", "--times", "3")
        #expect(result.status == 0, "\(result.talk)")
        let runs = try await bench.run(["runs", "--json"])
        #expect(try JSONDocument.parse(Array(runs.out.utf8)).root["counted"]?.int == 3, "\(runs.out)")
        await bench.stop()
    }
}
