import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server on loopback that gives the same bytes to its first caller and closes.
final class OneAnswerServer: Sendable {
    struct NoPort: Error {}

    let port: Int

    init(_ answer: [UInt8]) throws {
        #if canImport(Glibc)
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let listening = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 1) == 0
                    && getsockname(listening, $0, &length) == 0
            }
        }
        guard isListening else { throw NoPort() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            let client = accept(listening, nil, nil)
            close(listening)
            guard client >= 0 else { return }
            var head = [UInt8](repeating: 0, count: 65_536)
            _ = recv(client, &head, head.count, 0)
            _ = send(client, answer, answer.count, 0)
            shutdown(client, Int32(SHUT_WR))
            // Closing before the caller has read would reset the connection.
            while recv(client, &head, head.count, 0) > 0 {}
            close(client)
        }
    }
}
