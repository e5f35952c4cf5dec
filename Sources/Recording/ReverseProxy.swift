package import ExchangeModel
import NIOCore
package import NIOPosix
package import Wire

/// A server on this machine that stands in for an API: forwards every call, and records each one once.
///
/// The client sees what it would have seen without it: status, reason, header names, case, order and bytes, body
/// bytes, trailers and 1xx responses. The proxy's own are hop-by-hop fields, `Host`, and the boundaries of chunks.
/// Bodies stream, both ways, at the pace of the slower side.
package final class ReverseProxy: Sendable {
    private let shared: ProxyShared
    private let server: any Channel

    /// Where it listens, in numbers; the port is the one that the system chose if 0 was asked for.
    package let boundAddress: (host: String, port: Int)

    private init(shared: ProxyShared, server: any Channel, boundAddress: (host: String, port: Int)) {
        self.shared = shared
        self.server = server
        self.boundAddress = boundAddress
    }

    /// What clients use as the API's base URL: `http://127.0.0.1:8080`.
    package var baseURL: String {
        let host = boundAddress.host
        return "http://" + (host.utf8.contains(0x3A) ? "[\(host)]" : host) + ":\(boundAddress.port)"
    }

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - upstream: scheme, host and port of the API.
    ///   - queue: gets every exchange; it outlives the proxy and is finished by its owner.
    /// - Throws: a sentence if the address is taken, or the upstream is this proxy itself.
    package static func start(
        upstream: URLParts,
        listen: ListenAddress,
        queue: RecordingQueue,
        options: ReverseProxyOptions = ReverseProxyOptions(),
        group: MultiThreadedEventLoopGroup = .singleton,
        resolver: HostResolver = .system,
        clocks: Clocks = .system
    ) async throws(ReverseProxyError) -> ReverseProxy {
        let shared = try ProxyShared(
            route: ProxyRoute(upstream),
            options: options,
            queue: queue,
            resolver: resolver,
            clocks: clocks,
            anyLoop: group.next()
        )
        let server: any Channel
        do {
            server = try await bind(shared, listen, group)
        } catch let error as IOError where error.errnoCode == SystemErrors.addressInUse {
            throw .portTaken("\(listen)")
        } catch let error as IOError {
            throw .cannotListen("\(listen)", reason: SystemErrors.text(error.errnoCode))
        } catch {
            throw .cannotListen("\(listen)", reason: "\(error)")
        }
        shared.setListening(server.localAddress)
        let proxy = ReverseProxy(
            shared: shared,
            server: server,
            boundAddress: (server.localAddress?.ipAddress ?? listen.host, server.localAddress?.port ?? listen.port)
        )
        if await proxy.leadsToItself() {
            await proxy.stop()
            throw .forwardsToItself("\(listen)")
        }
        return proxy
    }

    /// Stops listening, ends calls under way as stopped, closes every connection and waits until all are closed.
    ///
    /// Every exchange has been offered to the queue when it returns.
    package func stop() async {
        try? await server.close()
        let clients = shared.stop()
        for client in clients {
            client.pipeline.fireUserInboundEventTriggered(ProxyStop())
        }
        for client in clients {
            try? await client.closeFuture.get()
        }
        await shared.shutDownPools()
    }

    private static func bind(
        _ shared: ProxyShared,
        _ listen: ListenAddress,
        _ group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // So that a client's end does not take away what it sent before.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard shared.register(channel) else { throw ChannelError.ioOnClosedChannel }
                    try channel.pipeline.syncOperations.addHandler(
                        ProxyClientHandler(shared: shared, pool: shared.pool(on: channel.eventLoop))
                    )
                }
            }
            .bind(to: listen.socketAddress())
            .get()
    }

    /// Whether the upstream's name means the address we listen on. A name that has no address now is left to the calls.
    private func leadsToItself() async -> Bool {
        guard shared.route.port == boundAddress.port else { return false }
        let (host, port) = (shared.route.host, shared.route.port)
        if let address = try? SocketAddress(ipAddress: host, port: port) { return isOwn(address) }
        let found = await withCheckedContinuation { continuation in
            shared.resolver.resolve(host, port) { continuation.resume(returning: (try? $0.get()) ?? []) }
        }
        return found.contains(where: isOwn)
    }

    private func isOwn(_ address: SocketAddress) -> Bool {
        // Connecting to the unspecified address reaches this machine.
        shared.isOwnAddress(address) || ["0.0.0.0", "::"].contains(ProxyShared.plain(address))
    }
}
