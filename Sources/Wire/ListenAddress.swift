import ExchangeModel
package import NIOCore

/// Where a server of ours listens: always on this machine only, since what passes through it is secret.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A loopback address in numbers, `127.0.0.1` or `::1`, without brackets.
    package let host: String
    /// 0 lets the system choose.
    package let port: Int

    /// Why a text is no address to listen on.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// 127.0.0.1 with a port that the system chooses.
    package static let anyPort = ListenAddress(host: "127.0.0.1", port: 0)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:8080`, `[::1]:0`, `localhost:8080`, `:8080` or `8080`.
    ///
    /// - Throws: a sentence that says what is wrong: no port, or an address that others could reach.
    package static func parse(_ text: String) throws(Fault) -> ListenAddress {
        let bytes = Array(text.utf8)
        let hostBytes: [UInt8]
        let portBytes: [UInt8]
        if let colon = bytes.lastIndex(of: 0x3A) {
            hostBytes = Array(bytes[..<colon])
            portBytes = Array(bytes[(colon + 1)...])
        } else {
            hostBytes = []
            portBytes = bytes
        }
        guard let port = ASCII.decimal(portBytes), port <= 65_535 else {
            throw Fault(description: "The listen address has no port from 0 to 65535. Write it like 127.0.0.1:8080.")
        }
        guard let host = loopback(hostBytes) else {
            throw Fault(
                description: "Reprise listens on this machine only, because what passes through it is secret."
                    + " Use 127.0.0.1, [::1] or localhost before the port."
            )
        }
        return ListenAddress(host: host, port: port)
    }

    /// The address to bind to.
    package func socketAddress() throws -> SocketAddress {
        try SocketAddress(ipAddress: host, port: port)
    }

    package var description: String {
        host.utf8.contains(0x3A) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func loopback(_ host: [UInt8]) -> String? {
        if host.isEmpty || ASCII.equalIgnoringCase(host, "localhost".utf8) { return "127.0.0.1" }
        if host.elementsEqual("[::1]".utf8) { return "::1" }
        let parts = host.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].elementsEqual("127".utf8) else { return nil }
        // 127/8 is loopback (RFC 1122 §3.2.1.3); zeros in front would mean octal to some.
        for part in parts {
            guard let number = ASCII.decimal(part), number <= 255, part.count == 1 || part.first != 0x30 else {
                return nil
            }
        }
        return String(decoding: host, as: UTF8.self)
    }
}
