import ExchangeModel
import NIOCore
import Redaction
import Synchronization
import Testing
import Wire

@testable import Recording

extension SocketTests {
    /// What happens when the upstream, the client, the store or the address is not as it should be.
    @Suite struct ReverseProxyFailureTests {
        @Test func aDeadConnectionIsReplacedForAGetAndAPostIsNeverSentTwice() async throws {
            let posts = Mutex(0)
            let upstream = try RawServer { socket, _ in
                // One answer a connection, then gone without a word.
                let head = socket.readHead()
                if head.starts(with: "POST".utf8) { posts.withLock { $0 += 1 } }
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                _ = socket.readHead()
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answers = try await blocking {
                let client = try RawSocket(connectingTo: port)
                return (0..<3).map { _ in
                    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    let head = client.readHead()
                    _ = client.read(count: 2)
                    return String(decoding: head.prefix(12), as: UTF8.self)
                }
            }
            #expect(answers == ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 200"])
            let status = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
                return String(decoding: client.readHead().prefix(12), as: UTF8.self)
            }
            #expect(status == "HTTP/1.1 200" || status == "HTTP/1.1 502")
            #expect(posts.withLock { $0 } <= 1)
            #expect(await bench.finish().count == 4)
        }

        @Test func refusedSilentAndResetUpstreamsAreRecorded() async throws {
            let free = try RawServer { _, _ in }
            let refusing = free.origin
            free.stop()
            let refused = try await ProxyBench(upstream: refusing)
            #expect(try await status(refused.port) == "HTTP/1.1 502")
            #expect(await refused.finish().map(\.failure?.kind) == [.connect])

            let mute = try RawServer { socket, _ in _ = socket.readToEnd() }
            defer { mute.stop() }
            var options = ReverseProxyOptions()
            options.readTimeout = .milliseconds(50)
            let silent = try await ProxyBench(upstream: mute.origin, options: options)
            #expect(try await status(silent.port) == "HTTP/1.1 504")
            #expect(await silent.finish().map(\.failure?.kind) == [.readTimeout])

            let rude = try RawServer { socket, _ in
                _ = socket.readHead()
                socket.reset()
            }
            defer { rude.stop() }
            let reset = try await ProxyBench(upstream: rude.origin)
            #expect(try await status(reset.port) == "HTTP/1.1 502")
            let kind = await reset.finish().first?.failure?.kind
            #expect(kind == .reset || kind == .closedEarly)
        }

