import ExchangeModel
import NIOCore
import NIOSSL
import NIOTLS
import Wire

/// One connection to the upstream. Tells its owner, the client connection whose call it carries, what happens.
///
/// Bound to one event loop, the one of its owner.
final class UpstreamHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The client connection that is using it; nil while idle.
    var owner: ProxyClientHandler?
    private var readiness: Result<Void, any Error>?
    private var onReady: ((Result<Void, any Error>) -> Void)?
    /// Called when an idle connection is gone.
    var onIdleEnd: (() -> Void)?
    var remoteAddress: String?
    var ordinal = 0
    var callCount = 0
    var idleSince = ContinuousClock.now
    private let isSecure: Bool
    private var context: ChannelHandlerContext?
    private var isReadHeld = false
    /// Who got the bytes of this round of reads.
    private var reader: ProxyClientHandler?
    private var fault: ProxyMachine.Fault?

    init(isSecure: Bool) {
        self.isSecure = isSecure
    }

    var isActive: Bool { context?.channel.isActive ?? false }
    var isWritable: Bool { context?.channel.isWritable ?? false }

    func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    func close() {
        context?.close(promise: nil)
    }

    /// Calls `callback` once: when the connection is usable, or when it will never be. That may be now.
    func whenReady(_ callback: @escaping (Result<Void, any Error>) -> Void) {
        if let readiness {
            callback(readiness)
        } else {
            onReady = callback
        }
    }

    /// Reads on if reading was held back.
    func resumeReading() {
        guard isReadHeld else { return }
        isReadHeld = false
        context?.read()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        ready(.failure(ChannelError.ioOnClosedChannel))
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { ready(.success(())) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { ready(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func read(context: ChannelHandlerContext) {
        if owner?.wantsUpstreamBytes ?? true {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let owner else {
            // Nobody asked: a 408 on an idle connection, or worse.
            context.close(promise: nil)
            return
        }
        // The call may end in this read, and the owner with it; its client's bytes still go out when the round is over.
        reader = owner
        owner.upstreamRead(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        reader?.readCompleted()
        reader = nil
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        owner?.upstreamWritabilityChanged(context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if readiness == nil, isSecure {
            // Says why a server is not trusted.
            let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
                .peerCertificate
            ready(.failure(HandshakeError(underlying: error, certificate: certificate)))
        }
        ready(.failure(error))
        if fault == nil {
            fault =
                if UpstreamTLS.isUncleanShutdown(error) {
                    .uncleanTLS
                } else if let error = error as? IOError {
                    error.errnoCode == SystemErrors.connectionReset || error.errnoCode == SystemErrors.brokenPipe
                        ? .reset : .other(SystemErrors.text(error.errnoCode))
                } else {
                    .other(isSecure ? "TLS failed" : "\(error)")
                }
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        reader?.readCompleted()
        reader = nil
        ready(.failure(ChannelError.ioOnClosedChannel))
        if let owner {
            owner.upstreamEnded(fault)
        } else {
            onIdleEnd?()
        }
        onIdleEnd = nil
        context.fireChannelInactive()
    }

    private func ready(_ result: Result<Void, any Error>) {
        guard readiness == nil else { return }
        readiness = result
        let callback = onReady
        onReady = nil
        callback?(result)
    }
}
