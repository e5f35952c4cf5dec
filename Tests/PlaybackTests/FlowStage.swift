import CaptureStore
import ExchangeModel
import Foundation
import Playback
import Recording
import Redaction
import ReplayPlan
import Synchronization
import TestSupport
import Testing
import Wire

/// A server that hands out other ids from `turnDay` on, with curl's way to it through a recording proxy.
final class FlowStage: Sendable {
    static let old = "01M7DDARQ0274YTB0Y0C67VQVY"
    static let new = "01M9ZZJX6K274YTB0Y0C67VQVZ"

    let bench: Bench
    private let day: Day

    private final class Day: Sendable {
        let id = Mutex(FlowStage.old)
    }

    /// - Parameter answer: is given the request and the id of the day.
    init(_ answer: @escaping @Sendable (LoopbackServer.Request, _ id: String) -> LoopbackServer.Answer) throws {
        let day = Day()
        self.day = day
        bench = try Bench { request, _ in answer(request, day.id.withLock { $0 }) }
    }

    func turnDay() { day.id.withLock { $0 = FlowStage.new } }

    /// Lets curl make calls through a recording proxy.
    ///
    /// - Parameters:
    ///   - calls: arguments of curl; `{base}` is the proxy's address.
    ///   - files: that the calls name.
    /// - Returns: what was recorded, as the store has it; nil where there is no curl.
    func record(_ calls: [[String]], files: [String: [UInt8]] = [:]) async throws -> [RedactedExchange]? {
        let queue = RecordingQueue(redactor: bench.redactor, sink: bench.captures)
        let proxy = try await ReverseProxy.start(
            upstream: try #require(URLParts(bench.server.base)),
            listen: .anyPort,
            queue: queue
        )
        let base = proxy.baseURL
        var isThere = true
        for call in calls where isThere {
            let arguments =
                ["-s", "-S", "--max-time", "120", "-H", "Authorization: Bearer old-token-0a1b2c3d4e5f"]
                + call.map { $0.replacingOccurrences(of: "{base}", with: base) }
            let status = try await apart { try run("curl", arguments, files: files)?.status }
            isThere = status != nil
            #expect(status ?? 0 == 0, "curl \(call)")
        }
        await proxy.stop()
        await queue.finish()
        guard isThere else { return nil }
        return try bench.captures.list().captures.compactMap { try bench.captures.capture($0.number)?.exchange }
    }

    /// Repeats it all once, today.
    ///
    /// - Returns: the run, and what the server was sent.
    func replay(
        _ exchanges: [RedactedExchange],
        allowed: Set<String> = [],
        options: ReplayOptions = ReplayOptions()
    ) async throws -> (run: ReplayRun, sent: [LoopbackServer.Request]) {
        let target = try #require(ReplayTarget(exchanges.enumerated().map { ($0.offset + 1, $0.element) }))
        turnDay()
        let before = bench.calls.count
        let run = await bench.replayer(allowed).run(target, options: options)
        return (run, Array(bench.calls.dropFirst(before)))
    }
}

/// Runs blocking work away from the threads of Swift's tasks.
private func apart<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
