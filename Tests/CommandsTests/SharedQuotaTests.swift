import ExchangeModel
import Foundation
import Simulator
import Synchronization
import Testing
import Wire

/// Several replays and a stranger on one quota.
@Suite(.serialized) struct SharedQuotaTests {
    private static let limit = 120
    /// A fifth.
    private static let reserve = 24
    private static let flow = "/v1/public/buildings"
    private static let stranger = "/v1/public/floors"

    /// A quota whose windows last a second of a clock that stands still until it is set.
    private final class Windows: Sendable {
        let now = Mutex(Clocks.system.now())
        let answers = Mutex<[AnsweredRequest]>([])

        /// Calls of the API in the window at hand.
        var calls: [AnsweredRequest] { answers.withLock { $0.filter { $0.target != "/oauth2/token" } } }
        /// Those of the replays.
        var own: Int { answers.withLock { $0.count { $0.target == SharedQuotaTests.flow } } }

        func begin(_ moment: Timestamp) {
            now.withLock { $0 = moment }
            answers.withLock { $0 = [] }
        }

        func start() async throws -> SimulatedKadence {
            var options = SimulatorOptions(now: { [self] in now.withLock { $0 } })
            options.quotaLimit = SharedQuotaTests.limit
            options.quotaWindow = 1
            options.onAnswer = { [self] answer in answers.withLock { $0.append(answer) } }
            // Slow enough that many calls are under way, of which no answer tells.
            let text = "{ faults: [{ when: { operation: listBuildings }, then: { delay: 60 } }] }"
            let faults = try FaultPlan.parse(Array(text.utf8))
            return try await SimulatedKadence.start(faults: faults, options: options)
        }
    }

    /// Nobody has heard anything, and three calls may be made.
    @Test func threeReplaysThatBeginColdAskOneAtATime() async throws {
        let program = try Program()
        defer { program.remove() }
        let windows = Windows()
        windows.begin(Clocks.system.now().advanced(by: .seconds(3_600)))
        let simulator = try await windows.start()
        let numbers = try await SimulatedFlow.record([.init(SharedQuotaTests.flow)], until: 200, simulator, in: program)
        #expect(try await program.run(["flow", "save", "shared", numbers]).status == 0)
        windows.begin(Clocks.system.now().advanced(by: .seconds(3_600)))
        let client = SimulatedFlow(simulator)
        let token = try await client.token()
        for _ in 1...(SharedQuotaTests.limit - SharedQuotaTests.reserve - 3) {
            _ = await client.get(SharedQuotaTests.stranger, token)
        }

        let environment = SimulatedFlow.key(simulator).merging(["XDG_STATE_HOME": program.path("cold")]) { $1 }
        let replays = try (1...3).map { number in
            try program.start(
                [
                    "replay", "shared", "--times", "100", "--concurrency", "16", "--store",
                    "store-\(number)/captures.sqlite",
                ] + SimulatedFlow.endpoint(simulator),
                environment: environment
            )
        }
        for replay in replays {
            let ended = await replay.end()
            #expect(ended.status == 4, "\(ended.talk)")
            #expect(ended.talk.contains("24 are kept back for production"), "\(ended.talk)")
        }
        let own = windows.calls.filter { $0.target == SharedQuotaTests.flow }.count
        // Where a process stands still for long, the others don't wait for its answer for ever.
        #expect((3...5).contains(own), "\(own) calls of three replays")
        await client.wire.shutdown()
        await simulator.stop()
    }

    @Test func threeReplaysAndAStrangerStayUnderTheLimit() async throws {
        let program = try Program()
        defer { program.remove() }
        // The reset lies an hour ahead, however long this machine takes.
        let windows = Windows()
        windows.begin(Clocks.system.now().advanced(by: .seconds(3_600)))
        let simulator = try await windows.start()
        let numbers = try await SimulatedFlow.record([.init(SharedQuotaTests.flow)], until: 200, simulator, in: program)
        #expect(try await program.run(["flow", "save", "shared", numbers]).status == 0)
        windows.begin(Clocks.system.now().advanced(by: .seconds(3_600)))

        let environment = SimulatedFlow.key(simulator).merging(["XDG_STATE_HOME": program.path("state")]) { $1 }
        let endpoint = SimulatedFlow.endpoint(simulator)
        let replays = try (1...3).map { number in
            try program.start(
                [
                    "replay", "shared", "--times", "100", "--concurrency", "8", "--store",
                    "store-\(number)/captures.sqlite",
                ] + endpoint,
                environment: environment
            )
        }
        let client = SimulatedFlow(simulator)
        let token = try await client.token()
        let strange = Task {
            // As fast as each of them: it counts their calls, so that it does not get ahead while they are stalled.
            var made = 0
            while !Task.isCancelled {
                if made * 3 < windows.own {
                    _ = await client.get(SharedQuotaTests.stranger, token)
                    made += 1
                } else {
                    try? await Task.sleep(for: .milliseconds(5))
                }
            }
            return made
        }
        var ended: [Program.Result] = []
        for replay in replays { ended.append(await replay.end()) }
        strange.cancel()
        let made = await strange.value

        let calls = windows.calls
        let own = windows.own
        #expect(calls.allSatisfy { $0.status == 200 } && calls.count <= SharedQuotaTests.limit)
        #expect(own > 0 && calls.count - own == made)
        // What they can't know are the stranger's calls since the answer they heard last: a third of their own under way.
        let lastOwn = try #require(calls.lastIndex { $0.target == SharedQuotaTests.flow })
        let left = SharedQuotaTests.limit - (lastOwn + 1)
        #expect((SharedQuotaTests.reserve - 8...SharedQuotaTests.reserve + 8).contains(left), "\(left) left")
        for replay in ended {
            #expect(replay.status == 4, "\(replay.talk)")
            #expect(replay.talk.contains("24 are kept back for production"), "\(replay.talk)")
        }
        print("shared quota: \(own) calls of three replays, \(made) of a stranger, \(left) left when they stopped")

        // A new window, at its reserve already, as a call tells; and then the real time of its reset. Where this machine
        // stalls, the call tells of a window that is over, and is made anew for a later one.
        var reset = Timestamp(seconds: 0)
        for ahead in [2, 8, 32] as [Int64] where Clocks.system.now() >= reset {
            reset = Timestamp(seconds: Clocks.system.now().seconds + ahead)
            windows.begin(reset.advanced(by: .milliseconds(-500)))
            for _ in 1...96 { _ = await client.get(SharedQuotaTests.stranger, token) }
            let call = try await program.run(
                ["call", "GET", SharedQuotaTests.flow] + endpoint,
                environment: environment
            )
            #expect(call.status == 0, "\(call.talk)")
        }
        while Clocks.system.now() <= reset { try await Task.sleep(for: .milliseconds(20)) }
        windows.begin(reset)
        let talk = try #require(ended.first?.talk)
        let run = try #require(talk.split(separator: "--resume ").dropFirst().first?.prefix { !$0.isWhitespace })
        let resumed = try await program.run(
            ["replay", "--resume", String(run), "--store", "store-1/captures.sqlite"],
            environment: environment
        )
        #expect(resumed.status == 0, "\(resumed.out) \(resumed.talk)")
        #expect(resumed.out.contains("100 times"), "\(resumed.out)")
        #expect(windows.calls.allSatisfy { $0.status == 200 })
        await client.wire.shutdown()
        await simulator.stop()
    }
}
