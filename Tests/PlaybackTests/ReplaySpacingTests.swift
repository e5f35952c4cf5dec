import CaptureStore
import ExchangeModel
import Foundation
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import Testing
import Wire

/// The spacing of calls from the recording proxy through the store to the replay.
@Suite(.serialized) struct ReplaySpacingTests {
    /// Clocks that stand still until they are moved, each by itself.
    private final class HandClocks: Sendable {
        private let began = ContinuousClock.now
        private let time = Mutex((wall: Duration.zero, passed: Duration.zero))

        var clocks: Clocks {
            Clocks(
                now: { [self] in Timestamp(seconds: 1_795_455_062).advanced(by: time.withLock { $0.wall }) },
                monotonic: { [self] in began + time.withLock { $0.passed } },
                process: Clocks.Process(id: 5, began: began)
            )
        }

        func pass(_ duration: Duration) {
            time.withLock {
                $0.wall += duration
                $0.passed += duration
            }
        }

        func set(by duration: Duration) { time.withLock { $0.wall += duration } }
    }

    @Test func aClockSetBackWhileRecordingDoesNotSpoilTheReplay() async throws {
        let bench = try EdgeBench { $0.target.hasSuffix("/3") ? EdgeBench.failing() : EdgeBench.passing() }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let captures = try SQLiteCaptures.open(
            path: folder.appendingPathComponent("captures.sqlite").path,
            redactor: bench.redactor
        )
        let queue = RecordingQueue(redactor: bench.redactor, sink: captures)
        let time = HandClocks()
        let proxy = try await ReverseProxy.start(
            upstream: try #require(URLParts(bench.server.base)),
            listen: .anyPort,
            queue: queue,
            clocks: time.clocks
        )
        let client = WireClient()
        func call(_ place: Int) async {
            let url = Array((proxy.baseURL + "/v1/public/buildings/\(place)").utf8)
            _ = await client.send(RequestMessage(method: "GET", url: url))
        }
        await call(1)
        time.pass(.milliseconds(40))
        time.set(by: .seconds(-3_600))
        await call(2)
        time.pass(.milliseconds(60))
        await call(3)
        await client.shutdown()
        await proxy.stop()
        await queue.finish()

        let stored = try (1...3).map { try #require(try captures.capture($0)) }
        #expect(stored[1].exchange.startedAt < stored[0].exchange.startedAt)
        let target = try #require(ReplayTarget(stored.map { (number: $0.number, exchange: $0.exchange) }))
        var options = ReplayOptions(times: 1)
        options.pace = .original
        let preview = ReplayPreview.make(
            target,
            options: options,
            captures: captures,
            keys: bench.keys,
            writes: WriteGuard(),
            ledger: nil
        )
        #expect(preview.problem == nil)
        #expect(preview.spacing?.offsets == [.zero, .milliseconds(40), .milliseconds(100)])
        #expect(preview.spacing?.note == nil)

        let before = bench.calls.count
        let run = await bench.replayer().run(target, options: options)
        #expect(run.attempts.map(\.ending) == ["status"])
        let calls = bench.calls.dropFirst(before)
        #expect(calls.map(\.target.last) == ["1", "2", "3"])
        let elapsed = run.attempts.flatMap { $0.calls.map(\.conditions.elapsed) }
        try #require(elapsed.count == 3)
        #expect(elapsed[1] >= .milliseconds(40) && elapsed[2] >= .milliseconds(100))
        // What was replayed can be replayed with its own spacing.
        let starts = try run.attempts.flatMap(\.calls).map { call in
            try bench.captures.capture(try #require(call.number))?.exchange.monotonicStart
        }
        #expect(starts.allSatisfy { $0 != nil })
    }

    @Test func otherPacesHaveNoSpacing() throws {
        let bench = try EdgeBench { _ in EdgeBench.passing() }
        let target = try bench.target([bench.success("/v1/public/floors"), bench.failure()])
        var options = ReplayOptions()
        #expect(bench.replayer().spacing(target, options: options) == nil)
        options.pace = .quota
        #expect(bench.replayer().spacing(target, options: options) == nil)
        options.pace = .original
        let spacing = try #require(bench.replayer().spacing(target, options: options))
        #expect(spacing.note == "spacing by the wall clock: the recording has no monotonic offsets")
    }
}
