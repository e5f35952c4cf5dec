import NIOCore
import Synchronization

/// A connection that has carried at least one exchange, or is about to.
struct PooledConnection: Sendable {
    let channel: any Channel
    /// Counts the client's connections from 1.
    let ordinal: Int
    let remoteAddress: String?

    var id: ObjectIdentifier { ObjectIdentifier(channel) }
}

/// The connections of one client: all of them, so that they can be closed; the idle ones, so that they can be reused.
final class ConnectionPool: Sendable {
    private struct Idle {
        var connection: PooledConnection
        var since: ContinuousClock.Instant
    }

    private struct State {
        var isShutDown = false
        var opened = 0
        var all: [ObjectIdentifier: PooledConnection] = [:]
        /// The most recently used last.
        var idle: [Origin: [Idle]] = [:]
    }

    private let maxIdlePerOrigin: Int
    private let state = Mutex(State())

    init(maxIdlePerOrigin: Int) {
        self.maxIdlePerOrigin = maxIdlePerOrigin
    }

    /// Takes charge of a new connection; nil once shut down, when the caller must close it.
    func register(_ channel: any Channel, to origin: Origin) -> PooledConnection? {
        let address = channel.remoteAddress.flatMap { address in
            address.ipAddress.map {
                $0.utf8.contains(0x3A) ? "[\($0)]:\(address.port ?? 0)" : "\($0):\(address.port ?? 0)"
            }
        }
        let connection: PooledConnection? = state.withLock { state in
            guard !state.isShutDown else { return nil }
            state.opened += 1
            let connection = PooledConnection(channel: channel, ordinal: state.opened, remoteAddress: address)
            state.all[connection.id] = connection
            return connection
        }
        channel.closeFuture.whenComplete { _ in self.forget(channel, origin: origin) }
        return connection
    }

    /// The idle connection used last, and how long it has been idle, unless that is longer than `maximumIdle`.
    func take(
        _ origin: Origin,
        maximumIdle: Duration,
        at now: ContinuousClock.Instant
    ) -> (connection: PooledConnection, idle: Duration)? {
        state.withLock { state in
            while let candidate = state.idle[origin]?.last {
                let idle = now - candidate.since
                if idle > maximumIdle { return nil }
                state.idle[origin]?.removeLast()
                if candidate.connection.channel.isActive { return (candidate.connection, idle) }
            }
            return nil
        }
    }

    /// Puts a connection back for reuse; false if it isn't wanted and must be closed.
    func put(_ connection: PooledConnection, for origin: Origin, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            guard !state.isShutDown, connection.channel.isActive,
                state.idle[origin, default: []].count < maxIdlePerOrigin
            else { return false }
            state.idle[origin, default: []].append(Idle(connection: connection, since: now))
            return true
        }
    }

    /// Refuses new connections from now on.
    ///
    /// - Returns: the open ones, for the caller to close.
    func shutDown() -> [PooledConnection] {
        state.withLock { state in
            state.isShutDown = true
            state.idle = [:]
            return Array(state.all.values)
        }
    }

    private func forget(_ channel: any Channel, origin: Origin) {
        let id = ObjectIdentifier(channel)
        state.withLock { state in
            state.all[id] = nil
            state.idle[origin]?.removeAll { $0.connection.id == id }
            if state.idle[origin]?.isEmpty == true { state.idle[origin] = nil }
        }
    }
}
