import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct RawSocketError: Error, CustomStringConvertible {
    let description: String
}

#if canImport(Glibc)
private let stream = Int32(SOCK_STREAM.rawValue)
private let noSignal = Int32(MSG_NOSIGNAL)
#elseif canImport(Musl)
private let stream = SOCK_STREAM
private let noSignal = Int32(MSG_NOSIGNAL)
#else
private let stream = SOCK_STREAM
private let noSignal: Int32 = 0
#endif

private func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    return address
}

private func withAddress<Value>(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value)
    -> Value
{
    withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

/// A TCP connection with blocking reads and writes of plain bytes: no HTTP of anybody's in between.
final class RawSocket: Sendable {
    private let descriptor: Int32
    private let isOpen = Mutex(true)
    private let rest = Mutex<[UInt8]>([])

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // A test that waits for bytes that never come must fail, not hang.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    convenience init(connectingTo port: Int) throws {
        let descriptor = socket(AF_INET, stream, 0)
        var address = loopback(port: port)
        guard descriptor >= 0, withAddress(&address, { connect(descriptor, $0, $1) }) == 0 else {
            throw RawSocketError(description: "no connection to port \(port)")
        }
        self.init(descriptor: descriptor)
    }

    deinit { close() }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return }
            sent += count
        }
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Some bytes; empty at the end, or when the connection broke.
    func readSome() -> [UInt8] {
        let kept = rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
        if !kept.isEmpty { return kept }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Bytes up to and including `end`; what follows is kept for the next read.
    func read(through end: String) -> [UInt8] {
        let mark = Array(end.utf8)
        var bytes: [UInt8] = []
        while true {
            if bytes.count >= mark.count {
                for start in 0...(bytes.count - mark.count) where bytes[start...].starts(with: mark) {
                    let stop = start + mark.count
                    rest.withLock { $0 = Array(bytes[stop...]) + $0 }
                    return Array(bytes[..<stop])
                }
            }
            let more = readSome()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    func readHead() -> [UInt8] { read(through: "\r\n\r\n") }

    /// Exactly `count` bytes, or fewer at the end.
    func read(count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = readSome()
            if more.isEmpty { return bytes }
            bytes += more
        }
        rest.withLock { $0 = Array(bytes[count...]) + $0 }
        return Array(bytes[..<count])
    }

    func readToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = readSome()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    func close() {
        // Under the lock, since a number that was closed soon means another connection.
        isOpen.withLock { isOpen in
            if isOpen { closeDescriptor(descriptor) }
            isOpen = false
        }
    }

    /// Closes with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Wakes whoever reads or writes, on this side and the other.
    func shutDown() {
        isOpen.withLock { isOpen in
            if isOpen { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}

private func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

/// A server that gives each connection to `serve` on a thread of its own.
final class RawServer: Sendable {
    let port: Int
    private let descriptor: Int32
    private let accepted = Mutex(0)
    private let isStopped = Mutex(false)
    private let sockets = Mutex<[RawSocket]>([])

    init(_ serve: @escaping @Sendable (RawSocket, _ connection: Int) -> Void) throws {
        let listening = socket(AF_INET, stream, 0)
        var address = loopback(port: 0)
        guard withAddress(&address, { bind(listening, $0, $1) }) == 0, listen(listening, 512) == 0 else {
            throw RawSocketError(description: "no port to listen on")
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        descriptor = listening
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listening, $0, &length) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        spawn { [self] in
            while true {
                let client = accept(listening, nil, nil)
                guard client >= 0 else {
                    // Only here, where nobody accepts any more: the number will mean another socket.
                    closeDescriptor(listening)
                    return
                }
                let socket = RawSocket(descriptor: client)
                sockets.withLock { $0.append(socket) }
                let number = accepted.withLock { count in
                    count += 1
                    return count
                }
                spawn {
                    serve(socket, number)
                    socket.close()
                }
            }
        }
    }

    var connectionCount: Int { accepted.withLock { $0 } }
    var origin: String { "http://127.0.0.1:\(port)" }

    func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        for socket in sockets.withLock({ $0 }) { socket.shutDown() }
    }
}

/// Runs blocking code away from the threads of Swift's tasks.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        spawn { continuation.resume(with: Result { try work() }) }
    }
}
