import ExchangeModel
import Synchronization
import Testing
import Wire

@Suite(.serialized) struct ClocksTests {
    @Test func theWallClockIsInOurTime() {
        let year = Clocks.system.now().civil.year
        #expect((2_024..<2_200).contains(year))
    }

    @Test func theMonotonicClockDoesNotGoBack() {
        let first = Clocks.system.monotonic()
        #expect(Clocks.system.monotonic() >= first)
    }

    @Test func momentsAreCountedFromTheProcessesBeginning() {
        let began = ContinuousClock.now
        let clocks = Clocks(
            now: Clocks.system.now,
            monotonic: { began },
            process: Clocks.Process(id: 0xA1, began: began)
        )
        #expect(clocks.moment(at: began + .seconds(3)) == MonotonicMoment(process: 0xA1, offset: .seconds(3)))
        #expect(clocks.moment(at: began - .seconds(3)) == MonotonicMoment(process: 0xA1, offset: .zero))
    }

    @Test func aProcessHasOneName() {
        let now = Clocks.system.monotonic()
        let others = Clocks(now: Clocks.system.now, monotonic: Clocks.system.monotonic)
        #expect(others.moment(at: now) == Clocks.system.moment(at: now))
    }

    /// However a call ends, its exchange says when it began.
    @Test func everyExchangeOfTheClientHasItsMoment() async throws {
        let server = try await TestServer.start { _ in .ok }
        let began = ContinuousClock.now
        let ahead = Mutex(Duration.zero)
        let client = WireClient(
            clocks: Clocks(
                now: { Timestamp(seconds: 1_795_455_062) },
                monotonic: { began + ahead.withLock { $0 } },
                process: Clocks.Process(id: 9, began: began)
            )
        )
        // A new connection, the same again, one that is refused, and no request at all.
        var exchanges: [Exchange] = []
        for url in [server.url, server.url, "http://127.0.0.1:1/", "no url"] {
            ahead.withLock { $0 += .milliseconds(40) }
            exchanges.append(await client.send(RequestMessage(method: "GET", url: Array(url.utf8))))
        }
        await client.shutdown()
        ahead.withLock { $0 += .milliseconds(40) }
        exchanges.append(await client.send(RequestMessage(method: "GET", url: Array(server.url.utf8))))
        await server.stop()
        #expect(exchanges.map(\.connection.isReused) == [false, true, nil, nil, nil])
        #expect(exchanges.map { $0.failure == nil } == [true, true, false, false, false])
        #expect(
            exchanges.map(\.monotonicStart)
                == [40, 80, 120, 160, 200].map { MonotonicMoment(process: 9, offset: .milliseconds($0)) }
        )
    }
}
