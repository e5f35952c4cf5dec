import CaptureStore
import ExchangeModel
import Foundation
import JSONTree
import Redaction
import Simulator
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Runs that end before their time keep what they have, and go on.
@Suite(.serialized) struct ReplayStopTests {
    /// Every call to the buildings fails, and takes a moment.
    private static let slow =
        "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503, delay: 100}}]"

    private func bench(_ faults: String = slow, quota: Int = 2_500) async throws -> ReplayBench {
        let bench = try await ReplayBench(faults: faults, quota: quota)
        #expect(try await bench.store([bench.entry("/v1/public/buildings")]).status == 0)
        return bench
    }

    /// The newest run, as `reprise runs --json` has it.
    private func newest(_ bench: ReplayBench) async throws -> JSONNode {
        let list = try await bench.run(["runs", "--json", "--limit", "1"])
        return try JSONDocument.parse(Array(list.out.utf8)).root
    }

    /// Waits until the stand-in has answered so many calls.
    private func answered(_ count: Int, _ bench: ReplayBench) async {
        while bench.calls.count < count { try? await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func ctrlCKeepsTheAttemptsAndSaysHowToGoOn() async throws {
        let bench = try await bench()
        let running = try bench.program.start(
            ["replay", "1", "--times", "400"] + bench.endpoint,
            environment: bench.environment
        )
        await answered(4, bench)
        let result = await running.interrupt()
        #expect(result.status == 1, "\(result.talk)")
        let run = try await newest(bench)
        let id = try #require(run["id"]?.string)
        #expect(result.talk.contains("reprise replay --resume \(id)"), "\(result.talk)")
        #expect(result.talk.contains("stopped by hand"))
        let kept = try #require(run["counted"]?.int)
        #expect(kept >= 3 && kept < 400 && run["resumable"]?.bool == true)
        #expect(run["failed"]?.int == kept)
        // Stopped, the number of attempts was not fixed: the interval is the one that allows that.
        #expect(result.out.contains("\(kept) out of \(kept) times"), "\(result.out)")
        await bench.stop()
    }

    /// `timeout` and terminals signal a process and then its group, so that one stop arrives twice.
    @Test func oneStopThatArrivesTwiceIsOne() async throws {
        let bench = try await bench()
        let running = try bench.program.start(
            ["replay", "1", "--times", "400"] + bench.endpoint,
            environment: bench.environment
        )
        await answered(2, bench)
        // Two of one number could become one on their way.
        running.signal(SIGTERM)
        running.signal(SIGINT)
        let result = await running.end()
        #expect(result.status == 1, "\(result.talk)")
        #expect(result.talk.contains("stopped by hand"), "\(result.talk)")
        #expect(try await newest(bench)["endedAt"]?.kind == .string)
        await bench.stop()
    }

    @Test func aPassingRestHidesNoInconclusiveAttempt() async throws {
        let bench = try await ReplayBench(
            faults: "faults: [{name: down, when: {path: /v1/public/floors, probability: 0.5}, then: {status: 503}}]"
        )
        let answer = #"{\"hydra:member\":[]}"#
        let flow = [
            bench.entry("/v1/public/floors", status: 200, answer: answer), bench.entry("/v1/public/buildings"),
        ]
        #expect(try await bench.store(flow).status == 0)
        let result = try await bench.replay("1-2", "--times", "12")
        #expect(result.status == 4, "\(result.talk)")
        #expect(result.talk.contains("of 12 say nothing"), "\(result.talk)")
        await bench.stop()
    }

    @Test func aKilledRunGoesOnWhereItWas() async throws {
        // The sign-in and five calls are answered; the sixth call waits for the kill, however long that takes to come.
        let bench = try await bench(
            """
            faults:
              - { when: { path: /v1/public/buildings }, then: { status: 503 } }
              - { when: { requests: { from: 7, to: 7 } }, then: { delay: 600000 } }
            """
        )
        let running = try bench.program.start(
            ["replay", "1", "--times", "12"] + bench.endpoint,
            environment: bench.environment
        )
        await answered(6, bench)
        await running.terminate()
        let before = try await newest(bench)
        let id = try #require(before["id"]?.string)
        let kept = try #require(before["counted"]?.int)
        #expect(kept == 5)
        #expect(before["resumable"]?.bool == true && before["endedAt"]?.kind == .null)
        let calls = bench.calls.count
        let result = try await bench.run(["replay", "--resume", id])
        #expect(result.status == 1, "\(result.talk)")
        #expect(result.out.contains("12 out of 12 times"), "\(result.out)")
        #expect(bench.calls.count == calls + 12 - kept)
        let after = try await newest(bench)
        #expect(after["id"]?.string == id && after["counted"]?.int == 12 && after["resumable"]?.bool == false)
        // There is nothing left to go on with.
        let again = try await bench.run(["replay", "--resume", id])
        #expect(again.status == 2 && again.talk.contains("has all its attempts"), "\(again.talk)")
        #expect(bench.calls.count == calls + 12 - kept)
        await bench.stop()
    }

    @Test func aKilledWaveKeepsWhatWasAnswered() async throws {
        // The first asks what is left; of the fifteen after it one hangs.
        let bench = try await bench(
            """
            faults:
              - { name: hang, when: { path: /v1/public/buildings, requests: { from: 5, to: 5 } }, then: { delay: 60000 } }
              - { name: down, when: { path: /v1/public/buildings }, then: { status: 503 } }
            """
        )
        let running = try bench.program.start(
            ["replay", "1", "--times", "16", "--concurrency", "16"] + bench.endpoint,
            environment: bench.environment
        )
        _ = await running.line(containing: "✗")
        var kept = 0
        while kept < 15 { kept = try await newest(bench)["counted"]?.int ?? 0 }
        await running.terminate()
        #expect(kept == 15)
        let run = try await newest(bench)
        #expect(run["counted"]?.int == 15 && run["endedAt"]?.kind == .null && run["resumable"]?.bool == true)
        let calls = bench.calls.count
        let resumed = try await bench.run(["replay", "--resume", try #require(run["id"]?.string)])
        #expect(resumed.out.contains("16 out of 16 times"), "\(resumed.out)")
        #expect(bench.calls.count == calls + 1)
        await bench.stop()
    }

    @Test func aGoalThatIsReachedIsTheEnd() async throws {
        let bench = try await bench("faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]")
        #expect(try await bench.replay("1", "--until", "50%").status == 1)
        let id = try #require(try await newest(bench)["id"]?.string)
        let again = try await bench.run(["replay", "--resume", id])
        #expect(again.status == 2 && again.talk.contains("has all its attempts"), "\(again.talk)")
        await bench.stop()
    }

    @Test func whichRunIsMeantIsAsked() async throws {
        let bench = try await bench("faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]")
        for _ in 0..<2 { #expect(try await bench.replay("1", "--times", "1").status == 1) }
        let calls = bench.requests.count
        let unknown = try await bench.run(["replay", "--resume", "nothing\u{1B}[2J"])
        #expect(unknown.status == 2 && unknown.talk.contains("there is no run"), "\(unknown.talk)")
        #expect(!unknown.talk.utf8.contains(0x1B))
        let several = try await bench.run(["replay", "--resume", "2"])
        #expect(several.status == 2 && several.talk.contains("several runs begin with"), "\(several.talk)")
        // One whose head can't be read.
        let keys = try KeyFile.loadOrCreate(at: bench.program.path(".reprise/key"))
        let path = bench.program.path(".reprise/captures.sqlite")
        let store = try SQLiteCaptures.open(path: path, redactor: Redactor(keys: keys))
        try store.save(
            run: StoredRun(id: "damaged", startedAt: Timestamp(seconds: 0), about: nil, title: "", head: [1])
        )
        let damaged = try await bench.run(["replay", "--resume", "damaged"])
        #expect(damaged.status == 3 && damaged.talk.contains("damaged"), "\(damaged.talk)")
        #expect(bench.requests.count == calls)
        await bench.stop()
    }

    @Test func anIntervalWiderThanAskedIsSaidWhenTheQuotaEnds() async throws {
        let failing = try await bench(
            "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]",
            quota: 20
        )
        let result = try await failing.replay("1", "--until", "2%")
        #expect(result.status == 1, "\(result.talk)")
        #expect(result.talk.contains("points wide, wider than the 2 asked for"), "\(result.talk)")
        #expect(result.talk.contains("kept back for production") && result.talk.contains("--resume"), "\(result.talk)")
        #expect(failing.calls.count == 16)
        await failing.stop()
        let passing = try await bench("", quota: 20)
        let fine = try await passing.replay("1", "--until", "2%")
        #expect(fine.status == 4, "\(fine.talk)")
        #expect(fine.talk.contains("wider than the 2 asked for") && fine.talk.contains("exit 4"), "\(fine.talk)")
        await passing.stop()
    }

    @Test func aSignInThatIsRefusedHalfWayIsInconclusive() async throws {
        let bench = try await bench(
            "faults: [{name: locked, when: {path: /oauth2/token, every: 2}, then: {status: 401}}]"
        )
        let result = try await bench.replay("1", "--diagnose", "--times", "16", "--spacing", "0s")
        #expect(result.status == 4, "\(result.talk)")
        let run = try await newest(bench)
        #expect((run["counted"]?.int ?? 0) > 0 && run["inconclusive"]?.int == 1 && run["resumable"]?.bool == true)
        #expect(result.talk.contains("--resume"), "\(result.talk)")
        await bench.stop()
    }

    @Test func theNetworkThatGoesHalfWayIsSaid() async throws {
        let bench = try await bench()
        let running = try bench.program.start(
            ["replay", "1", "--times", "50"] + bench.endpoint,
            environment: bench.environment
        )
        await answered(3, bench)
        await bench.simulator.stop()
        let result = await running.end()
        // What was measured before that is a result.
        #expect(result.status == 1, "\(result.talk)")
        #expect(
            result.talk.contains("could not leave this machine") && result.talk.contains("--resume"),
            "\(result.talk)"
        )
        let run = try await newest(bench)
        #expect(run["inconclusive"]?.int == 3 && run["resumable"]?.bool == true)
        await bench.stop()
    }

    @Test func twoProcessesShareOneReserve() async throws {
        // Of thirty calls six stay.
        let bench = try await bench(
            "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]",
            quota: 30
        )
        // One call tells this machine what there is.
        #expect(try await bench.replay("1", "--times", "1").status == 1)
        let arguments = ["replay", "1", "--times", "40", "--concurrency", "3"] + bench.endpoint
        let processes = try (0..<3).map { _ in try bench.program.start(arguments, environment: bench.environment) }
        for process in processes {
            let result = await process.end()
            #expect(result.status == 1 || result.status == 4, "\(result.talk)")
        }
        #expect(!bench.calls.contains { $0.status == 429 })
        #expect(bench.calls.count <= 24)
        await bench.stop()
    }
}
