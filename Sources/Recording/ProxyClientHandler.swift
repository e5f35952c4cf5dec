import ExchangeModel
import NIOCore

/// Asks a client's connection to end at once, with what is under way recorded as stopped.
struct ProxyStop: Sendable {}

/// Carries out on a client's connection, and on the upstream's that it uses, what `ProxyMachine` decides.
///
/// Actions run one after the other; while the recording queue keeps the client waiting, they wait as well.
final class ProxyClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let shared: ProxyShared
    private let pool: UpstreamPool
    private var machine: ProxyMachine
    private var context: ChannelHandlerContext?
    private var upstream: UpstreamHandler?
    private var opening: UpstreamOpening?
    private var settle: (@Sendable (OfferOutcome) -> Void)?

    private var actions: [ProxyMachine.Action] = []
    private var nextAction = 0
    private var isRunning = false
    /// Whether the queue has not yet said what becomes of the last exchange.
    private var isStalled = false
    private var isReading = false
    private var isClientDirty = false
    private var isUpstreamDirty = false
    private var isClientReadHeld = false
    private var lastMovement = NIODeadline.now()
    private var watchdog: Scheduled<Void>?
    private var lingering: Scheduled<Void>?

    init(shared: ProxyShared, pool: UpstreamPool) {
        self.shared = shared
        self.pool = pool
        machine = ProxyMachine(
            route: shared.route,
            capture: BodyCapture(cap: shared.options.maxBody, keys: shared.options.keys),
            clocks: shared.clocks
        )
    }

    // MARK: The client's channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        settle = { _ in bound.eventLoop.execute { bound.value.settled() } }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        watchdog?.cancel()
        watchdog = nil
        lingering?.cancel()
        lingering = nil
        // An offer that waits holds its own.
        settle = nil
    }

    func read(context: ChannelHandlerContext) {
        if machine.wantsClientBytes {
            context.read()
        } else {
            isClientReadHeld = true
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        let bytes = unwrapInboundIn(data)
        step { $0.clientReceived(bytes, into: &$1) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        readCompleted()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        lastMovement = .now()
        machine.clientWritabilityChanged(context.channel.isWritable)
        resumeReads()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ProxyStop: step { $0.stopped(into: &$1) }
        case ChannelEvent.inputClosed:
            isReading = false
            step { $0.clientEnded(into: &$1) }
            // A client that has closed reads no answer; only what it sent before may still be under way.
            if machine.clientState == .closed { context.close(promise: nil) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isReading = false
        step { $0.clientEnded(into: &$1) }
        context.fireChannelInactive()
    }

    // MARK: The upstream's channel

    var wantsUpstreamBytes: Bool { machine.wantsUpstreamBytes }

    func upstreamRead(_ bytes: ByteBuffer) {
        isReading = true
        lastMovement = .now()
        step { $0.upstreamReceived(bytes, into: &$1) }
    }

    func upstreamWritabilityChanged(_ isWritable: Bool) {
        lastMovement = .now()
        step { $0.upstreamWritabilityChanged(isWritable, into: &$1) }
    }

    func upstreamEnded(_ fault: ProxyMachine.Fault?) {
        isReading = false
        upstream = nil
        step { $0.upstreamEnded(fault, into: &$1) }
    }

    /// A round of reads on either channel is over: what it led to goes out in one write.
    func readCompleted() {
        isReading = false
        flush()
    }

    // MARK: Actions

    private func step(_ advance: (inout ProxyMachine, inout [ProxyMachine.Action]) -> Void) {
        advance(&machine, &actions)
        run()
    }

    private func run() {
        // What an action sets off joins the end of the queue instead of overtaking the rest of it.
        guard !isRunning, !isStalled else { return }
        isRunning = true
        while nextAction < actions.count, !isStalled {
            let action = actions[nextAction]
            nextAction += 1
            perform(action)
        }
        isRunning = false
        if nextAction == actions.count {
            actions.removeAll(keepingCapacity: true)
            nextAction = 0
        }
        if !isReading { flush() }
        resumeReads()
    }

    private func perform(_ action: ProxyMachine.Action) {
        switch action {
        case .open(let choice): open(choice)
        case .toUpstream(let bytes):
            lastMovement = .now()
            isUpstreamDirty = true
            upstream?.write(bytes)
        case .releaseUpstream:
            guard let released = detachUpstream() else { return }
            pool.put(released)
        case .closeUpstream:
            opening?.cancel()
            opening = nil
            detachUpstream()?.close()
        case .toClient(let bytes):
            isClientDirty = true
            context?.write(wrapOutboundOut(bytes), promise: nil)
        case .record(let exchange): record(exchange)
        case .closeClient(let closing): closeClient(closing)
        }
    }

    private func record(_ exchange: Exchange) {
        guard let loop = context?.eventLoop, let settle else {
            // The connection is gone; there is nobody to slow.
            _ = shared.queue.offer(
                exchange,
                label: shared.options.label,
                on: shared.anyLoop,
                settled: { _ in }
            )
            return
        }
        isStalled =
            shared.queue.offer(exchange, label: shared.options.label, on: loop, settled: settle) == nil
    }

    private func settled() {
        isStalled = false
        run()
    }

    private func open(_ choice: ProxyMachine.UpstreamChoice) {
        guard let context else { return }
        watch(context)
        if let connection = pool.take(choice) {
            attach(connection, timings: Timings())
            return
        }
        let opening = UpstreamOpening(shared: shared, loop: context.eventLoop) { [weak self] result, timings in
            guard let self else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            self.opening = nil
            switch result {
            case .success(let connection):
                attach(connection, timings: timings)
                run()
            case .failure(let reason):
                step { $0.upstreamFailed(reason.failure, timings: timings, into: &$1) }
            }
        }
        self.opening = opening
        opening.start()
    }

    private func attach(_ connection: UpstreamHandler, timings: Timings) {
        lastMovement = .now()
        upstream = connection
        connection.owner = self
        connection.callCount += 1
        let facts = UpstreamFacts(
            remoteAddress: connection.remoteAddress,
            ordinal: connection.ordinal,
            isReused: connection.callCount > 1,
            timings: timings
        )
        machine.upstreamOpened(facts, into: &actions)
    }

    private func detachUpstream() -> UpstreamHandler? {
        let detached = upstream
        if isUpstreamDirty { detached?.flush() }
        isUpstreamDirty = false
        detached?.owner = nil
        upstream = nil
        return detached
    }

    private func flush() {
        if isUpstreamDirty {
            isUpstreamDirty = false
            upstream?.flush()
        }
        // The end of an answer stays back while its client is to be slowed.
        if isClientDirty, !isStalled {
            isClientDirty = false
            context?.flush()
        }
    }

    private func resumeReads() {
        if isClientReadHeld, machine.wantsClientBytes {
            isClientReadHeld = false
            context?.read()
        }
        if machine.wantsUpstreamBytes { upstream?.resumeReading() }
    }

    private func closeClient(_ closing: ProxyMachine.Closing) {
        guard let context else { return }
        if closing == .abort {
            context.close(promise: nil)
            return
        }
        isClientDirty = false
        let flushed = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: flushed)
        flushed.futureResult.assumeIsolated().whenComplete { [self] _ in
            guard let context = self.context else { return }
            switch closing {
            case .abort, .whenFlushed: context.close(promise: nil)
            case .reset:
                // If this fails, an ordinary close is all that can be done.
                _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(SystemErrors.resetOnClose)
                context.close(promise: nil)
            case .lingering: linger(context)
            }
        }
    }

    /// Ends our side and reads on for a while: closing with unread bytes would reset the connection, and with it
    /// take the answer that the client has not read yet (RFC 9112 §9.6).
    private func linger(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        lingering = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(shared.options.lingering)) {
            [self] in
            self.context?.close(promise: nil)
        }
    }

    /// Watches for an upstream that is silent: one timer that looks at the last movement, not one for every read.
    private func watch(_ context: ChannelHandlerContext) {
        guard watchdog == nil else { return }
        schedule(context.eventLoop, in: TimeAmount(shared.options.readTimeout))
    }

    private func schedule(_ loop: any EventLoop, in delay: TimeAmount) {
        watchdog = loop.assumeIsolated().scheduleTask(in: delay) { [self] in
            watchdog = nil
            guard machine.call != nil else { return }
            let limit = TimeAmount(shared.options.readTimeout)
            let left = lastMovement + limit - .now()
            if !machine.awaitsUpstream {
                schedule(loop, in: limit)
            } else if left > .nanoseconds(0) {
                schedule(loop, in: left)
            } else {
                schedule(loop, in: limit)
                step { $0.upstreamTimedOut(after: shared.options.readTimeout, into: &$1) }
            }
        }
    }
}
