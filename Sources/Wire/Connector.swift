import ExchangeModel
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Opens connections, timing each phase on its own.
final class Connector: Sendable {
    /// How far opening a connection came.
    struct Opening: Sendable {
        var result: Result<any Channel, TransportFailureError>
        /// dns, connect and tls, as far as they happened.
        var timings: Timings
    }

    private let options: WireClientOptions
    private let group: any EventLoopGroup
    private let resolver: HostResolver
    private let clocks: Clocks
    /// Made once, when first needed: reading the system's trust roots takes milliseconds.
    private let context = Mutex<NIOSSLContext?>(nil)

    init(options: WireClientOptions, group: any EventLoopGroup, resolver: HostResolver, clocks: Clocks) {
        self.options = options
        self.group = group
        self.resolver = resolver
        self.clocks = clocks
    }

    func open(_ origin: Origin) async -> Opening {
        var timings = Timings()
        do {
            let context = origin.isSecure ? try tlsContext() : nil
            let addresses = try await resolve(origin, &timings)
            let channel = try await connect(origin, addresses, context, &timings)
            return Opening(result: .success(channel), timings: timings)
        } catch {
            return Opening(result: .failure(error), timings: timings)
        }
    }

    private func resolve(
        _ origin: Origin,
        _ timings: inout Timings
    ) async throws(TransportFailureError) -> [SocketAddress] {
        if let address = try? SocketAddress(ipAddress: origin.host, port: origin.port) { return [address] }
        let began = clocks.monotonic()
        let limit = options.connectTimeout
        let found = OneShot<Result<[SocketAddress], TransportFailureError>>()
        let timer = group.next().scheduleTask(in: TimeAmount(limit)) {
            _ = found.complete(
                .failure(TransportFailureError(FailureSentences.resolveTimeout(origin.host, limit: limit)))
            )
        }
        resolver.resolve(origin.host, origin.port) { result in
            found.complete(
                result.mapError { TransportFailureError(FailureSentences.resolving($0, host: origin.host)) }
            )
        }
        let result = await value(of: found, origin)
        timer.cancel()
        timings.dns = clocks.monotonic() - began
        return try result.get()
    }

    /// Connects and, for TLS, verifies. A phase that fails has its time as well: the one in which it failed.
    private func connect(
        _ origin: Origin,
        _ addresses: [SocketAddress],
        _ context: NIOSSLContext?,
        _ timings: inout Timings
    ) async throws(TransportFailureError) -> any Channel {
        let began = clocks.monotonic()
        let channel: any Channel
        let ready: EventLoopFuture<ConnectionReadiness>
        do {
            (channel, ready) = try await reach(origin, addresses, context)
        } catch {
            timings.connect = clocks.monotonic() - began
            throw error
        }
        let reached = clocks.monotonic()
        do {
            let readiness = try await secure(channel, ready, origin)
            timings.connect = readiness.connected - began
            timings.tls = readiness.secured.map { $0 - readiness.connected }
            return channel
        } catch {
            timings.connect = reached - began
            if origin.isSecure { timings.tls = clocks.monotonic() - reached }
            throw error
        }
    }

    private func reach(
        _ origin: Origin,
        _ addresses: [SocketAddress],
        _ context: NIOSSLContext?
    ) async throws(TransportFailureError) -> (any Channel, EventLoopFuture<ConnectionReadiness>) {
        let limit = options.connectTimeout
        let isAddress = (try? SocketAddress(ipAddress: origin.host, port: 0)) != nil
        // Kept here and not asked of the handler, which is gone when a handshake fails at once.
        let candidates = Candidates()
        let bootstrap = ClientBootstrap(group: group)
            // Happy Eyeballs (RFC 8305) over the addresses already found.
            .resolver(FoundAddresses(addresses, on: group.next()))
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { [clocks, options] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        // Without a name the certificate must name the address.
                        let name = isAddress ? nil : origin.host
                        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
                    }
                    let ready = channel.eventLoop.makePromise(of: ConnectionReadiness.self)
                    candidates.ready.withLock { $0[ObjectIdentifier(channel)] = ready.futureResult }
                    try pipeline.addHandler(
                        ClientChannelHandler(
                            peer: origin.description,
                            isSecure: origin.isSecure,
                            clocks: clocks,
                            idleTimeout: options.idleTimeout,
                            ready: ready
                        )
                    )
                }
            }
        let opened = OneShot<Result<any Channel, TransportFailureError>>()
        bootstrap.connect(host: origin.host, port: origin.port).whenComplete { result in
            let mapped = result.mapError {
                TransportFailureError(FailureSentences.connecting($0, peer: origin.description, limit: limit))
            }
            // Nobody waits any more: the call was cancelled.
            if !opened.complete(mapped), case .success(let channel) = result { channel.close(promise: nil) }
        }
        let channel = try await value(of: opened, origin).get()
        let ready = candidates.ready.withLock { $0[ObjectIdentifier(channel)] }
        return (channel, ready ?? channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel))
    }

    /// Waits for the connection to be usable, which for TLS means that the server was verified.
    private func secure(
        _ channel: any Channel,
        _ ready: EventLoopFuture<ConnectionReadiness>,
        _ origin: Origin
    ) async throws(TransportFailureError) -> ConnectionReadiness {
        let limit = options.connectTimeout
        let done = OneShot<Result<ConnectionReadiness, TransportFailureError>>()
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
            _ = done.complete(
                .failure(TransportFailureError(FailureSentences.handshakeTimeout(origin.description, limit: limit)))
            )
        }
        ready.whenComplete { [clocks] result in
            done.complete(
                result.mapError {
                    TransportFailureError(
                        FailureSentences.handshake($0, peer: origin.description, nowSeconds: clocks.now().seconds)
                    )
                }
            )
        }
        let result = await value(of: done, origin)
        timer.cancel()
        if case .failure = result { channel.close(promise: nil) }
        return try result.get()
    }

    /// The value, or a cancellation as soon as the task is cancelled.
    private func value<Value>(
        of shot: OneShot<Result<Value, TransportFailureError>>,
        _ origin: Origin
    ) async -> Result<Value, TransportFailureError> {
        await withTaskCancellationHandler {
            await shot.value()
        } onCancel: {
            let message = "The call to \(origin) was stopped before it was connected."
            shot.complete(.failure(TransportFailureError(.cancelled, message)))
        }
    }

    private func tlsContext() throws(TransportFailureError) -> NIOSSLContext {
        let result: Result<NIOSSLContext, TransportFailureError> = context.withLock { context in
            if let context { return .success(context) }
            do {
                var configuration = TLSConfiguration.makeClientConfiguration()
                configuration.certificateVerification = .fullVerification
                configuration.minimumTLSVersion = .tlsv12
                configuration.applicationProtocols = ["http/1.1"]
                if let pem = options.additionalTrustRootsPEM {
                    configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(pem))]
                }
                let made = try NIOSSLContext(configuration: configuration)
                context = made
                return .success(made)
            } catch {
                return .failure(
                    TransportFailureError(
                        .tls,
                        options.additionalTrustRootsPEM == nil
                            ? "TLS could not be set up: \(FailureSentences.reason(error))."
                            : "The additional trust roots could not be read. They must be certificates in PEM."
                    )
                )
            }
        }
        return try result.get()
    }
}

/// The channels of one attempt to connect, with when each can be used.
private final class Candidates: Sendable {
    let ready = Mutex<[ObjectIdentifier: EventLoopFuture<ConnectionReadiness>]>([:])
}
