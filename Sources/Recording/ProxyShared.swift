import ExchangeModel
import NIOCore
import Synchronization
import Wire

/// What all connections of one reverse proxy share.
final class ProxyShared: Sendable {
    private struct State {
        var pools: [ObjectIdentifier: NIOLoopBound<UpstreamPool>] = [:]
        var clients: [ObjectIdentifier: any Channel] = [:]
        var isStopped = false
        /// Where this proxy listens.
        var listening: SocketAddress?
    }

    let route: ProxyRoute
    let options: ReverseProxyOptions
    let queue: RecordingQueue
    let resolver: HostResolver
    let clocks: Clocks
    let tls: UpstreamTLS?
    /// For timers of offers whose connection is gone.
    let anyLoop: any EventLoop
    private let ordinals = Atomic<Int>(0)
    private let state = Mutex(State())

    init(
        route: ProxyRoute,
        options: ReverseProxyOptions,
        queue: RecordingQueue,
        resolver: HostResolver,
        clocks: Clocks,
        anyLoop: any EventLoop
    ) throws(ReverseProxyError) {
        self.route = route
        self.options = options
        self.queue = queue
        self.resolver = resolver
        self.clocks = clocks
        self.anyLoop = anyLoop
        tls =
            route.isSecure
            ? try UpstreamTLS(host: route.host, additionalTrustRootsPEM: options.additionalTrustRootsPEM) : nil
    }

    func nextOrdinal() -> Int {
        ordinals.add(1, ordering: .relaxed).newValue
    }

    /// The pool of an event loop; to be called on it.
    func pool(on loop: any EventLoop) -> UpstreamPool {
        let bound = state.withLock { state in
            let id = ObjectIdentifier(loop)
            if let known = state.pools[id] { return known }
            let made = NIOLoopBound(UpstreamPool(shared: self, loop: loop), eventLoop: loop)
            state.pools[id] = made
            return made
        }
        return bound.value
    }

    // MARK: Clients

    /// Keeps a client's connection in mind; false once the proxy is stopped.
    func register(_ channel: any Channel) -> Bool {
        let isWelcome = state.withLock { state in
            guard !state.isStopped else { return false }
            state.clients[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isWelcome else { return false }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.clients[ObjectIdentifier(channel)] = nil }
        }
        return true
    }

    /// Takes no further clients.
    ///
    /// - Returns: those that are connected.
    func stop() -> [any Channel] {
        state.withLock { state in
            state.isStopped = true
            return Array(state.clients.values)
        }
    }

    func shutDownPools() async {
        let pools = state.withLock { Array($0.pools.values) }
        for pool in pools {
            // A loop that is gone has closed its connections itself.
            try? await pool.eventLoop.submit { pool.value.shutDown() }.get()
        }
        state.withLock { $0.pools = [:] }
    }

    // MARK: Loops

    func setListening(_ address: SocketAddress?) {
        state.withLock { $0.listening = address }
    }

    /// Whether connecting there reaches this proxy.
    func isOwnAddress(_ address: SocketAddress?) -> Bool {
        guard let address, let own = state.withLock({ $0.listening }) else { return false }
        return address.port == own.port && Self.plain(address) == Self.plain(own)
    }

    /// The address in numbers; an IPv4 address in IPv6 clothes (RFC 4291 §2.5.5.2) without them.
    static func plain(_ address: SocketAddress) -> String? {
        guard let text = address.ipAddress else { return nil }
        return text.hasPrefix("::ffff:") && text.utf8.contains(0x2E) ? String(text.dropFirst(7)) : text
    }

    /// `127.0.0.1:8080`, `[::1]:8080`.
    static func text(_ address: SocketAddress) -> String {
        let host = address.ipAddress ?? "?"
        return (host.utf8.contains(0x3A) ? "[\(host)]" : host) + ":\(address.port ?? 0)"
    }
}
