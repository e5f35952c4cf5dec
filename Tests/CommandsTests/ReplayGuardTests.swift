import Foundation
import Simulator
import Testing

/// What may leave, where to, and what can't be asked of a recording.
@Suite(.serialized) struct ReplayGuardTests {
    /// Leave to take back what the run wrote is none for what the recording holds: that could be somebody's booking.
    @Test func undoAllowsNoRecordedCancellation() async throws {
        let bench = try await ReplayBench()
        let flow = [
            bench.entry("/v1/public/bookings", "POST", status: 201, body: "{}", answer: "{}"),
            bench.entry("/v1/public/bookings/01H59Z8K3QW7V2M4N6P8R0T1AB/cancel", "POST", status: 200, answer: "{}"),
        ]
        #expect(try await bench.store(flow).status == 0)
        let create = ["--allow-write", "POST /v1/public/bookings"]
        for more in [[], ["--undo"]] {
            let result = try await bench.run(["replay", "1-2", "--times", "2"] + create + more + bench.endpoint)
            #expect(result.status == 3, "\(more) \(result.talk)")
            #expect(result.talk.contains("POST /v1/public/bookings/{id}/cancel"), "\(result.talk)")
        }
        #expect(bench.requests.isEmpty)
        // Named, it is the user's word.
        let named = ["--allow-write", "POST /v1/public/bookings/{id}/cancel", "--undo"]
        _ = try await bench.run(["replay", "1-2", "--times", "1"] + create + named + bench.endpoint)
        #expect(!bench.calls.isEmpty)
        await bench.stop()
    }

    /// Where to sign in says nothing of where the calls may go.
    @Test func anAddressToSignInAllowsNoForeignHost() async throws {
        let bench = try await ReplayBench()
        let foreign = bench.entry("/v1/public/buildings").replacingOccurrences(
            of: bench.simulator.apiBase,
            with: "http://127.0.0.2:9"
        )
        #expect(try await bench.store([foreign]).status == 0)
        try "base-url: \(bench.simulator.apiBase)\nauth-url: \(bench.simulator.authBase)\n".write(
            toFile: bench.program.path("reprise.yml"),
            atomically: true,
            encoding: .utf8
        )
        for more in [[], ["--auth-url", bench.simulator.authBase]] {
            let result = try await bench.run(["replay", "1", "--times", "1"] + more)
            #expect(result.status == 2, "\(more) \(result.talk)")
            #expect(result.talk.contains("was recorded at http://127.0.0.2:9"), "\(more) \(result.talk)")
        }
        #expect(bench.requests.isEmpty)
        await bench.stop()
    }

    /// One attempt can't tell what varies by itself, so parts are not judged by values that nobody named.
    @Test func aSmallestFlowIsNotSoughtByValuesThatDiffer() async throws {
        let bench = try await ReplayBench(
            faults: """
                faults:
                  - when: { operation: listBuildings, requests: { from: 4 } }
                    then: { set: { pointer: /hydra:member/0/name, value: Elsewhere } }
                """
        )
        for path in ["/v1/public/floors", "/v1/public/buildings"] {
            #expect(try await bench.run(["call", "GET", path] + bench.endpoint).status == 0)
        }
        let command = ["replay", "2-3", "--minimise", "--budget", "200", "--output", "small.har"]
        let unnamed = try await bench.run(command + bench.endpoint)
        #expect(unnamed.status == 1, "\(unnamed.talk)")
        #expect(unnamed.talk.contains("--failing differs:/pointer"), "\(unnamed.talk)")
        #expect(!FileManager.default.fileExists(atPath: bench.program.path("small.har")))
        let named = try await bench.run(command + ["--failing", "differs:/hydra:member/0/name"] + bench.endpoint)
        #expect(named.status == 1, "\(named.talk)")
        #expect(named.out.contains("2 exchanges → 1: step 2"), "\(named.out)")
        #expect(FileManager.default.fileExists(atPath: bench.program.path("small.har")))
        await bench.stop()
    }

    /// The attempts with the whole flow are not kept, so none can go on.
    @Test func aSearchThatTheQuotaEndsNamesNoRunToGoOnWith() async throws {
        let bench = try await ReplayBench(
            faults: "faults: [{name: down, when: {path: /v1/public/buildings}, then: {status: 503}}]",
            quota: 12
        )
        let flow = [
            bench.entry("/v1/public/floors", status: 200, answer: "{}"), bench.entry("/v1/public/buildings"),
        ]
        #expect(try await bench.store(flow).status == 0)
        let result = try await bench.run(["replay", "1-2", "--minimise", "--budget", "200"] + bench.endpoint)
        #expect(result.status == 1, "\(result.talk)")
        #expect(result.talk.contains("kept back for production"), "\(result.talk)")
        #expect(!result.talk.contains("--resume"), "\(result.talk)")
        await bench.stop()
    }
}
