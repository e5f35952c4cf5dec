import ExchangeModel
import NIOCore
import Redaction
import Synchronization
import Testing
import Wire

@testable import Recording

extension SocketTests {
    @Suite struct ReverseProxyTests {
        @Test func bytesArriveAsTheyWereSent() async throws {
            let odd: [UInt8] = [0xFF, 0xFE, 0xC3, 0x28, 0x09, 0xE4]
            let body = (0..<256).map { UInt8($0) }
            let response =
                Array(
                    "HTTP/1.1 299 Odd \u{7}Reason\r\nx-lower: 1\r\nX-UPPER: 2\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Odd: "
                        .utf8
                )
                + odd + Array("\r\nX-Empty: \r\nContent-Length: 256\r\nDate: never\r\n\r\n".utf8) + body
            let seen = Mutex<[UInt8]>([])
            let upstream = try answering { head in
                seen.withLock { $0 = head }
                return response
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let request =
                Array("PURGE /a%2fb//c?x=%zz&y=\"\u{e4} HTTP/1.1\r\nHOST: 127.0.0.1\r\naccept: */*\r\nX-Odd: ".utf8)
                + odd
                + Array("\r\nAccept: again\r\n\r\n".utf8)
            // A space ends the target, so the odd one is percent-encoded away above; the rest goes as it is.
            let port = bench.port
            let answer = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write(request)
                return client.readHead() + client.read(count: 256)
            }
            #expect(answer == response)
            let expected =
                Array(
                    "PURGE /a%2fb//c?x=%zz&y=\"\u{e4} HTTP/1.1\r\nHOST: 127.0.0.1:\(upstream.port)\r\naccept: */*\r\nX-Odd: "
                        .utf8
                )
                + odd + Array("\r\nAccept: again\r\n\r\n".utf8)
            #expect(seen.withLock { $0 } == expected)
            let exchanges = await bench.finish()
            #expect(exchanges.count == 1)
            #expect(exchanges.first?.request.method == "PURGE")
            #expect(exchanges.first?.connection.isReused == false)
            #expect(exchanges.first?.timings.connect != nil)
        }

