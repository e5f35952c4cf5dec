package import NIOCore
import NIOPosix

/// Hands addresses that were found before to NIO's connector, which tries them as RFC 8305 says.
package struct FoundAddresses: Resolver, Sendable {
    private let v4: [SocketAddress]
    private let v6: [SocketAddress]
    private let loop: any EventLoop

    package init(_ addresses: [SocketAddress], on loop: any EventLoop) {
        v4 = addresses.filter { $0.protocol == .inet }
        v6 = addresses.filter { $0.protocol == .inet6 }
        self.loop = loop
    }

    package func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(v4)
    }

    package func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(v6)
    }

    package func cancelQueries() {}
}
