import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server for tests that answers many connections at once, each for as long as its client keeps it, and says which
/// connection a request came on and when.
final class BusyServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        var method: String
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
        /// From 1, in the order of accepting.
        var connection: Int
        var came: ContinuousClock.Instant

        var isForToken: Bool { target == "/oauth2/token" }
    }

    typealias Answer = LoopbackServer.Answer
    /// Nil closes the connection without an answer. Handlers run at the same time.
    typealias Handler = @Sendable (Request) -> Answer?

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var requests: [Request] = []
        var open: Set<Int32> = []
        var connections = 0
        var isStopped = false
    }

    struct SocketError: Error {}

    var base: String { "http://127.0.0.1:\(port)" }
    /// Every request so far, in the order in which they came.
    var requests: [Request] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }

    init(_ handler: @escaping Handler) throws {
        #if canImport(Glibc) || canImport(Musl)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, kind, 0)
        guard listener >= 0 else { throw SocketError() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw SocketError() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let number = opened(connection) else { break }
                Thread.detachNewThread { [self] in
                    serve(connection, number, handler)
                    closed(connection)
                }
            }
            close(listener)
        }
    }

    /// Ends everything: connections close, and nobody gets a new one.
    func stop() {
        state.withLock { state in
            // A second time the listener's number may be that of another file.
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func opened(_ descriptor: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else {
                close(descriptor)
                return nil
            }
            state.open.insert(descriptor)
            state.connections += 1
            return state.connections
        }
    }

    private func closed(_ descriptor: Int32) {
        // Under the lock, so that `stop` never meets a number that is another file by now.
        state.withLock { state in
            state.open.remove(descriptor)
            close(descriptor)
        }
    }

    private func serve(_ connection: Int32, _ number: Int, _ handler: Handler) {
        var bytes: [UInt8] = []
        while let request = next(connection, number, &bytes) {
            state.withLock { $0.requests.append(request) }
            guard let answer = handler(request), write(answer, to: connection) else { return }
        }
    }

    private func next(_ connection: Int32, _ number: Int, _ bytes: inout [UInt8]) -> Request? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let blank = Data("\r\n\r\n".utf8)
        while true {
            if let range = Data(bytes).firstRange(of: blank) {
                let head = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
                let lines = head.split(separator: "\r\n")
                let words = lines.first?.split(separator: " ") ?? []
                guard words.count == 3 else { return nil }
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    headers[line[..<colon].lowercased()] =
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
                let end = range.upperBound + (headers["content-length"].flatMap { Int($0) } ?? 0)
                if bytes.count >= end {
                    defer { bytes.removeFirst(end) }
                    return Request(
                        method: String(words[0]),
                        target: String(words[1]),
                        headers: headers,
                        body: String(decoding: bytes[range.upperBound..<end], as: UTF8.self),
                        connection: number,
                        came: ContinuousClock.now
                    )
                }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
        }
    }

    private func write(_ answer: Answer, to connection: Int32) -> Bool {
        var text = "HTTP/1.1 \(answer.status) Answer\r\nContent-Length: \(answer.body.utf8.count)\r\n"
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        let output = Array((text + "\r\n" + answer.body).utf8)
        var sent = 0
        while sent < output.count {
            let count = output.withUnsafeBytes {
                send(connection, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// Lets threads go on when so many have come.
final class Barrier: @unchecked Sendable {  // its count is guarded by the condition
    private let condition = NSCondition()
    private let needed: Int
    private var inside = 0

    init(_ needed: Int) { self.needed = needed }

    /// - Returns: false where the others did not come within two minutes; then nobody waits any more.
    func arrive() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        inside += 1
        condition.broadcast()
        let limit = Date(timeIntervalSinceNow: 120)
        while inside < needed { if !condition.wait(until: limit) { return false } }
        return true
    }

    /// Comes, and waits for nobody.
    func pass() {
        condition.lock()
        inside += 1
        condition.broadcast()
        condition.unlock()
    }
}
