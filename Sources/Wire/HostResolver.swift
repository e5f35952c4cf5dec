package import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the addresses of a host name, as a step of its own so that it can be timed.
package struct HostResolver: Sendable {
    /// Why a name has no address.
    package enum Fault: Error, Hashable, Sendable {
        /// The name does not exist, or has no address.
        case unknownName
        /// No name server answered.
        case noAnswer
        case other(String)
    }

    /// Calls `done` once, from any thread, with at least one address in the order to try, or a fault.
    package var resolve:
        @Sendable (
            _ host: String, _ port: Int, _ done: @escaping @Sendable (Result<[SocketAddress], Fault>) -> Void
        ) -> Void

    package init(
        resolve:
            @escaping @Sendable (
                _ host: String, _ port: Int, _ done: @escaping @Sendable (Result<[SocketAddress], Fault>) -> Void
            ) -> Void
    ) {
        self.resolve = resolve
    }

    /// The system's resolver, on NIO's thread pool because it blocks.
    package static let system = HostResolver { host, port, done in
        NIOThreadPool.singleton.submit { state in
            guard case .active = state else { return done(.failure(.other("the thread pool is shut down"))) }
            done(lookUp(host, port: port))
        }
    }

    private static func lookUp(_ host: String, port: Int) -> Result<[SocketAddress], Fault> {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            switch status {
            // -5 is EAI_NODATA, which not every header shows.
            case EAI_NONAME, -5: return .failure(.unknownName)
            case EAI_AGAIN: return .failure(.noAnswer)
            default: return .failure(.other(String(cString: gai_strerror(status))))
            }
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next {
            if let address = info.pointee.ai_addr {
                switch info.pointee.ai_family {
                case AF_INET:
                    let value = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
                    addresses.append(SocketAddress(value, host: host))
                case AF_INET6:
                    let value = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
                    addresses.append(SocketAddress(value, host: host))
                default: break
                }
            }
            next = info.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(.unknownName) : .success(addresses)
    }
}
