import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Simulator
import Statistics
import Synchronization
import Testing
import Wire

/// Clocks that stand still until they are set forward, so that nothing measured depends on the machine.
final class ForwardClocks: Sendable {
    private let now = Clocks.system.now()
    private let monotonic = Clocks.system.monotonic()
    private let ahead = Mutex<Duration>(.zero)

    func advance(by time: Duration) { ahead.withLock { $0 += time } }

    var clocks: Clocks {
        Clocks(
            now: { [self] in now.advanced(by: ahead.withLock { $0 }) },
            monotonic: { [self] in monotonic + ahead.withLock { $0 } }
        )
    }
}

/// The stand-in API under a fault plan, recorded and replayed.
struct FaultBench: Sendable {
    /// What came of it.
    struct Result: Sendable {
        let run: ReplayRun
        let conditions: ConditionReport
        /// Answers to the flow's own operations while it ran, and those of them that the plan spoilt.
        let answers: Int
        let spoilt: Int
    }

    private let fault: FaultCase
    /// Whether time passes by itself, as for a user; a test's clock is set forward instead.
    private let isReal: Bool
    private let simulator: SimulatedKadence
    private let wire: WireClient
    private let captures = InMemoryCaptures()
    private let keys = RedactionKeys.ephemeral()
    private let time: ForwardClocks
    private let clocks: Clocks
    private let log: Log
    private let caller: Caller
    private let departure: DepartureGuard

    private final class Log: Sendable {
        let answers = Mutex<[AnsweredRequest]>([])
    }

    private init(_ fault: FaultCase, isReal: Bool) async throws {
        self.fault = fault
        self.isReal = isReal
        let time = ForwardClocks()
        let log = Log()
        let clocks = isReal ? Clocks.system : time.clocks
        var options = SimulatorOptions(now: clocks.now)
        let slowness = isReal ? .zero : fault.slowness
        options.onAnswer = { answer in
            guard answer.target != "/oauth2/token" else { return }
            log.answers.withLock { $0.append(answer) }
            if answer.faults.contains("fault") { time.advance(by: slowness) }
        }
        let delay = isReal ? Int(fault.slowness / .milliseconds(1)) : 0
        let text = fault.plan.replacing("DELAY", with: "\(delay)")
        simulator = try await SimulatedKadence.start(faults: try FaultPlan.parse(Array(text.utf8)), options: options)
        wire = WireClient(clocks: clocks)
        let secrets = KnownSecrets()
        let redactor = Redactor(keys: keys, secrets: secrets)
        departure = DepartureGuard(
            client: RecordingClient(client: wire, redactor: redactor, sink: captures),
            writes: WriteGuard()
        )
        let signIn = SignIn(
            credentials: simulator.credentials,
            endpoints: try Endpoints(apiBase: simulator.apiBase, authBase: simulator.authBase),
            departure: departure,
            secrets: secrets,
            cache: nil,
            clocks: clocks
        )
        caller = Caller(departure: departure, signIn: signIn, clocks: clocks)
        self.clocks = clocks
        self.time = time
        self.log = log
    }

    /// Records what the case asks for, repeats it, and compares.
    static func measure(_ fault: FaultCase, isReal: Bool = false) async throws -> Result {
        let bench = try await FaultBench(fault, isReal: isReal)
        do {
            let result = try await bench.measure()
            await bench.close()
            return result
        } catch {
            await bench.close()
            throw error
        }
    }

    private func close() async {
        await wire.shutdown()
        await simulator.stop()
    }

    private func measure() async throws -> Result {
        let target = try await record()
        log.answers.withLock { $0 = [] }
        let times = isReal ? fault.times.shown : fault.times.test
        var options = ReplayOptions(times: times)
        if fault.slowness == .zero { options.judge.slowFloor = nil }
        options.judge.failing = try fault.failing.map { try FailureCriterion(parsing: $0) }
        if fault.isDiagnosed {
            options.diagnosis = DiagnosisPlan(
                times: times,
                seed: 1,
                concurrency: fault.concurrency,
                spacing: isReal ? fault.spacing : .zero
            )
        }
        let replayer = Replayer(
            caller: caller,
            departure: departure,
            captures: captures,
            keys: keys,
            clocks: clocks
        )
        let run = await replayer.run(target, options: options) { _ in
            if !isReal { time.advance(by: fault.spacing) }
        }
        let answers = log.answers.withLock { $0 }
        return Result(
            run: run,
            conditions: ConditionReport(run.attempts) { operationLabel(method: $0, url: $1) },
            answers: answers.count,
            spoilt: answers.count { $0.faults.contains("fault") }
        )
    }

    /// The flow as a client met it: again and again, until its last answer is spoilt, or is not.
    private func record() async throws -> ReplayTarget {
        for _ in 1...200 {
            var flow: [RecordedCall] = []
            for path in fault.paths { flow += await call(path) }
            if fault.recordedAtOnce > 1 { flow = flow.filter { isWanted($0) } }
            if let last = flow.last, isWanted(last) {
                let kept = fault.recordedAtOnce > 1 ? flow.suffix(1) : flow[...]
                return try #require(ReplayTarget(kept.map { (number: $0.number, exchange: $0.redacted) }))
            }
            if isReal { try await Task.sleep(for: fault.spacing / 2) } else { time.advance(by: fault.spacing / 2) }
        }
        throw FaultBenchError(description: "200 recordings, and none was as wanted")
    }

    private func call(_ path: String) async -> [RecordedCall] {
        await withTaskGroup(of: RecordedCall?.self) { group in
            for _ in 0..<fault.recordedAtOnce {
                group.addTask {
                    guard case .answered(let call) = await caller.call("GET", path) else { return nil }
                    return call
                }
            }
            return await group.reduce(into: []) { calls, call in if let call { calls.append(call) } }
        }
    }

    private func isWanted(_ call: RecordedCall) -> Bool {
        let trace = call.redacted.traceID?.text
        let isSpoilt = log.answers.withLock { answers in
            answers.contains { $0.traceID == trace && $0.faults.contains("fault") }
        }
        return isSpoilt == (fault.recorded == .failing)
    }
}

struct FaultBenchError: Error, CustomStringConvertible {
    let description: String
}
