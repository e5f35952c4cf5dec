import ExchangeModel
import NIOCore
import NIOSSL
import NIOTLS

/// One exchange to be carried out on a connection.
struct ClientCall: Sendable {
    /// Tells this call from others on the same connection.
    var id: Int
    var request: PreparedRequest
    var maxBody: Int
    var readTimeout: Duration
    /// Sees each part of the response's body as it comes, on the event loop; must not block.
    var onBodyPart: (@Sendable (ByteBuffer) -> Void)?
    /// Called once, on the event loop.
    var complete: @Sendable (CallOutcome) -> Void
}

/// How a call ended.
struct CallOutcome: Sendable {
    var response: ResponseMessage?
    var failure: TransportFailure?
    var timings = Timings()
    /// Whether the connection can take another call.
    var isReusable = false
    /// Whether the connection was most likely closed by the server before it saw the request.
    var isStale = false
    /// Whether not a byte of the request left.
    var wasNeverSent = false
}

/// Asks the handler to give up a call, if it is still under way, and close.
struct ClientCancellation: Sendable {
    /// Nil for whatever the connection is doing.
    var id: Int?
}

/// When a new connection became usable.
struct ConnectionReadiness: Sendable {
    var connected: ContinuousClock.Instant
    /// When the TLS handshake was done.
    var secured: ContinuousClock.Instant?
}

/// Carries out on a channel what `ClientConnectionMachine` decides.
final class ClientChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ClientCall
    typealias OutboundOut = ByteBuffer

    /// Fulfilled once the connection can take calls.
    let ready: EventLoopPromise<ConnectionReadiness>
    private let isSecure: Bool
    private let clocks: Clocks
    private let idleTimeout: Duration
    private var machine: ClientConnectionMachine
    private var connected: ContinuousClock.Instant?
    private var call: ClientCall?
    private var collector = ResponseCollector(maxBody: 0)
    private var unsent: ArraySlice<ByteBuffer> = []
    private var lastProgress = NIODeadline.now()
    private var timer: Scheduled<Void>?

    init(
        peer: String,
        isSecure: Bool,
        clocks: Clocks,
        idleTimeout: Duration,
        ready: EventLoopPromise<ConnectionReadiness>
    ) {
        machine = ClientConnectionMachine(peer: peer)
        self.isSecure = isSecure
        self.clocks = clocks
        self.idleTimeout = idleTimeout
        self.ready = ready
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { becomeConnected() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        ready.fail(ChannelError.ioOnClosedChannel)
    }

    func channelActive(context: ChannelHandlerContext) {
        becomeConnected()
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event, let connected {
            ready.succeed(ConnectionReadiness(connected: connected, secured: clocks.monotonic()))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let call = unwrapOutboundIn(data)
        let (method, isLast) = (call.request.message.method, call.request.saysClose)
        guard machine.begin(method: method, isLast: isLast, at: clocks.monotonic()) else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        promise?.succeed(())
        self.call = call
        collector = ResponseCollector(maxBody: call.maxBody)
        unsent = call.request.pieces[...]
        lastProgress = .now()
        watch(context, for: call.readTimeout)
        sendNext(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastProgress = .now()
        carryOut(machine.received(unwrapInboundIn(data), at: clocks.monotonic()), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isSecure {
            // Only the first error before the handshake's end has an effect here.
            let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
                .peerCertificate
            ready.fail(HandshakeError(underlying: error, certificate: certificate))
        }
        switch error {
        case let error as IOError where error.errnoCode == FailureSentences.connectionReset:
            machine.failed(by: .reset)
        case let error as NIOSSLError:
            if case .uncleanShutdown = error {
                machine.failed(by: .uncleanTLS)
            } else {
                machine.failed(by: .other("TLS failed"))
            }
        default: machine.failed(by: .other(FailureSentences.reason(error)))
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        carryOut(machine.ended(at: clocks.monotonic()), context)
        context.fireChannelInactive()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let cancellation = event as? ClientCancellation else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        // A cancellation may come late, when the connection has gone on to another call.
        if cancellation.id == nil || cancellation.id == call?.id {
            carryOut(machine.cancelled(at: clocks.monotonic()), context)
        }
        promise?.succeed(())
    }

    private func becomeConnected() {
        guard connected == nil else { return }
        let now = clocks.monotonic()
        connected = now
        if !isSecure { ready.succeed(ConnectionReadiness(connected: now)) }
    }

    /// Writes the request piece by piece, so that a slow upload is told from a stuck one.
    private func sendNext(_ context: ChannelHandlerContext) {
        guard let piece = unsent.popFirst() else { return }
        let isLast = unsent.isEmpty
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] result in
            lastProgress = .now()
            switch result {
            case .success:
                if isLast {
                    machine.requestSent(at: clocks.monotonic())
                } else if machine.isExchanging {
                    sendNext(context)
                }
            case .failure(let error): machine.failed(by: .sending(FailureSentences.reason(error)))
            }
        }
        context.writeAndFlush(wrapOutboundOut(piece), promise: written)
    }

    private func carryOut(_ actions: [ClientConnectionMachine.Action], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .head(let head): collector.begin(head)
            case .body(let bytes):
                collector.append(bytes)
                call?.onBodyPart?(bytes)
            case .finished(let trailers, let isReusable):
                var outcome = CallOutcome()
                outcome.response = collector.response(trailers: trailers, isTruncated: false)
                outcome.isReusable = isReusable
                if isReusable { watch(context, for: idleTimeout) }
                end(outcome)
                if !isReusable { context.close(promise: nil) }
            case .failed(let failure, let isStale):
                var outcome = CallOutcome()
                outcome.response = collector.response(trailers: HeaderList(), isTruncated: true)
                outcome.failure = failure
                outcome.isStale = isStale
                end(outcome)
                context.close(promise: nil)
            case .close: context.close(promise: nil)
            }
        }
    }

    private func end(_ outcome: CallOutcome) {
        var outcome = outcome
        outcome.timings = machine.timings
        let ended = call
        call = nil
        unsent = []
        collector = ResponseCollector(maxBody: 0)
        ended?.complete(outcome)
    }

    /// Watches for silence longer than `limit`: one timer that looks at the last movement, not one for every read.
    private func watch(_ context: ChannelHandlerContext, for limit: Duration) {
        timer?.cancel()
        lastProgress = .now()
        schedule(context, for: limit, in: TimeAmount(limit))
    }

    private func schedule(_ context: ChannelHandlerContext, for limit: Duration, in delay: TimeAmount) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            let left = lastProgress + TimeAmount(limit) - .now()
            if left > .nanoseconds(0) {
                schedule(context, for: limit, in: left)
            } else {
                carryOut(machine.timedOut(after: limit, at: clocks.monotonic()), context)
            }
        }
    }
}