        @Test func connectionsAreKeptOnBothSides() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            try await blocking {
                let client = try RawSocket(connectingTo: port)
                for number in 0..<5 {
                    client.write("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(client.readHead() == Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".utf8))
                    #expect(client.read(count: 2) == Array("ok".utf8))
                }
            }
            #expect(upstream.connectionCount == 1)
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.connection.isReused) == [false, true, true, true, true])
            #expect(exchanges.dropFirst().allSatisfy { $0.timings.connect == nil && $0.timings.dns == nil })
            #expect(
                exchanges.map { String(decoding: $0.request.url, as: UTF8.self) }
                    == (0..<5).map { "\(upstream.origin)/\($0)" }
            )
        }

        @Test func pipelinedCallsComeBackInOrder() async throws {
            let upstream = try answering { head in
                let path = String(decoding: head.split(separator: 0x20)[1], as: UTF8.self)
                return Array("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)".utf8)
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answers = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write((0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
                return (0..<20).map { number in
                    _ = client.readHead()
                    return String(decoding: client.read(count: "/\(number)".utf8.count), as: UTF8.self)
                }
            }
            #expect(answers == (0..<20).map { "/\($0)" })
            #expect(await bench.finish().count == 20)
        }

        @Test func twoHundredCallsAtOnceAreAllRecordedOnce() async throws {
            let upstream = try answering { head in
                let path = String(decoding: head.split(separator: 0x20)[1], as: UTF8.self)
                return Array("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)".utf8)
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let right = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let body = try? await blocking {
                            let client = try RawSocket(connectingTo: port)
                            client.write("GET /call/\(number) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            return client.readToEnd()
                        }
                        return body?.suffix("/call/\(number)".utf8.count).elementsEqual("/call/\(number)".utf8) ?? false
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(right == 200)
            let exchanges = await bench.finish()
            #expect(exchanges.count == 200)
            #expect(Set(exchanges.map(\.request.url)).count == 200)
            #expect(bench.queue.counts.recorded == 200 && bench.queue.counts.lost == 0)
        }

        @Test func everyAddressOfTheUpstreamIsTried() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let gone = try RawServer { _, _ in }
            let closed = gone.port
            gone.stop()
            let port = upstream.port
            let bench = try await ProxyBench(
                upstream: "http://two.test:\(port)",
                resolver: HostResolver { _, _, done in
                    let ports = [closed, port]
                    done(.success(ports.compactMap { try? SocketAddress(ipAddress: "127.0.0.1", port: $0) }))
                }
            )
            #expect(try await status(bench.port) == "HTTP/1.1 200")
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure) == [nil])
            #expect(exchanges.first?.connection.remoteAddress == "127.0.0.1:\(port)")
            #expect(exchanges.first?.timings.dns != nil)
        }

        /// After the machine has slept, timers have not run out, but servers have given up.
        @Test func aConnectionThatWasIdleForTooLongIsNotReused() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let slept = Mutex(Duration.zero)
            let bench = try await ProxyBench(
                upstream: upstream.origin,
                clocks: Clocks(now: Clocks.system.now, monotonic: { ContinuousClock.now + slept.withLock { $0 } })
            )
            let port = bench.port
            try await blocking {
                let client = try RawSocket(connectingTo: port)
                for sleep in [0, 29, 31] {
                    slept.withLock { $0 += .seconds(sleep) }
                    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = client.readHead()
                    _ = client.read(count: 2)
                }
            }
            #expect(await bench.finish().map(\.connection.isReused) == [false, true, false])
        }

        /// NTP, a hand or a wrong zone may set the wall clock between two calls.
        @Test func aClockThatIsSetDoesNotShowInTheMonotonicStart() async throws {
            let upstream = try answering { _ in Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8) }
            defer { upstream.stop() }
            let began = ContinuousClock.now
            let time = Mutex((wall: Duration.zero, passed: Duration.zero))
            let bench = try await ProxyBench(
                upstream: upstream.origin,
                clocks: Clocks(
                    now: { Timestamp(seconds: 1_795_455_062).advanced(by: time.withLock { $0.wall }) },
                    monotonic: { began + time.withLock { $0.passed } },
                    process: Clocks.Process(id: 5, began: began)
                )
            )
            let port = bench.port
            try await blocking {
                let client = try RawSocket(connectingTo: port)
                for wall in [0, -3_600, 7_200] {
                    time.withLock {
                        $0.wall += .seconds(wall)
                        $0.passed += .milliseconds(250)
                    }
                    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = client.readHead()
                    _ = client.read(count: 2)
                }
            }
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.startedAt.seconds) == [1_795_455_062, 1_795_451_462, 1_795_458_662])
            #expect(
                exchanges.map(\.monotonicStart)
                    == [250, 500, 750].map { MonotonicMoment(process: 5, offset: .milliseconds($0)) }
            )
        }

        /// How long to wait for an answer is the client's to decide.
        @Test func theProxyIsMorePatientThanItsClients() {
            #expect(ReverseProxyOptions().readTimeout >= .seconds(1_800))
        }

        @Test func anUploadGoesOnBehindAnEarlyAnswer() async throws {
            let taken = Mutex<[Int]>([])
            let upstream = try RawServer { socket, _ in
                _ = socket.readHead()
                socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nearly")
                let length = socket.read(count: 2 << 20).count
                taken.withLock { $0.append(length) }
                _ = socket.readHead()
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext")
                _ = socket.readToEnd()
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answers = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(2 << 20)\r\n\r\n")
                let first = client.readHead() + client.read(count: 5)
                client.write([UInt8](repeating: 0x61, count: 2 << 20))
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                return [first, client.readHead() + client.read(count: 4)].map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(answers.first == "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nearly")
            #expect(answers.last?.hasSuffix("next") == true)
            #expect(taken.withLock { $0 } == [2 << 20])
            #expect(upstream.connectionCount == 1)
            let exchanges = await bench.finish()
            #expect(exchanges.map(\.failure) == [nil, nil])
            #expect(exchanges.map(\.request.body.trueLength) == [2 << 20, 0])
            #expect(exchanges.first?.request.body.isTruncated == false)
        }

        @Test func trailersAndInterimAnswersPass() async throws {
            let upstream = try answering { _ in
                Array(
                    ("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: X-Sum\r\n\r\n"
                        + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 9\r\n\r\n").utf8
                )
            }
            defer { upstream.stop() }
            let bench = try await ProxyBench(upstream: upstream.origin)
            let port = bench.port
            let answer = try await blocking {
                let client = try RawSocket(connectingTo: port)
                client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return String(decoding: client.readToEnd(), as: UTF8.self)
            }
            #expect(answer.hasPrefix("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 9\r\n\r\n"))
            let exchanges = await bench.finish()
            #expect(exchanges.count == 1)
            #expect(exchanges.first?.response?.status == 200)
            #expect(exchanges.first?.response?.trailers.contains("X-Sum") == true)
        }
    }
}
