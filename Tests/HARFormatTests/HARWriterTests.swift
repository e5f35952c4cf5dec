import ExchangeModel
import HARFormat
import JSONTree
import Redaction
import TestSupport
import Testing

@Suite struct HARWriterTests {
    /// Exchanges of every kind that can be written down without loss.
    static func samples(_ count: Int, seed: UInt64) -> [Exchange] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            let codings = ["", "gzip", "deflate"]
            let coding = codings.randomElement(using: &generator) ?? ""
            var headers: HeaderList = ["Accept": "*/*", "Content-Type": "text/plain"]
            headers.fields.append(
                .init(name: Array("Server".utf8), value: ASCII.trimmed(generator.bytes(upTo: 6, in: 0x20...0xFF)))
            )
            var request = RequestMessage(
                method: ["GET", "POST", "PATCH"].randomElement(using: &generator) ?? "GET",
                url: Array("http://127.0.0.1:8080/v1/things/\(index)?order[a]=b%20c&x=".utf8)
                    + generator.bytes(upTo: 3, in: 0x80...0xFF),
                version: ["HTTP/1.1", "h3", ""].randomElement(using: &generator) ?? "",
                headers: headers
            )
            if request.method != "GET" {
                request.body = MessageBody(generator.flip() ? generator.text(upTo: 9) : generator.bytes(upTo: 30))
            }
            var response: ResponseMessage?
            if index % 5 != 0 {
                var answer = ResponseMessage(
                    status: 200 + index,
                    reason: generator.bytes(upTo: 3, in: 0x41...0xFF),
                    headers: headers,
                    body: MessageBody(generator.flip() ? generator.text(upTo: 20) : generator.bytes(upTo: 60))
                )
                if coding == "gzip", let gzip = gzipped(answer.body.bytes) {
                    answer.headers.append("Content-Encoding", "gzip")
                    answer.body = MessageBody(gzip)
                }
                if generator.flip() { answer.trailers = ["Server-Timing": "a;dur=1"] }
                if generator.flip() {
                    answer.body.isTruncated = true
                } else if generator.flip() {
                    answer.body.isCut = true
                    answer.body.trueLength += 1_000
                    answer.body.keyedDigest = generator.bytes(upTo: 0) + [UInt8](repeating: 0xAB, count: 32)
                }
                response = answer
            }
            return Exchange(
                startedAt: Timestamp(microseconds: Int64.random(in: 0...4_000_000_000_000_000, using: &generator)),
                monotonicStart: generator.flip()
                    ? MonotonicMoment(process: UInt64(index), offset: .microseconds(index * 1_234_567)) : nil,
                request: request,
                response: response,
                failure: response == nil || generator.flip()
                    ? TransportFailure(.reset, "the connection was reset") : nil,
                timings: Timings(
                    blocked: generator.duration(),
                    dns: generator.duration(),
                    connect: generator.flip() ? .nanoseconds(7) : nil,
                    tls: nil,
                    send: generator.duration(),
                    wait: generator.duration(),
                    receive: generator.duration()
                ),
                connection: ConnectionInfo(
                    remoteAddress: generator.flip() ? "[::1]:8080" : nil,
                    isReused: generator.flip() ? true : nil,
                    ordinal: generator.flip() ? index : nil
                )
            )
        }
    }

    @Test func readingBackGivesTheSame() throws {
        let first = Self.samples(120, seed: 31).map(redacted)
        let har = try HARReader.read(HARWriter.write(first.map { HAREntryInput(exchange: $0) }))
        #expect(har.warnings.isEmpty)
        let second = har.exchanges.map(redacted)
        #expect(first.count == second.count)
        for (index, (one, two)) in zip(first, second).enumerated() {
            #expect(one.startedAt == two.startedAt)
            #expect(one.monotonicStart == two.monotonicStart)
            #expect(one.request.method == two.request.method)
            #expect(one.request.url == two.request.url)
            #expect(one.request.version == two.request.version)
            #expect(one.request.headers == two.request.headers)
            expectSame(one.request.body, two.request.body, "request \(index)")
            #expect((one.response == nil) == (two.response == nil))
            if let a = one.response, let b = two.response {
                #expect(a.status == b.status)
                #expect(a.reason == b.reason)
                #expect(a.version == b.version)
                #expect(a.headers == b.headers)
                #expect(a.trailers == b.trailers)
                expectSame(a.body, b.body, "response \(index)")
            }
            #expect(one.failure == two.failure)
            #expect(one.timings == two.timings)
            #expect(one.connection == two.connection)
        }
    }

    private func expectSame(_ one: RedactedBody, _ two: RedactedBody, _ name: String) {
        // What was withheld is not in the file, so it reads as cut.
        guard one.withheld == nil else {
            return #expect(two.isCut && two.bytes.isEmpty && two.trueLength == one.trueLength)
        }
        #expect(one.bytes == two.bytes, "\(name)")
        #expect(one.trueLength == two.trueLength, "\(name)")
        #expect(one.isCut == two.isCut, "\(name)")
        #expect(one.isTruncated == two.isTruncated, "\(name)")
        #expect(one.keyedDigest == two.keyedDigest, "\(name)")
    }

    @Test func whatIsWrittenIsHAR() throws {
        let bytes = HARWriter.write(
            Self.samples(60, seed: 32).map { HAREntryInput(exchange: redacted($0), number: 7) },
            comment: "c"
        )
        #expect(try HARLint.check(bytes).isEmpty)
        #expect(try HARLint.check(HARWriter.write([])).isEmpty)
        #expect(
            bytes
                == HARWriter.write(
                    Self.samples(60, seed: 32).map { HAREntryInput(exchange: redacted($0), number: 7) },
                    comment: "c"
                )
        )
    }

    @Test func standInsStayAndSecretsDoNot() throws {
        let raw = exchange(
            method: "POST",
            url: "https://api.example.com/v1/things?access_token=hunter2hunter2",
            headers: ["Authorization": "Bearer very-secret-token-123", "Cookie": "session=very-secret-cookie"],
            body: "{\"client_secret\":\"very-secret-value\"}"
        )
        let one = redacted(raw)
        let bytes = HARWriter.write([HAREntryInput(exchange: one)])
        #expect(!String(decoding: bytes, as: UTF8.self).contains("very-secret"))
        let again = redacted(try HARReader.read(bytes).exchanges[0])
        #expect(one.request.headers == again.request.headers)
        #expect(one.request.url == again.request.url)
        #expect(one.request.body.bytes == again.request.body.bytes)
        let log = try JSONDocument.parse(bytes).root["log"]
        let entry = try #require(log?["entries"]?[0])
        #expect(entry["request"]?["cookies"]?.count == 0)
        #expect(entry["response"]?["cookies"]?.count == 0)
        #expect(log?["_reprise"]?["version"]?.int == 1)
        for replacement in entry["_reprise"]?["replacements"]?.elements.map({ $0 }) ?? [] {
            #expect(
                Set(replacement.members.compactMap { $0.key.string }).isSubset(of: [
                    "place", "pointer", "rule", "standIn",
                ])
            )
        }
    }

    @Test func phasesAreCountedAsHARDoes() throws {
        var raw = exchange()
        raw.timings = Timings(connect: .microseconds(1_500), tls: .nanoseconds(2_000_001), wait: .milliseconds(3))
        let bytes = HARWriter.write([HAREntryInput(exchange: redacted(raw))])
        let timings = try JSONDocument.parse(bytes).root["log"]?["entries"]?[0]?["timings"]
        func lexeme(_ name: String) -> String { String(decoding: timings?[name]?.lexeme ?? [], as: UTF8.self) }
        #expect(lexeme("connect") == "3.500001")
        #expect(lexeme("ssl") == "2.000001")
        #expect(lexeme("wait") == "3")
        // HAR 1.2: send, wait and receive must be there and must not be negative.
        #expect(lexeme("dns") == "-1" && lexeme("send") == "0" && lexeme("receive") == "0")
        #expect(try HARReader.read(bytes).exchanges[0].timings == raw.timings)
    }

    /// `time` is the sum of the phases, the handshake counted once (HAR 1.2).
    @Test func timeIsTheSumOfThePhases() throws {
        for raw in Self.samples(40, seed: 33) + [handshakeOnly()] {
            let bytes = HARWriter.write([HAREntryInput(exchange: redacted(raw))])
            let entry = try #require(try JSONDocument.parse(bytes).root["log"]?["entries"]?[0])
            let phases = ["blocked", "dns", "connect", "send", "wait", "receive"].map {
                entry["timings"]?[$0]?.double ?? -1
            }
            let sum = phases.filter { $0 >= 0 }.reduce(0, +)
            #expect(abs(sum - (entry["time"]?.double ?? -1)) < 0.001)
            #expect(try HARReader.read(bytes).exchanges[0].timings == raw.timings)
        }
    }

    private func handshakeOnly() -> Exchange {
        var raw = exchange()
        raw.timings = Timings(tls: .milliseconds(7))
        return raw
    }

    /// Import, export, import again: from the second file on nothing changes, byte for byte.
    @Test func exportingAgainIsStable() throws {
        var files = [HARWriter.write(Self.samples(60, seed: 34).map { HAREntryInput(exchange: redacted($0)) })]
        for name in ["charles", "chrome", "firefox", "insomnia", "with-bom"] {
            if let file = try sharedFile("har/\(name).har") { files.append(file) }
        }
        func again(_ bytes: [UInt8]) throws -> [UInt8] {
            HARWriter.write(try HARReader.read(bytes).exchanges.map { HAREntryInput(exchange: redacted($0)) })
        }
        for file in files {
            let second = try again(try again(file))
            let third = try again(second)
            #expect(try again(third) == third)
            #expect(try HARLint.check(third).isEmpty)
        }
    }

    @Test func whatIsMissingIsSaidToTheViewer() throws {
        var raw = exchange(method: "POST", body: "abc")
        raw.request.body.isCut = true
        raw.request.body.trueLength = 9_000
        raw.response?.body = MessageBody([0, 1, 2, 0xFF])
        let bytes = HARWriter.write([HAREntryInput(exchange: redacted(raw))])
        let entry = try JSONDocument.parse(bytes).root["log"]?["entries"]?[0]
        #expect(
            entry?["request"]?["comment"]?.string == "only the beginning of the body was kept; it had 9000 bytes"
        )
        let comment = entry?["response"]?["content"]?["comment"]?.string
        #expect(comment?.hasPrefix("the body of 4 bytes was left out: ") == true)
    }

    @Test func failuresHaveAResponseForTheViewer() throws {
        var raw = exchange()
        raw.response = nil
        raw.failure = TransportFailure(.connect, "127.0.0.1:1 refused the connection")
        let bytes = HARWriter.write([HAREntryInput(exchange: redacted(raw), number: 3)])
        let entry = try JSONDocument.parse(bytes).root["log"]?["entries"]?[0]
        #expect(entry?["response"]?["status"]?.int == 0)
        #expect(entry?["_reprise"]?["number"]?.int == 3)
        #expect(entry?["_reprise"]?["failure"]?["kind"]?.string == "connect")
    }

    @Test func browsersFilesCanBeWrittenAgain() throws {
        for name in ["charles", "chrome", "firefox", "insomnia", "with-bom"] {
            guard let bytes = try sharedFile("har/\(name).har") else { return }
            let first = try HARReader.read(bytes).exchanges.map(redacted)
            let written = HARWriter.write(first.map { HAREntryInput(exchange: $0) })
            #expect(try HARLint.check(written).isEmpty)
            let second = try HARReader.read(written).exchanges.map(redacted)
            for (one, two) in zip(first, second) {
                #expect(one.request.url == two.request.url)
                #expect(one.request.headers == two.request.headers)
                #expect(one.response?.body.bytes == two.response?.body.bytes)
                #expect(one.timings == two.timings)
            }
        }
    }
}
