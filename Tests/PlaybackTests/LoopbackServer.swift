import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server for tests: one thread, one request a connection, answers made by a closure.
final class LoopbackServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        var method: String
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
        /// The body as it came, where it is no text.
        var bytes: [UInt8] = []
    }

    /// What to answer with; nil closes the connection without an answer.
    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
        /// In place of `body`, where that is no text.
        var bytes: [UInt8]?

        static func json(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> Answer {
            Answer(status: status, headers: headers.merging(["Content-Type": "application/ld+json"]) { $1 }, body: body)
        }
    }

    typealias Handler = @Sendable (Request, Int) -> Answer?

    let port: Int
    private let descriptor: Int32
    private let seen = Mutex<[Request]>([])

    var base: String { "http://127.0.0.1:\(port)" }
    /// Every request so far, in order.
    var requests: [Request] { seen.withLock { $0 } }

    struct SocketError: Error {}

    /// - Parameter handler: is given the request and how many came before it.
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
        descriptor = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                self?.serve(connection, handler)
                close(connection)
            }
            // Only here: a number closed elsewhere could be another server's by the time of the next accept.
            close(listener)
        }
        thread.start()
    }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32, _ handler: Handler) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let blank = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        var needed = 0
        while headEnd == nil || bytes.count < needed {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes += buffer.prefix(count)
            if headEnd == nil, let range = Data(bytes).firstRange(of: Data(blank)) {
                headEnd = range.upperBound
                let head = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).lowercased()
                let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                needed = range.upperBound + (length.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0)
            }
        }
        guard let headEnd else { return }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var request = Request(method: String(words[0]), target: String(words[1]), headers: [:], body: "")
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            request.headers[line[..<colon].lowercased()] = value
        }
        request.body = String(decoding: bytes[headEnd...], as: UTF8.self)
        request.bytes = Array(bytes[headEnd...])
        let before = seen.withLock { all in
            all.append(request)
            return all.count - 1
        }
        guard let answer = handler(request, before) else { return }
        let body = answer.bytes ?? Array(answer.body.utf8)
        var text = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        let output = Array((text + "\r\n").utf8) + body
        var sent = 0
        while sent < output.count {
            let count = output.withUnsafeBytes {
                send(connection, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
