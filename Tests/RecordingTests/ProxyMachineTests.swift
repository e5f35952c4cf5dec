import ExchangeModel
import NIOCore
import TestSupport
import Testing

@testable import Recording

/// What each thing that happens on the two connections of a call means.
@Suite struct ProxyMachineTests {
    private typealias Bench = ProxyMachineBench

    @Test func aCallGoesThroughAndIsRecordedBeforeItsEndReachesTheClient() throws {
        var bench = try Bench()
        bench.client("GET /a?b=1 HTTP/1.1\r\nHost: me\r\nX-A: 1\r\n\r\n")
        #expect(bench.look() == ["open anyIdle"])
        bench.opened()
        #expect(bench.look() == ["> GET /a?b=1 HTTP/1.1\r\nHost: api.test\r\nX-A: 1\r\n\r\n"])
        bench.upstream("HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n")
        #expect(
            bench.look() == [
                "< HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n", "< 3\r\nabc\r\n", "release", "record",
                "< 0\r\nT: 1\r\n\r\n",
            ]
        )
        let exchange = try #require(bench.exchanges.first)
        #expect(exchange.request.url == Array("http://api.test/a?b=1".utf8))
        #expect(exchange.response?.body.bytes == Array("abc".utf8))
        #expect(exchange.response?.trailers.text("t") == "1")
        #expect(exchange.timings.send != nil && exchange.timings.wait != nil && exchange.timings.receive != nil)
        #expect(exchange.timings.connect == nil)
    }

    @Test func bodiesWaitForTheUpstreamAndForItsPace() throws {
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 6\r\n\r\nabc")
        #expect(bench.look() == ["open freshIdle"])
        #expect(!bench.machine.wantsClientBytes)
        bench.opened()
        #expect(bench.look().last == "> abc")
        #expect(bench.machine.wantsClientBytes)
        bench.run { $0.upstreamWritabilityChanged(false, into: &$1) }
        bench.client("de")
        #expect(bench.look().isEmpty)
        #expect(!bench.machine.wantsClientBytes)
        #expect(bench.machine.awaitsUpstream)
        bench.run { $0.upstreamWritabilityChanged(true, into: &$1) }
        #expect(bench.look() == ["> de"])
        bench.client("f")
        #expect(bench.look() == ["> f"])
        #expect(bench.machine.call?.isRequestEnded == true)
    }

    @Test func theUpstreamWaitsForTheClientsPace() throws {
        var bench = try Bench()
        bench.machine.clientWritabilityChanged(false)
        #expect(!bench.machine.wantsUpstreamBytes)
        bench.machine.clientWritabilityChanged(true)
        #expect(bench.machine.wantsUpstreamBytes)
    }

    @Test func pipelinedCallsAreServedInTheirOrder() throws {
        var bench = try Bench()
        bench.client("GET /1 HTTP/1.1\r\nHost: me\r\n\r\nGET /2 HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        #expect(bench.look() == ["open anyIdle", "> GET /1 HTTP/1.1\r\nHost: api.test\r\n\r\n"])
        #expect(!bench.machine.wantsClientBytes)
        bench.upstream("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(bench.look() == ["< HTTP/1.1 204 No Content\r\n\r\n", "release", "record", "open anyIdle"])
        bench.opened(reused: true)
        bench.upstream("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(bench.exchanges.map(\.request.url) == ["/1", "/2"].map { Array("http://api.test\($0)".utf8) })
        #expect(bench.machine.wantsClientBytes)
    }

    @Test func anInterimAnswerPassesAndTheBodyFollows() throws {
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: me\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        bench.opened()
        _ = bench.look()
        bench.upstream("HTTP/1.1 100 Continue\r\n\r\n")
        #expect(bench.look() == ["< HTTP/1.1 100 Continue\r\n\r\n"])
        bench.client("ok")
        #expect(bench.look() == ["> ok"])
        bench.upstream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(bench.look() == ["< HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "release", "record"])
    }

    @Test func aStaleConnectionIsReplacedOnceAndOnlyForWhatMayBeRepeated() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened(reused: true)
        _ = bench.look()
        bench.ended(.reset)
        #expect(bench.look() == ["drop", "open new"])
        bench.opened()
        #expect(bench.look() == ["> GET / HTTP/1.1\r\nHost: api.test\r\n\r\n"])
        bench.ended()
        #expect(bench.exchanges.map(\.failure?.kind) == [.closedEarly])
        #expect(bench.exchanges.first?.timings.blocked != nil)

        var posting = try Bench()
        posting.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 1\r\n\r\na")
        posting.opened(reused: true)
        posting.ended(.reset)
        #expect(posting.exchanges.map(\.failure?.kind) == [.reset])
        #expect(posting.look().last?.hasPrefix("< HTTP/1.1 502 Bad Gateway\r\n") == true)
    }

    @Test func aFailureBeforeTheAnswerIsSaidByTheProxyItself() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.run {
            $0.upstreamFailed(
                TransportFailure(.connectTimeout, "api.test:80 did not accept."),
                timings: Timings(dns: .seconds(1)),
                into: &$1
            )
        }
        let log = bench.look()
        #expect(log.contains("record"))
        #expect(log.last?.hasPrefix("< HTTP/1.1 504 Gateway Timeout\r\n") == true)
        #expect(log.last?.contains("reprise: api.test:80 did not accept.") == true)
        #expect(bench.exchanges.first?.response == nil)
        #expect(bench.exchanges.first?.timings.dns == .seconds(1))
        // The connection lives on.
        bench.client("GET /2 HTTP/1.1\r\nHost: me\r\n\r\n")
        #expect(bench.look() == ["open anyIdle"])
    }

    @Test func aCutAnswerIsCutForTheClientToo() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        bench.upstream("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        bench.ended()
        #expect(bench.look().suffix(3) == ["drop", "record", "close whenFlushed"])
        #expect(bench.exchanges.first?.failure?.kind == .closedEarly)
        #expect(bench.exchanges.first?.response?.body.isTruncated == true)
        #expect(bench.exchanges.first?.response?.body.bytes == Array("abc".utf8))

        // Where the end of the connection is the end of the body, only a reset says that it is not.
        var open = try Bench()
        open.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        open.opened()
        open.upstream("HTTP/1.1 200 OK\r\n\r\nabc")
        open.ended(.reset)
        #expect(open.look().last == "close reset")
    }

    @Test func anAnswerThatEndsWithTheConnectionEndsTheClientsToo() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        _ = bench.look()
        bench.upstream("HTTP/1.1 200 OK\r\nA: b\r\n\r\nabc")
        bench.ended()
        #expect(
            bench.look() == [
                "< HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\n", "< abc", "drop", "record",
                "close whenFlushed",
            ]
        )
        #expect(bench.exchanges.first?.failure == nil)
    }

    /// Else a client that never reads its answer would keep the proxy from stopping.
    @Test func stoppingEndsAConnectionThatWasClosing() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n")
        bench.opened()
        bench.upstream("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(bench.look().last == "close whenFlushed")
        bench.run { $0.stopped(into: &$1) }
        #expect(bench.look() == ["close abort"])
        #expect(bench.exchanges.count == 1)
    }

    /// A client that was told to use an HTTP proxy names the API in full, and means the same.
    @Test(arguments: [
        ("http://api.test", "http://api.test/a?b", "/a?b"), ("http://api.test", "HTTP://API.test:80/a", "/a"),
        ("https://api.test", "https://api.test/%2f", "/%2f"), ("http://api.test:8080", "http://api.test:8080", "/"),
    ])
    func theAbsoluteFormOfTheUpstreamIsUnderstood(upstream: String, target: String, expected: String) throws {
        var bench = try Bench(upstream)
        bench.client("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
        bench.opened()
        let host = upstream.split(separator: "/").last ?? ""
        #expect(bench.look() == ["open anyIdle", "> GET \(expected) HTTP/1.1\r\nHost: \(host)\r\n\r\n"])
        bench.upstream("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(bench.exchanges.first?.request.url == Array((upstream + expected).utf8))
    }

    @Test(arguments: [
        "https://api.test/", "http://api.test:81/", "http://u:p@api.test/", "http://api.test.evil/", "ftp://api.test/",
        "http://xapi.test/",
    ])
    func theAbsoluteFormOfAnotherServerIsNot(target: String) throws {
        var bench = try Bench()
        bench.client("GET \(target) HTTP/1.1\r\nHost: api.test\r\n\r\n")
        #expect(bench.look().first?.hasPrefix("< HTTP/1.1 400 ") == true)
        #expect(bench.exchanges.isEmpty)
    }

    @Test func oldUpstreamsAreUnderstood() throws {
        var bench = try Bench()
        bench.client("GET /1 HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        _ = bench.look()
        bench.upstream("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
        // Its connection ends with the answer, the client's does not.
        #expect(bench.look() == ["< HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "< ok", "drop", "record"])
        #expect(bench.exchanges.first?.response?.version == "HTTP/1.0")
        bench.client("GET /2 HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        bench.upstream("HTTP/1.0 404 Not Found\r\n\r\nnot here")
        bench.ended()
        #expect(bench.look().last == "close whenFlushed")
        #expect(bench.exchanges.last?.response?.body == MessageBody(Array("not here".utf8)))
        #expect(bench.exchanges.last?.failure == nil)
    }

    @Test func aClientThatLeavesCancelsTheCall() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
        bench.opened()
        bench.upstream("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        _ = bench.look()
        bench.run { $0.clientEnded(into: &$1) }
        #expect(bench.look() == ["drop", "record"])
        #expect(bench.exchanges.first?.failure?.kind == .cancelled)
        #expect(bench.exchanges.first?.response?.body.isTruncated == true)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "\u{1}\r\n\r\n",
        "GET http://elsewhere.test/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ]) func whatIsNoRequestIsNotForwarded(text: String) throws {
        var bench = try Bench()
        bench.client(text)
        let log = bench.look()
        #expect(log.count == 2)
        #expect(log.first?.hasPrefix("< HTTP/1.1 400 Bad Request\r\n") == true)
        #expect(log.first?.contains("reprise: ") == true)
        #expect(log.last == "close lingering")
        #expect(bench.exchanges.isEmpty)
    }

    @Test func aBodyThatGoesWrongIsRecordedAndRefused() throws {
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        bench.opened()
        _ = bench.look()
        bench.client("xyz\r\n")
        let log = bench.look()
        #expect(log.prefix(2) == ["drop", "record"])
        #expect(log.dropFirst(2).first?.hasPrefix("< HTTP/1.1 400 ") == true)
        #expect(bench.exchanges.first?.failure?.kind == .protocolError)
        #expect(bench.exchanges.first?.request.body.isTruncated == true)
    }

    @Test func hostileUpstreamsAreAnsweredFor() throws {
        for answer in [
            "garbage\r\n\r\n", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        ] {
            var bench = try Bench()
            bench.client("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
            bench.opened()
            _ = bench.look()
            bench.upstream(answer)
            #expect(bench.exchanges.first?.failure?.kind == .protocolError)
            #expect(bench.look().last?.hasPrefix("< HTTP/1.1 502 ") == true)
        }
    }

    @Test func oldClientsGetWhatTheyUnderstand() throws {
        var bench = try Bench()
        bench.client("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        bench.opened()
        #expect(bench.look().last == "> GET / HTTP/1.1\r\nHost: api.test\r\n\r\n")
        bench.upstream("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
        #expect(bench.look().isEmpty)
        bench.upstream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
        #expect(
            bench.look() == [
                "< HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "< a", "release", "record", "close whenFlushed",
            ]
        )
    }

    @Test func silenceIsTheUpstreamsOnlyWhenItIsItsTurn() throws {
        var bench = try Bench()
        #expect(!bench.machine.awaitsUpstream)
        bench.client("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        bench.opened()
        #expect(!bench.machine.awaitsUpstream)
        bench.client("b")
        #expect(bench.machine.awaitsUpstream)
        bench.run { $0.upstreamTimedOut(after: .seconds(60), into: &$1) }
        #expect(bench.exchanges.first?.failure?.kind == .readTimeout)
        #expect(bench.look().last?.hasPrefix("< HTTP/1.1 504 ") == true)
    }

    /// However the bytes of both sides are cut, the same goes through.
    @Test func cutsDoNotMatter() throws {
        let request =
            "POST /x HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n"
        let response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        for seed in 0..<50 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bench = try Bench()
            var isOpened = false
            for piece in cut(request, &generator) {
                bench.client(piece)
                if bench.log.contains("open freshIdle"), !isOpened {
                    isOpened = true
                    bench.opened()
                }
            }
            for piece in cut(response, &generator) { bench.upstream(piece) }
            let exchange = try #require(bench.exchanges.first)
            #expect(exchange.request.body.bytes == Array("abcdef".utf8))
            #expect(exchange.response?.body.bytes == Array("abc".utf8))
            #expect(bench.exchanges.count == 1)
            #expect(bench.log.last == "< 0\r\n\r\n")
        }
    }

    private func cut(_ text: String, _ generator: inout SeededGenerator) -> [String] {
        var pieces: [String] = []
        var rest = Substring(decoding: Array(text.utf8), as: UTF8.self).unicodeScalars[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...9, using: &generator))
            pieces.append(String(String.UnicodeScalarView(piece)))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