        @Test func aTruncatedAnswerReachesTheClientTruncated() async throws {
            let upstream = try RawServer { socket, _ in
                _ = socket.readHead()
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answer = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                return client.readToEnd()
            }
            #expect(answer == Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8))
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure?.kind) == [.closedEarly])
            #expect(exchanges.first?.response?.body.isTruncated == true)
        }

        @Test func aClientThatLeavesIsRecordedAsCancelled() async throws {
            let gone = Gate()
            let upstream = try RawServer { socket, _ in
                _ = socket.readHead()
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                // The proxy must let go of us as well.
                _ = socket.readToEnd()
                gone.open()
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = client.readHead()
                client.close()
                gone.pass()
            }
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure?.kind) == [.cancelled])
        }

        @Test func malformedRequestsAreRefused() async throws {
            let upstream = try answering { _ in [] }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answer = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("GET / HTTP/1.1\r\nHost : a\r\n\r\n")
                return String(decoding: client.readToEnd(), as: UTF8.self)
            }
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("reprise: The request is not valid HTTP"))
            #expect(upstream.connectionCount == 0)
            #expect(await bench.finish().isEmpty)
        }

        @Test func failingStorageDoesNotTouchTheCalls() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin, sink: TestSink(failing: true))
            for _ in 0..<5 { #expect(try await status(bench.port) == "HTTP/1.1 200") }
            #expect(await bench.finish().isEmpty)
            #expect(bench.queue.counts.failedToStore == 5)
        }

        @Test func aFullQueueSlowsTheClientAndThenLetsItGo() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let gate = Gate()
            let bench = try await ProxyBench(
                upstream: upstream.origin,
                sink: TestSink(gate: gate),
                limits: RecordingLimits(bytes: 1, patience: .milliseconds(30))
            )
            for _ in 0..<3 { #expect(try await status(bench.port) == "HTTP/1.1 200") }
            #expect(bench.queue.counts.dropped == 2)
            gate.open()
            #expect(await bench.finish().count == 1)
        }

        @Test func whileThereIsNoRoomTheEndOfTheAnswerWaits() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let gate = Gate()
            let bench = try await ProxyBench(
                upstream: upstream.origin,
                sink: TestSink(gate: gate),
                limits: RecordingLimits(bytes: 1, patience: .seconds(60))
            )
            #expect(try await status(bench.port) == "HTTP/1.1 200")
            let answers = Mutex(0)
            let done = Gate()
            let port = bench.port
            spawn {
                defer { done.open() }
                guard let client = try? RawSocket(connectingTo: port) else { return }
                for _ in 0..<2 {
                    client.write("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = client.readHead()
                    if client.read(count: 2) == Array("ok".utf8) { answers.withLock { $0 += 1 } }
                }
            }
            while bench.queue.waitingCount == 0 { await Task.yield() }
            // Time in which an answer that is not held back would have come.
            try await blocking {
                let other = try RawSocket(connectingTo: upstream.port)
                for _ in 0..<50 {
                    other.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = other.readHead()
                    _ = other.read(count: 2)
                }
            }
            #expect(answers.withLock { $0 } == 0)
            gate.open()
            try await blocking { done.pass() }
            #expect(answers.withLock { $0 } == 2)
            #expect(await bench.finish().count == 3)
            #expect(bench.queue.counts.lost == 0)
        }

        @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"])
        func itNeverForwardsToItself(host: String) async throws {
            // The port must be known before the proxy has it, so another program may be quicker.
            for _ in 0..<20 {
                let first = try await ProxyBench(upstream: "http://127.0.0.1:9")
                let port = first.port
                _ = await first.finish()
                do {
                    _ = try await ReverseProxy.start(
                        upstream: try #require(URLParts("http://\(host):\(port)")),
                        listen: try ListenAddress.parse("127.0.0.1:\(port)"),
                        queue: first.queue
                    )
                    Issue.record("it started")
                } catch ReverseProxyError.portTaken {
                    continue
                } catch {
                    #expect(error as? ReverseProxyError == .forwardsToItself("127.0.0.1:\(port)"))
                }
                return
            }
            Issue.record("every port was taken")
        }

        @Test func aNameThatLaterLeadsBackIsCaughtAsWell() async throws {
            // Nothing has this name when the proxy starts; then it means the proxy itself.
            let answer = Mutex<Int?>(nil)
            let resolver = HostResolver { _, _, done in
                guard let port = answer.withLock({ $0 }),
                    let address = try? SocketAddress(ipAddress: "127.0.0.1", port: port)
                else { return done(.failure(.unknownName)) }
                done(.success([address]))
            }
            let sink = TestSink()
            let queue = RecordingQueue(redactor: Redactor(keys: .ephemeral()), sink: sink)
            let proxy = try await ReverseProxy.start(
                upstream: try #require(URLParts("http://later.test")),
                listen: .anyPort,
                queue: queue,
                resolver: resolver
            )
            answer.withLock { $0 = proxy.boundAddress.port }
            #expect(try await status(proxy.boundAddress.port) == "HTTP/1.1 502")
            await proxy.stop()
            await queue.finish()
            #expect(sink.exchanges.count == 1)
            #expect(sink.exchanges.first?.failure != nil)
        }

        @Test func aTakenPortAndAnOddUpstreamAreSaid() async throws {
            let bench = try await ProxyBench(upstream: "http://127.0.0.1:9")
            let address = try ListenAddress.parse("127.0.0.1:\(bench.port)")
            await #expect(throws: ReverseProxyError.portTaken("\(address)")) {
                _ = try await ReverseProxy.start(
                    upstream: try #require(URLParts("http://127.0.0.1:9")),
                    listen: address,
                    queue: bench.queue
                )
            }
            for odd in ["http://a.test/base", "http://u:p@a.test", "http://a.test/?q"] {
                await #expect(throws: ReverseProxyError.self) {
                    _ = try await ReverseProxy.start(
                        upstream: try #require(URLParts(odd)),
                        listen: .anyPort,
                        queue: bench.queue
                    )
                }
            }
            _ = await bench.finish()
        }

        @Test func stoppingEndsCallsUnderWayAndRecordsThem() async throws {
            let asked = Gate()
            let upstream = try RawServer { socket, _ in
                _ = socket.readHead()
                asked.open()
                _ = socket.readToEnd()
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                asked.pass()
                spawn { _ = client.readToEnd() }
            }
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure?.kind) == [.cancelled])
        }
    }
}
