import ExchangeModel
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Wire

@Suite(.serialized) struct WireClientTests {
    private func get(_ url: String, method: String = "GET", body: String = "", headers: HeaderList = [:])
        -> RequestMessage
    {
        RequestMessage(
            method: method,
            url: Array(url.utf8),
            headers: headers,
            body: MessageBody(Array(body.utf8))
        )
    }

    private func with<Result>(
        _ answer: @escaping @Sendable (SeenRequest) -> Reply?,
        onAccept: @escaping @Sendable (Int) -> Reply? = { _ in nil },
        options: WireClientOptions = WireClientOptions(),
        _ body: (TestServer, WireClient) async throws -> Result
    ) async throws -> Result {
        let server = try await TestServer.start(onAccept: onAccept, answer: answer)
        let client = WireClient(options: options)
        let result = try await body(server, client)
        await client.shutdown()
        await server.stop()
        return result
    }

    @Test func sendsWhatItIsGivenAndKeepsWhatComes() async throws {
        let reply = Reply([
            "HTTP/1.1 201 Cre", "ated\r\nX-Wx-TRACE: t\r", "\nContent-Le", "ngth: 4\r\n\r\na", "b", "cd",
        ])
        try await with({ _ in reply }) { server, client in
            let headers = HeaderList([
                .init("aCCEPT", "*/*"), .init(name: [0x58], value: [0xFF, 0xFE]), .init("aCCEPT", "2"),
            ])
            let exchange = await client.send(
                get(server.url + "/a%2fb?c=d&e#f", method: "POST", body: "body", headers: headers)
            )
            #expect(exchange.failure == nil)
            #expect(exchange.response?.status == 201)
            #expect(exchange.response?.reason == Array("Created".utf8))
            #expect(exchange.response?.headers.fields.map(\.nameText) == ["X-Wx-TRACE", "Content-Length"])
            #expect(exchange.response?.body == MessageBody(Array("abcd".utf8)))
            let seen = try #require(server.requests.first)
            #expect(seen.head.target == Array("/a%2fb?c=d&e".utf8))
            #expect(seen.body == Array("body".utf8))
            #expect(seen.head.headers.fields.map(\.nameText) == ["Host", "aCCEPT", "X", "aCCEPT", "Content-Length"])
            #expect(seen.head.headers.first("x") == [0xFF, 0xFE])
            #expect(seen.head.headers.text("host") == "127.0.0.1:\(server.port)")
            #expect(exchange.request.headers == seen.head.headers)
            #expect(exchange.connection.remoteAddress == "127.0.0.1:\(server.port)")
        }
    }

    @Test func timesTheFirstCallInFullAndReusesTheConnection() async throws {
        try await with({ _ in .ok }) { server, client in
            let first = await client.send(get("http://localhost:\(server.port)/"))
            let second = await client.send(get("http://LOCALHOST:\(server.port)/", method: "POST"))
            #expect(first.failure == nil)
            #expect(first.connection.isReused == false)
            #expect(first.timings.dns != nil)
            #expect(first.timings.connect != nil)
            #expect(first.timings.tls == nil)
            #expect(first.timings.wait != nil)
            #expect(first.timings.receive != nil)
            #expect(second.connection.isReused == true)
            #expect(second.connection.ordinal == first.connection.ordinal)
            #expect(second.timings.dns == nil)
            #expect(second.timings.connect == nil)
            #expect(second.timings.send != nil)
            #expect(second.timings.wait != nil)
            #expect(server.connectionCount == 1)
        }
    }

