package import ExchangeModel
package import NIOCore
package import NIOPosix
import Synchronization

/// An HTTP/1.1 client that sends exactly what it is given and times every phase.
///
/// It never throws: whatever happens becomes an `Exchange`. It follows no redirects, decodes no content coding and
/// adds no field but `Host` and `Content-Length` where they are missing. TLS is always verified in full.
/// Connections are kept and reused per origin; the number of calls at once is the caller's to limit.
/// Cancelling the task ends a call at once, with a failure of kind `cancelled`.
package final class WireClient: Sendable {
    /// How long a connection may have been idle for its end not to be the server's idle timeout: to carry a request that
    /// must not be sent twice, or to have failed by `ResendRule.afterIdleness`.
    private static let freshness = Duration.seconds(2)

    private let options: WireClientOptions
    private let clocks: Clocks
    private let connector: Connector
    private let pool: ConnectionPool
    /// Counts calls, so that a late cancellation never hits another one.
    private let calls = Atomic<Int>(0)

    package init(
        options: WireClientOptions = WireClientOptions(),
        group: MultiThreadedEventLoopGroup = .singleton,
        resolver: HostResolver = .system,
        clocks: Clocks = .system
    ) {
        self.options = options
        self.clocks = clocks
        connector = Connector(options: options, group: group, resolver: resolver, clocks: clocks)
        pool = ConnectionPool(maxIdlePerOrigin: options.maxIdlePerOrigin)
    }

    /// Sends a request and waits for its response.
    package func send(_ request: RequestMessage) async -> Exchange {
        await send(request, onBodyPart: nil)
    }

    /// Sends a request and shows the response's body as it comes.
    ///
    /// - Parameters:
    ///   - opensConnection: opens a connection of its own, also where one is at hand; it is kept afterwards.
    ///   - resends: whether it is sent once more where a kept connection ended before a byte of the answer.
    ///   - onBodyPart: sees every part of the body in order, also what lies beyond the cap, transfer coding removed. It
    ///     runs on an event loop and must not block. Nothing is shown twice, even if the request is repeated.
    /// - Returns: the exchange with the body up to the cap.
    package func send(
        _ request: RequestMessage,
        opensConnection: Bool = false,
        resends: ResendRule = .always,
        onBodyPart: (@Sendable (ByteBuffer) -> Void)?
    ) async -> Exchange {
        let startedAt = clocks.now()
        let began = clocks.monotonic()
        let start = clocks.moment(at: began)
        let prepared: PreparedRequest
        do {
            prepared = try PreparedRequest(request)
        } catch {
            return Exchange(startedAt: startedAt, monotonicStart: start, request: request, failure: error.failure)
        }

        var blocked: Duration?
        // Idle connections end by a timer, which stands still while the machine sleeps; the monotonic clock does not.
        let maximumIdle = prepared.isSafe ? options.idleTimeout : min(Self.freshness, options.idleTimeout)
        if !opensConnection, let (connection, idle) = pool.take(prepared.origin, maximumIdle: maximumIdle, at: began) {
            let outcome = await perform(prepared, on: connection, onBodyPart)
            let maySendTwice = prepared.isSafe && (resends == .always || idle > Self.freshness)
            guard outcome.wasNeverSent || (outcome.isStale && maySendTwice) else {
                return exchange(prepared, (startedAt, start), outcome, connection, isReused: true)
            }
            blocked = clocks.monotonic() - began
        }

        let opening = await connector.open(prepared.origin)
        var timings = opening.timings
        timings.blocked = blocked
        switch opening.result {
        case .failure(let error):
            return Exchange(
                startedAt: startedAt,
                monotonicStart: start,
                request: prepared.message,
                failure: error.failure,
                timings: timings
            )
        case .success(let channel):
            guard let connection = pool.register(channel, to: prepared.origin) else {
                channel.close(promise: nil)
                let failure = TransportFailure(.cancelled, "The request was not sent: the client was shut down.")
                return Exchange(
                    startedAt: startedAt,
                    monotonicStart: start,
                    request: prepared.message,
                    failure: failure,
                    timings: timings
                )
            }
            var outcome = await perform(prepared, on: connection, onBodyPart)
            timings.send = outcome.timings.send
            timings.wait = outcome.timings.wait
            timings.receive = outcome.timings.receive
            outcome.timings = timings
            return exchange(prepared, (startedAt, start), outcome, connection, isReused: false)
        }
    }

    /// Stops what is under way, closes every connection and waits until they are closed. Later calls fail.
    package func shutdown() async {
        let connections = pool.shutDown()
        for connection in connections {
            connection.channel.triggerUserOutboundEvent(ClientCancellation(), promise: nil)
        }
        for connection in connections {
            try? await connection.channel.closeFuture.get()
        }
    }

    private func perform(
        _ request: PreparedRequest,
        on connection: PooledConnection,
        _ onBodyPart: (@Sendable (ByteBuffer) -> Void)?
    ) async -> CallOutcome {
        let ended = OneShot<CallOutcome>()
        let channel = connection.channel
        let id = calls.add(1, ordering: .relaxed).newValue
        let call = ClientCall(
            id: id,
            request: request,
            maxBody: options.maxBody,
            readTimeout: options.readTimeout,
            onBodyPart: onBodyPart
        ) { [pool, clocks] outcome in
            // Back in the pool before the caller goes on, so that its next call finds it.
            if outcome.isReusable, !pool.put(connection, for: request.origin, at: clocks.monotonic()) {
                channel.close(promise: nil)
            }
            ended.complete(outcome)
        }
        channel.writeAndFlush(call).whenFailure { _ in
            var outcome = CallOutcome()
            outcome.wasNeverSent = true
            outcome.failure = TransportFailure(
                .closedEarly,
                "\(request.origin) closed the connection before the request was sent."
            )
            ended.complete(outcome)
        }
        return await withTaskCancellationHandler {
            await ended.value()
        } onCancel: {
            channel.triggerUserOutboundEvent(ClientCancellation(id: id), promise: nil)
        }
    }

    private func exchange(
        _ request: PreparedRequest,
        _ start: (wall: Timestamp, monotonic: MonotonicMoment),
        _ outcome: CallOutcome,
        _ connection: PooledConnection,
        isReused: Bool
    ) -> Exchange {
        Exchange(
            startedAt: start.wall,
            monotonicStart: start.monotonic,
            request: request.message,
            response: outcome.response,
            failure: outcome.failure,
            timings: outcome.timings,
            connection: ConnectionInfo(
                remoteAddress: connection.remoteAddress,
                isReused: isReused,
                ordinal: connection.ordinal
            )
        )
    }
}
