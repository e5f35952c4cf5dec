import ExchangeModel
import Synchronization
import Testing
import Wire

/// What becomes of a request whose kept connection ends, and of the connection after it.
@Suite(.serialized) struct ResendRuleTests {
    private func get(_ server: TestServer, _ headers: HeaderList = [:]) -> RequestMessage {
        RequestMessage(method: "GET", url: Array(server.url.utf8), headers: headers)
    }

    /// Connections used a moment ago do not end by the server's idle timeout: who counts failures must see that one.
    @Test func aStaleConnectionIsAFailureWhereThatIsAskedFor() async throws {
        let server = try await TestServer.start { $0.index == 1 ? Reply([], then: .close) : .ok }
        let start = ContinuousClock.now
        let idle = Mutex(Duration.zero)
        // Stands still, so that a slow machine is no idle connection.
        let clocks = Clocks(now: Clocks.system.now, monotonic: { start + idle.withLock { $0 } })
        let client = WireClient(clocks: clocks)
        func send(after pause: Duration, _ rule: ResendRule) async -> Exchange {
            idle.withLock { $0 += pause }
            return await client.send(get(server), resends: rule, onBodyPart: nil)
        }
        _ = await send(after: .zero, .afterIdleness)
        let failed = await send(after: .seconds(2), .afterIdleness)
        #expect(failed.failure?.kind == .closedEarly)
        #expect(failed.connection.isReused == true && failed.connection.ordinal == 1)
        #expect(failed.timings.wait != nil && failed.timings.connect == nil)
        #expect(server.requests.count == 2 && server.connectionCount == 1)
        // Idle for longer: the server's own timeout is the likely reason.
        _ = await send(after: .zero, .afterIdleness)
        let sentAgain = await send(after: .milliseconds(2_001), .afterIdleness)
        #expect(sentAgain.failure == nil && sentAgain.connection.isReused == false)
        #expect(server.requests.count == 5 && server.connectionCount == 3)
        // That one has carried one request too, and nobody asks for failures.
        #expect(await send(after: .zero, .always).failure == nil)
        #expect(server.requests.count == 7 && server.connectionCount == 4)
        await client.shutdown()
        await server.stop()
    }

    /// RFC 9112 §9.6: after `Connection: close` nothing more may be sent, whatever the server says.
    @Test func aConnectionIsNotReusedAfterARequestThatClosesIt() async throws {
        let server = try await TestServer.start { _ in .ok }
        let client = WireClient()
        for fields: HeaderList in [["Connection": "x, Close"], [:], [:]] {
            #expect(await client.send(get(server, fields)).failure == nil)
        }
        #expect(server.requests.map(\.connection) == [0, 1, 1])
        await client.shutdown()
        await server.stop()
    }
}
