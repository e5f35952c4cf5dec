import ExchangeModel
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Redaction
import Testing
import Wire

@testable import Recording

extension SocketTests {
    /// The proxy in front of an upstream that speaks TLS, with certificates made for the occasion.
    @Suite struct SecureUpstreamTests {
        private struct Certificate {
            let pem: [UInt8]
            let server: NIOSSLContext
        }

        /// A self-signed certificate for the names, by the openssl program.
        private func makeCertificate(_ names: String) async throws -> Certificate? {
            guard let openssl = Program.find("openssl") else { return nil }
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let (key, certificate) = (folder.appendingPathComponent("k").path, folder.appendingPathComponent("c").path)
            let made = try await Program.run(
                openssl,
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", certificate,
                ]
            )
            guard made.status == 0 else {
                print("skipped: openssl made no certificate")
                return nil
            }
            let pem = Array(try Data(contentsOf: URL(fileURLWithPath: certificate)))
            let context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMBytes(pem).map { .certificate($0) },
                    privateKey: .privateKey(
                        try NIOSSLPrivateKey(
                            bytes: Array(try Data(contentsOf: URL(fileURLWithPath: key))),
                            format: .pem
                        )
                    )
                )
            )
            return Certificate(pem: pem, server: context)
        }

        private func startServer(_ context: NIOSSLContext) async throws -> any Channel {
            try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            NIOSSLServerHandler(context: context),
                            Greeter()
                        )
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }

        @Test func aTrustedUpstreamIsUsedAndTimed() async throws {
            guard let certificate = try await makeCertificate("IP:127.0.0.1,DNS:localhost") else { return }
            let server = try await startServer(certificate.server)
            var options = ReverseProxyOptions()
            options.additionalTrustRootsPEM = certificate.pem
            for host in ["127.0.0.1", "localhost"] {
                let bench = try await ProxyBench(
                    upstream: "https://\(host):\(server.localAddress?.port ?? 0)",
                    options: options
                )
                let port = bench.port
                let answer = try await blocking {
                    let client = try RawSocket(connectingTo: port)
                    client.write(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    )
                    return String(decoding: client.readToEnd(), as: UTF8.self)
                }
                #expect(answer.components(separatedBy: "hello").count == 3)
                let exchanges = await bench.finish()
                #expect(exchanges.count == 2)
                #expect(exchanges.map(\.failure) == [nil, nil])
                #expect(exchanges.first?.timings.tls != nil)
                #expect(exchanges.last?.timings.tls == nil)
                #expect(exchanges.first.map { $0.timings.dns != nil } == (host == "localhost"))
                #expect(exchanges.first?.request.url.starts(with: "https://\(host):".utf8) == true)
            }
            try await server.close()
        }

        /// The wall clock only explains a refusal; the refusal itself is TLS's.
        @Test(arguments: [(253_402_300_799 as Int64, "it has expired"), (0, "it is not valid yet")])
        func whatIsWrongWithACertificateIsSaid(now: Int64, words: String) async throws {
            guard let certificate = try await makeCertificate("IP:127.0.0.1") else { return }
            let server = try await startServer(certificate.server)
            let bench = try await ProxyBench(
                upstream: "https://127.0.0.1:\(server.localAddress?.port ?? 0)",
                clocks: Clocks(now: { Timestamp(seconds: now) }, monotonic: Clocks.system.monotonic)
            )
            #expect(try await status(bench.port) == "HTTP/1.1 502")
            let failure = await bench.finish().first?.failure
            #expect(failure?.kind == .tls)
            #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "no failure")")
            try await server.close()
        }

        @Test func anUntrustedOrMisnamedUpstreamIsRefused() async throws {
            guard let other = try await makeCertificate("DNS:elsewhere.test") else { return }
            let server = try await startServer(other.server)
            for roots in [nil, other.pem] {
                var options = ReverseProxyOptions()
                options.additionalTrustRootsPEM = roots
                let bench = try await ProxyBench(
                    upstream: "https://127.0.0.1:\(server.localAddress?.port ?? 0)",
                    options: options
                )
                let port = bench.port
                let answer = try await blocking {
                    let client = try RawSocket(connectingTo: port)
                    client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    return String(decoding: client.readToEnd(), as: UTF8.self)
                }
                #expect(answer.hasPrefix("HTTP/1.1 502 "))
                let expected = roots == nil ? "it may be self-signed" : "it was issued for another host name"
                #expect(answer.contains("is not trusted: "), "\(answer)")
                #expect(answer.contains(expected), "\(answer)")
                let exchanges = await bench.finish()
                #expect(exchanges.map(\.failure?.kind) == [.tls])
                // The phase that failed took its time as well.
                #expect(exchanges.first?.timings.connect != nil && exchanges.first?.timings.tls != nil)
            }
            try await server.close()
        }
    }
}

/// Says hello to every request, however its bytes come.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private var seen = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        seen += String(buffer: unwrapInboundIn(data))
        while let end = seen.range(of: "\r\n\r\n") {
            seen.removeSubrange(..<end.upperBound)
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }
}
