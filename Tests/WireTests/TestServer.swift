import ExchangeModel
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the test server does with one request.
struct Reply: Sendable {
    enum Then: Sendable { case keep, close, reset }

    /// Written and flushed one after the other.
    var pieces: [[UInt8]]
    var then: Then

    init(_ pieces: [String], then: Then = .keep) {
        self.pieces = pieces.map { Array($0.utf8) }
        self.then = then
    }

    static let ok = Reply(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"])
}

/// What the test server saw of one request.
struct SeenRequest: Sendable {
    /// Counts connections from 0.
    var connection: Int
    /// Counts the connection's requests from 0.
    var index: Int
    var head: RequestHead
    var body: [UInt8]
}

/// A server on loopback that answers canned bytes.
final class TestServer: Sendable {
    let channel: any Channel

    private init(channel: any Channel, log: Log) {
        self.channel = channel
        self.log = log
    }

    final class Log: Sendable {
        let requests = Mutex<[SeenRequest]>([])
        let connections = Mutex(0)
    }

    let log: Log

    var port: Int { channel.localAddress?.port ?? 0 }
    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [SeenRequest] { log.requests.withLock { $0 } }
    var connectionCount: Int { log.connections.withLock { $0 } }

    /// - Parameters:
    ///   - onAccept: what to do with a new connection before anything is read; nil to serve it.
    ///   - answer: the reply to each request; nil for silence.
    static func start(
        host: String = "127.0.0.1",
        tls: NIOSSLContext? = nil,
        onAccept: @escaping @Sendable (Int) -> Reply? = { _ in nil },
        answer: @escaping @Sendable (SeenRequest) -> Reply?
    ) async throws -> TestServer {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.connections.withLock { count in
                        count += 1
                        return count - 1
                    }
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(number: number, log: log, onAccept: onAccept, answer: answer)
                    )
                }
            }
            .bind(to: SocketAddress(ipAddress: host, port: 0)).get()
        return TestServer(channel: channel, log: log)
    }

    func stop() async {
        try? await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let number: Int
        private let log: Log
        private let onAccept: @Sendable (Int) -> Reply?
        private let answer: @Sendable (SeenRequest) -> Reply?
        private var decoder = HTTPRequestDecoder()
        private var current: SeenRequest?
        private var count = 0

        init(
            number: Int,
            log: Log,
            onAccept: @escaping @Sendable (Int) -> Reply?,
            answer: @escaping @Sendable (SeenRequest) -> Reply?
        ) {
            self.number = number
            self.log = log
            self.onAccept = onAccept
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            if let reply = onAccept(number) { carryOut(reply, context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            while let event = try? decoder.next() {
                switch event {
                case .requestHead(let head):
                    current = SeenRequest(connection: number, index: count, head: head, body: [])
                case .body(let bytes): current?.body += Array(bytes.readableBytesView)
                case .end:
                    guard let request = current else { continue }
                    count += 1
                    log.requests.withLock { $0.append(request) }
                    if let reply = answer(request) { carryOut(reply, context) }
                case .responseHead: break
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func carryOut(_ reply: Reply, _ context: ChannelHandlerContext) {
            for piece in reply.pieces { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil) }
            switch reply.then {
            case .keep: break
            case .close: context.close(promise: nil)
            case .reset:
                // Closing with a linger time of zero sends RST.
                guard let socket = context.channel as? any SocketOptionProvider else { return }
                let channel = context.channel
                socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
            }
        }
    }
}
