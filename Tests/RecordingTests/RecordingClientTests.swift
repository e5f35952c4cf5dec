import ExchangeModel
import Redaction
import Synchronization
import Testing
import Wire

@testable import Recording

extension SocketTests {
    @Suite struct RecordingClientTests {
        @Test func aCallIsStoredBeforeItReturns() async throws {
            let upstream = try EchoServer.start()
            defer { upstream.stop() }
            let sink = TestSink()
            let wire = WireClient()
            let client = RecordingClient(client: wire, redactor: Redactor(keys: .ephemeral()), sink: sink)
            let request = RequestMessage(
                method: "POST",
                url: Array("\(upstream.origin)/x".utf8),
                body: MessageBody(Array("hi".utf8))
            )
            let call = await client.send(request, repeats: 7, run: "r1", label: "l")
            #expect(call.number == 1)
            #expect(call.raw.failure?.message == nil)
            #expect(call.raw.response?.body.bytes == Array("POST /x 2 hi".utf8))
            #expect(sink.records.map(\.repeats) == [7])
            #expect(sink.records.map(\.run) == ["r1"])
            #expect(sink.records.map(\.label) == ["l"])
            await wire.shutdown()
        }

        @Test func anAnswerAboveTheCapIsCutWithItsLengthAndDigest() async throws {
            let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let upstream = try answering { _ in
                Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
            }
            defer { upstream.stop() }
            let keys = RedactionKeys(master: [UInt8](repeating: 9, count: 32))
            var digest = keys.makeBodyDigest()
            digest.update(body)
            for cap in [1_000, 200_000] {
                var options = WireClientOptions()
                options.maxBody = cap
                let wire = WireClient(options: options)
                let sink = TestSink()
                let client = RecordingClient(client: wire, redactor: Redactor(keys: keys), sink: sink, keys: keys)
                let url = Array("\(upstream.origin)/".utf8)
                let call = await client.send(RequestMessage(method: "GET", url: url))
                #expect(call.raw.response?.body.bytes == Array(body.prefix(cap)))
                #expect(call.raw.response?.body.trueLength == body.count)
                #expect(call.raw.response?.body.isCut == (cap < body.count))
                #expect(call.raw.response?.body.keyedDigest == (cap < body.count ? digest.finalize() : nil))
                if cap < body.count {
                    #expect(sink.exchanges.first?.response?.body.keyedDigest == digest.finalize())
                }
                await wire.shutdown()
            }
        }

        @Test func aCallThatFailsIsStoredAndOneThatCannotBeStoredStillCounts() async throws {
            let closed = try RawServer { _, _ in }
            let url = Array("\(closed.origin)/".utf8)
            closed.stop()
            let sink = TestSink()
            let wire = WireClient()
            let client = RecordingClient(client: wire, redactor: Redactor(keys: .ephemeral()), sink: sink)
            let failed = await client.send(RequestMessage(method: "GET", url: url))
            #expect(failed.raw.failure?.kind == .connect)
            #expect(failed.number == 1)
            sink.fail(true)
            let unstored = await client.send(RequestMessage(method: "GET", url: url))
            #expect(unstored.number == nil)
            #expect(unstored.storeError is TestSink.Full)
            #expect(sink.records.count == 1)
            await wire.shutdown()
        }
    }
}
