import ExchangeModel
import NIOCore
import Wire

/// The upstream connections of one event loop: those without work, and those being opened.
///
/// Bound to its loop, so it needs no lock; a call never leaves the loop of its client.
final class UpstreamPool {
    /// How long a connection may have been idle to carry a request that must not be sent twice: servers close idle
    /// connections whenever they like, and then nobody knows whether the request was seen.
    static let freshness = Duration.seconds(2)

    private let shared: ProxyShared
    private let loop: any EventLoop
    /// The most recently used last.
    private var idle: [UpstreamHandler] = []
    private var sweep: Scheduled<Void>?
    private var isShutDown = false

    init(shared: ProxyShared, loop: any EventLoop) {
        self.shared = shared
        self.loop = loop
    }

    /// The idle connection used last, if there is one that suits.
    func take(_ choice: ProxyMachine.UpstreamChoice) -> UpstreamHandler? {
        guard choice != .new else { return nil }
        let now = shared.clocks.monotonic()
        while let candidate = idle.last {
            let age = now - candidate.idleSince
            if choice == .freshIdle, age > Self.freshness { return nil }
            idle.removeLast()
            candidate.onIdleEnd = nil
            // The sweep's timer stands still while the machine sleeps and the server gives up; this clock does not.
            if age >= shared.options.idleTimeout {
                candidate.close()
            } else if candidate.isActive {
                return candidate
            }
        }
        return nil
    }

    /// Keeps a connection that has done its work.
    func put(_ connection: UpstreamHandler) {
        guard !isShutDown, connection.isActive, idle.count < shared.options.maxIdle else {
            connection.close()
            return
        }
        connection.idleSince = shared.clocks.monotonic()
        connection.onIdleEnd = { [weak self, weak connection] in
            self?.idle.removeAll { $0 === connection }
        }
        idle.append(connection)
        // Reading may have been held back for the last client; an idle connection must see its end.
        connection.resumeReading()
        scheduleSweep(in: shared.options.idleTimeout)
    }

    func shutDown() {
        isShutDown = true
        sweep?.cancel()
        let connections = idle
        idle = []
        for connection in connections {
            connection.onIdleEnd = nil
            connection.close()
        }
    }

    private func scheduleSweep(in delay: Duration) {
        guard sweep == nil else { return }
        sweep = loop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { [self] in
            sweep = nil
            let limit = shared.options.idleTimeout
            let now = shared.clocks.monotonic()
            let old = idle.filter { now - $0.idleSince >= limit }
            idle.removeAll { now - $0.idleSince >= limit }
            for connection in old {
                connection.onIdleEnd = nil
                connection.close()
            }
            if let oldest = idle.first { scheduleSweep(in: max(.milliseconds(10), limit - (now - oldest.idleSince))) }
        }
    }
}
