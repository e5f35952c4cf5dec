import ExchangeModel
import Testing
import Wire

@Suite(.serialized) struct WireClientTLSTests {
    private func call(_ url: String, trusting pem: [UInt8]?) async -> Exchange {
        var options = WireClientOptions()
        options.additionalTrustRootsPEM = pem
        let client = WireClient(options: options)
        let exchange = await client.send(RequestMessage(method: "GET", url: Array(url.utf8)))
        await client.shutdown()
        return exchange
    }

    @Test func aCertificateUnderAnExtraRootIsTrusted() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer.start(tls: try authority.serverContext()) { _ in .ok }
        for host in ["localhost", "127.0.0.1"] {
            let exchange = await call("https://\(host):\(server.port)/", trusting: authority.rootPEM)
            #expect(exchange.failure == nil)
            #expect(exchange.response?.body.bytes == Array("ok".utf8))
            #expect(exchange.timings.tls != nil)
            #expect(exchange.timings.connect != nil)
        }
        await server.stop()
    }

    @Test func withoutTheRootItIsRefused() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer.start(tls: try authority.serverContext()) { _ in .ok }
        let other = try TestAuthority()
        for pem in [nil, other.rootPEM] {
            let exchange = await call("https://localhost:\(server.port)/", trusting: pem)
            #expect(exchange.failure?.kind == .tls)
            #expect(exchange.failure?.message.contains("is not trusted: no authority") == true)
            #expect(exchange.failure?.message.contains("--trust") == true)
            // The phase that failed took its time as well; none came behind it.
            #expect(exchange.timings.connect != nil && exchange.timings.tls != nil)
            #expect(exchange.timings.send == nil && exchange.timings.wait == nil)
        }
        #expect(server.requests.isEmpty)
        await server.stop()
    }

    @Test func anotherHostsCertificateIsRefused() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer.start(tls: try authority.serverContext(dnsName: "other.example")) { _ in .ok }
        for host in ["localhost", "127.0.0.1"] {
            let exchange = await call("https://\(host):\(server.port)/", trusting: authority.rootPEM)
            #expect(exchange.failure?.kind == .tls)
            #expect(exchange.failure?.message.contains("another host name") == true)
        }
        #expect(server.requests.isEmpty)
        await server.stop()
    }

    @Test func anExpiredCertificateIsRefusedAndSaidToBe() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer.start(tls: try authority.serverContext(isExpired: true)) { _ in .ok }
        let exchange = await call("https://localhost:\(server.port)/", trusting: authority.rootPEM)
        #expect(exchange.failure?.kind == .tls)
        #expect(exchange.failure?.message.contains("expired") == true)
        #expect(server.requests.isEmpty)
        await server.stop()
    }

    @Test func aServerWithoutTLSIsNamed() async throws {
        let server = try await TestServer.start(onAccept: { _ in Reply(["HTTP/1.1 400 Bad Request\r\n\r\n"]) }) { _ in
            .ok
        }
        let exchange = await call("https://localhost:\(server.port)/", trusting: nil)
        #expect(exchange.failure?.kind == .tls)
        #expect(
            exchange.failure?.message.contains("does not speak TLS") == true,
            "\(String(describing: exchange.failure))"
        )
        await server.stop()
    }

    @Test func aSilentServerEndsInATimeout() async throws {
        let server = try await TestServer.start { _ in nil }
        var options = WireClientOptions()
        options.connectTimeout = .milliseconds(1_500)
        let client = WireClient(options: options)
        let exchange = await client.send(
            RequestMessage(method: "GET", url: Array("https://localhost:\(server.port)/".utf8))
        )
        #expect(exchange.failure?.kind == .tls)
        #expect(exchange.failure?.message.contains("1500 ms") == true)
        await client.shutdown()
        await server.stop()
    }

    @Test func aConnectionThatClosesInTheHandshakeIsNamed() async throws {
        let server = try await TestServer.start(onAccept: { _ in Reply([], then: .close) }) { _ in .ok }
        let exchange = await call("https://localhost:\(server.port)/", trusting: nil)
        #expect(exchange.failure?.kind == .tls)
        await server.stop()
    }

    @Test func brokenTrustRootsAreNamed() async {
        let exchange = await call("https://localhost:1/", trusting: Array("not PEM".utf8))
        #expect(exchange.failure?.kind == .tls)
        #expect(exchange.failure?.message.contains("additional trust roots") == true)
    }
}