    @Test func anAddressNeedsNoResolving() async throws {
        try await with({ _ in .ok }) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.timings.dns == nil)
            #expect(exchange.timings.connect != nil)
        }
    }

    @Test(arguments: [
        Reply(["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"]),
        Reply(["HTTP/1.1 200 OK\r\n\r\nok"], then: .close),
        Reply(["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"]),
        Reply(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrubbish"]),
    ])
    func doesNotReuseWhatIsOver(_ reply: Reply) async throws {
        try await with({ _ in reply }) { server, client in
            for _ in 0..<2 {
                let exchange = await client.send(get(server.url))
                #expect(exchange.failure == nil)
                #expect(exchange.response?.body.bytes == Array("ok".utf8))
                #expect(exchange.connection.isReused == false)
            }
            #expect(server.connectionCount == 2)
        }
    }

    @Test func readsChunksTrailersAndInterimResponses() async throws {
        let reply = Reply([
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Enco", "ding: chunked\r\n\r\n3\r",
            "\nabc\r\n2\r\nde",
            "\r\n0\r\nX-T: 1\r\n\r\n",
        ])
        try await with({ _ in reply }) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.response?.status == 200)
            #expect(exchange.response?.body.bytes == Array("abcde".utf8))
            #expect(exchange.response?.trailers == ["X-T": "1"])
        }
    }

    @Test func headAnd204HaveNoBody() async throws {
        try await with({ seen in
            seen.head.method == "HEAD"
                ? Reply(["HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"]) : Reply(["HTTP/1.1 204 No Content\r\n\r\n"])
        }) { server, client in
            let head = await client.send(get(server.url, method: "HEAD"))
            let none = await client.send(get(server.url))
            #expect(head.failure == nil)
            #expect(head.response?.body == .empty)
            #expect(none.response?.status == 204)
            #expect(none.connection.isReused == true)
        }
    }

    @Test func keepsABodyUpToTheCapAndShowsAllOfIt() async throws {
        let body = String(repeating: "0123456789", count: 100_000)
        var options = WireClientOptions()
        options.maxBody = 1_000
        let reply = Reply(["HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body])
        try await with({ _ in reply }, options: options) { server, client in
            let shown = Mutex(0)
            let exchange = await client.send(get(server.url)) { part in
                shown.withLock { $0 += part.readableBytes }
            }
            let kept = try #require(exchange.response?.body)
            try #require(kept.bytes.count == 1_000)
            #expect(kept.bytes == Array(body.utf8.prefix(1_000)))
            #expect(kept.trueLength == 1_000_000)
            #expect(kept.isCut)
            #expect(!kept.isTruncated)
            #expect(shown.withLock { $0 } == 1_000_000)
        }
    }

    @Test func sendsLargeAndChunkedBodies() async throws {
        try await with({ _ in .ok }) { server, client in
            let body = String(repeating: "x", count: 1_000_001)
            let plain = await client.send(get(server.url, method: "PUT", body: body))
            let chunked = await client.send(
                get(server.url, method: "PUT", body: body, headers: ["Transfer-Encoding": "chunked"])
            )
            #expect(plain.failure == nil)
            #expect(chunked.failure == nil)
            #expect(server.requests.map(\.body.count) == [1_000_001, 1_000_001])
            #expect(server.requests.last?.head.framing == .chunked)
        }
    }

    @Test func aBodyCutShortIsAResponseAndAFailure() async throws {
        try await with({ _ in Reply(["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], then: .close) }) {
            server,
            client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.failure?.kind == .closedEarly)
            #expect(exchange.response?.status == 200)
            #expect(exchange.response?.body.bytes == Array("abc".utf8))
            #expect(exchange.response?.body.isTruncated == true)
        }
    }

    @Test(arguments: [
        ("", TransportFailure.Kind.closedEarly), ("HTTP/1.1 20", .closedEarly), ("SSH-2.0-x\r\n", .protocolError),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .protocolError),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .protocolError),
    ])
    func namesWhatWentWrong(_ text: String, _ kind: TransportFailure.Kind) async throws {
        try await with({ _ in Reply([text], then: .close) }) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.failure?.kind == kind)
            #expect(exchange.failure?.message.contains("127.0.0.1:\(server.port)") == true)
            #expect(exchange.response == nil)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func aResetIsNamedOne(_ text: String) async throws {
        try await with({ _ in Reply([text], then: .reset) }) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.failure?.kind == .reset, "\(String(describing: exchange.failure))")
        }
    }

    @Test(arguments: [
        (String?.none, "did not answer"), ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "began to answer"),
    ])
    func silenceEndsInATimeout(_ text: String?, _ words: String) async throws {
        var options = WireClientOptions()
        options.readTimeout = .milliseconds(750)
        try await with({ _ in text.map { Reply([$0]) } }, options: options) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.failure?.kind == .readTimeout)
            #expect(exchange.failure?.message.contains(words) == true)
            #expect(exchange.failure?.message.contains("750 ms") == true)
            #expect((exchange.response != nil) == (text != nil))
        }
    }

    @Test func aStaleConnectionIsReplacedOnceForASafeRequest() async throws {
        // The first connection dies at its second request, as one does that the server had already given up.
        try await with({ $0.connection == 0 && $0.index == 1 ? Reply([], then: .close) : .ok }) { server, client in
            _ = await client.send(get(server.url))
            let second = await client.send(get(server.url))
            #expect(second.failure == nil)
            #expect(second.connection.isReused == false)
            #expect(second.timings.blocked != nil)
            #expect(second.timings.connect != nil)
            #expect(server.connectionCount == 2)
            #expect(server.requests.count == 3)
        }
    }

    /// After the machine has slept, timers have not run out, but servers have given up.
    @Test func aConnectionThatWasIdleForTooLongIsNotReused() async throws {
        let server = try await TestServer.start { _ in .ok }
        let slept = Mutex(Duration.zero)
        let clocks = Clocks(now: Clocks.system.now, monotonic: { ContinuousClock.now + slept.withLock { $0 } })
        let client = WireClient(clocks: clocks)
        var reused: [Bool?] = []
        for sleep in [0, 29, 31] {
            slept.withLock { $0 += .seconds(sleep) }
            reused.append(await client.send(get(server.url)).connection.isReused)
        }
        #expect(reused == [false, true, false])
        await client.shutdown()
        await server.stop()
    }

    @Test func anUnsafeRequestIsNeverSentTwice() async throws {
        try await with({ $0.index == 1 ? Reply([], then: .close) : .ok }) { server, client in
            _ = await client.send(get(server.url))
            let second = await client.send(get(server.url, method: "POST", body: "x"))
            #expect(second.failure?.kind == .closedEarly)
            #expect(second.connection.isReused == true)
            #expect(server.requests.count == 2)
        }
    }

    @Test func aRequestIsNotRepeatedOnceAByteCame() async throws {
        try await with({ $0.index == 1 ? Reply(["H"], then: .close) : .ok }) { server, client in
            _ = await client.send(get(server.url))
            let second = await client.send(get(server.url))
            #expect(second.failure?.kind == .closedEarly)
            #expect(server.requests.count == 2)
        }
    }

    @Test func aFirstRequestIsNotRepeated() async throws {
        try await with({ _ in Reply([], then: .close) }) { server, client in
            let exchange = await client.send(get(server.url))
            #expect(exchange.failure?.kind == .closedEarly)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aRefusedPortIsNamed() async throws {
        let server = try await TestServer.start { _ in .ok }
        let port = server.port
        await server.stop()
        let client = WireClient()
        let exchange = await client.send(get("http://127.0.0.1:\(port)/"))
        #expect(exchange.failure?.kind == .connect)
        #expect(exchange.failure?.message.contains("127.0.0.1:\(port) refused the connection") == true)
        #expect(exchange.timings.connect != nil)
        #expect(exchange.timings.dns == nil && exchange.timings.send == nil)
        #expect(exchange.response == nil)
        await client.shutdown()
    }

    @Test(.timeLimit(.minutes(1))) func anUnknownNameIsNamed() async {
        let client = WireClient()
        let exchange = await client.send(get("http://nothing.invalid/"))
        #expect(exchange.failure?.kind == .resolve)
        #expect(exchange.failure?.message.contains("nothing.invalid") == true)
        #expect(exchange.timings.dns != nil)
        #expect(exchange.timings.connect == nil)
        await client.shutdown()
    }

    @Test func aResolverThatNeverAnswersTimesOut() async {
        var options = WireClientOptions()
        options.connectTimeout = .milliseconds(50)
        let client = WireClient(options: options, resolver: HostResolver { _, _, _ in })
        let exchange = await client.send(get("http://slow.invalid/"))
        #expect(exchange.failure?.kind == .resolve)
        #expect(exchange.failure?.message.contains("50 ms") == true)
        await client.shutdown()
    }

    @Test func triesEveryAddress() async throws {
        let gone = try await TestServer.start { _ in .ok }
        let closedPort = gone.port
        await gone.stop()
        try await with({ _ in .ok }) { server, _ in
            let port = server.port
            let resolver = HostResolver { _, _, done in
                let addresses = [closedPort, port].compactMap { try? SocketAddress(ipAddress: "127.0.0.1", port: $0) }
                done(.success(addresses))
            }
            let client = WireClient(resolver: resolver)
            let exchange = await client.send(get("http://two.invalid:\(port)/"))
            #expect(exchange.failure == nil)
            #expect(exchange.connection.remoteAddress == "127.0.0.1:\(port)")
            #expect(server.requests.first?.head.headers.text("host") == "two.invalid:\(port)")
            await client.shutdown()
        }
    }

    @Test func speaksIPv6() async throws {
        guard let server = try? await TestServer.start(host: "::1", answer: { _ in .ok }) else {
            print("IPv6 loopback is not available: skipped")
            return
        }
        let client = WireClient()
        let exchange = await client.send(get("http://[::1]:\(server.port)/"))
        #expect(exchange.response?.status == 200)
        #expect(exchange.connection.remoteAddress == "[::1]:\(server.port)")
        #expect(server.requests.first?.head.headers.text("host") == "[::1]:\(server.port)")
        await client.shutdown()
        await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func cancellingEndsTheCall() async throws {
        let asked = AsyncStream.makeStream(of: Void.self)
        try await with({ _ in
            asked.continuation.yield()
            return nil
        }) { server, client in
            let request = get(server.url)
            let task = Task { await client.send(request) }
            for await _ in asked.stream { break }
            task.cancel()
            let exchange = await task.value
            #expect(exchange.failure?.kind == .cancelled)
        }
    }

    @Test(.timeLimit(.minutes(1))) func shutdownStopsWhatIsUnderWayAndRefusesMore() async throws {
        let asked = AsyncStream.makeStream(of: Void.self)
        try await with({ _ in
            asked.continuation.yield()
            return nil
        }) { server, client in
            let request = get(server.url)
            let task = Task { await client.send(request) }
            for await _ in asked.stream { break }
            await client.shutdown()
            #expect(await task.value.failure?.kind == .cancelled)
            #expect(await client.send(request).failure?.kind == .cancelled)
        }
    }

    @Test func manyAtOnce() async throws {
        try await with({
            Reply([
                "HTTP/1.1 200 OK\r\nContent-Length: \($0.head.target.count)\r\n\r\n",
                String(decoding: $0.head.target, as: UTF8.self),
            ])
        }) {
            server,
            client in
            let url = server.url
            let wrong = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let exchange = await client.send(
                            RequestMessage(method: "GET", url: Array("\(url)/\(number)".utf8))
                        )
                        return exchange.response?.body.bytes != Array("/\(number)".utf8)
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wrong == 0)
        }
    }
}
