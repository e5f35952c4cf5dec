import ExchangeModel
import NIOCore
import Testing

@testable import Recording

/// An upstream may answer before the client has sent its whole request (RFC 9112 §9.3 and §9.5).
@Suite struct EarlyAnswerTests {
    private typealias Bench = ProxyMachineBench

    /// An upstream that will take no more of the request says so by closing.
    @Test func anAnswerBeforeTheRequestsEndMayEndTheCall() throws {
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 100\r\n\r\nabc")
        bench.opened()
        _ = bench.look()
        bench.upstream("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        #expect(
            bench.look() == [
                "< HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", "< no", "drop", "record",
                "close lingering",
            ]
        )
        #expect(bench.exchanges.first?.request.body.isTruncated == true)
        // What still comes is read and thrown away.
        #expect(bench.machine.wantsClientBytes)
        bench.client("def")
        #expect(bench.look().isEmpty)
    }

    /// What a client still sends behind an early answer is for the upstream all the same.
    @Test func anEarlyAnswerDoesNotCutTheRequest() throws {
        var bench = try Bench()
        bench.client("POST /1 HTTP/1.1\r\nHost: me\r\nContent-Length: 6\r\n\r\nabc")
        bench.opened()
        _ = bench.look()
        bench.upstream("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        #expect(
            bench.look() == [
                "< HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n", "< 2\r\nok\r\n", "< 0\r\n\r\n",
            ]
        )
        bench.client("defGET /2 HTTP/1.1\r\nHost: me\r\n\r\n")
        #expect(bench.look() == ["> def", "release", "record", "open anyIdle"])
        let exchange = try #require(bench.exchanges.first)
        #expect(exchange.request.body.bytes == Array("abcdef".utf8))
        #expect(!exchange.request.body.isTruncated)
        #expect(exchange.response?.body.bytes == Array("ok".utf8))
        #expect(exchange.failure == nil)
    }

    /// However the call ends behind an early answer, that answer was whole.
    @Test(arguments: ["client", "upstream", "stop", "garbage", "timeout"])
    func anEarlyAnswerIsWholeWhateverFollows(end: String) throws {
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 6\r\n\r\nabc")
        bench.opened()
        bench.upstream("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        #expect(bench.exchanges.isEmpty)
        _ = bench.look()
        switch end {
        case "client":
            bench.run { $0.clientEnded(into: &$1) }
            #expect(bench.look() == ["drop", "record"])
        case "upstream":
            bench.ended(.reset)
            #expect(bench.look() == ["drop", "record", "close lingering"])
        case "stop":
            bench.run { $0.stopped(into: &$1) }
            #expect(bench.look() == ["drop", "record", "close abort"])
        case "garbage":
            bench.upstream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(bench.look() == ["drop", "record", "close lingering"])
        default:
            bench.run { $0.upstreamWritabilityChanged(false, into: &$1) }
            #expect(bench.machine.awaitsUpstream)
            bench.run { $0.upstreamTimedOut(after: .seconds(1), into: &$1) }
            #expect(bench.look() == ["drop", "record", "close lingering"])
        }
        #expect(bench.exchanges.count == 1)
        #expect(bench.exchanges.first?.failure == nil)
        #expect(bench.exchanges.first?.response?.body == MessageBody(Array("no".utf8)))
        #expect(bench.exchanges.first?.request.body.isTruncated == true)
    }

    /// A client may have closed by the time a slow upstream takes the rest of what it sent.
    @Test func whatWasSentBehindAnEarlyAnswerGoesOnWithoutTheClient() throws {
        for (rest, isWhole) in [("def", true), ("de", false)] {
            var bench = try Bench()
            bench.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 6\r\n\r\nabc")
            bench.opened()
            bench.upstream("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            bench.run { $0.upstreamWritabilityChanged(false, into: &$1) }
            bench.client(rest)
            _ = bench.look()
            bench.run { $0.clientEnded(into: &$1) }
            #expect(bench.look().isEmpty)
            bench.run { $0.upstreamWritabilityChanged(true, into: &$1) }
            #expect(bench.look() == ["> \(rest)", isWhole ? "release" : "drop", "record", "close abort"])
            #expect(bench.machine.clientState == .closed)
            #expect(bench.exchanges.map(\.failure) == [nil])
            #expect(bench.exchanges.first?.request.body.isTruncated == !isWhole)
        }
        // A stop does not wait for it.
        var bench = try Bench()
        bench.client("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 6\r\n\r\nabc")
        bench.opened()
        bench.upstream("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        bench.run { $0.upstreamWritabilityChanged(false, into: &$1) }
        bench.client("def")
        bench.run { $0.clientEnded(into: &$1) }
        _ = bench.look()
        bench.run { $0.stopped(into: &$1) }
        #expect(bench.look() == ["drop", "record", "close abort"])
    }
}
