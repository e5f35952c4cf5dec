import ExchangeModel
import Redaction
import Testing
import Wire

@testable import Recording

/// A proxy in front of a raw server, with everything it records.
struct ProxyBench: Sendable {
    let sink: TestSink
    let queue: RecordingQueue
    let proxy: ReverseProxy

    init(
        upstream: String,
        sink: TestSink = TestSink(),
        limits: RecordingLimits = RecordingLimits(),
        options: ReverseProxyOptions = ReverseProxyOptions(),
        resolver: HostResolver = .system,
        clocks: Clocks = .system
    ) async throws {
        self.sink = sink
        queue = RecordingQueue(redactor: Redactor(keys: .ephemeral()), sink: sink, limits: limits)
        proxy = try await ReverseProxy.start(
            upstream: try #require(URLParts(upstream)),
            listen: .anyPort,
            queue: queue,
            options: options,
            resolver: resolver,
            clocks: clocks
        )
    }

    var port: Int { proxy.boundAddress.port }

    /// Stops everything and gives what was recorded.
    func finish() async -> [RedactedExchange] {
        await proxy.stop()
        await queue.finish()
        return sink.exchanges
    }

    func client() throws -> RawSocket { try RawSocket(connectingTo: port) }
}

/// A server that reads a head, gives it to `answer`, and writes what comes back, for as long as the client lives.
func answering(_ answer: @escaping @Sendable (_ head: [UInt8]) -> [UInt8]) throws -> RawServer {
    try RawServer { socket, _ in
        while true {
            let head = socket.readHead()
            if head.isEmpty { return }
            socket.write(answer(head))
        }
    }
}

/// The first twelve bytes that a GET is answered with: version and status.
func status(_ port: Int) async throws -> String {
    try await blocking {
        let client = try RawSocket(connectingTo: port)
        client.write("GET /s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return String(decoding: client.readToEnd().prefix(12), as: UTF8.self)
    }
}
