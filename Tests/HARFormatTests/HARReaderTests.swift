import Deflate
import ExchangeModel
import HARFormat
import Redaction
import TestSupport
import Testing

@Suite struct HARReaderTests {
    private func read(_ text: String) throws -> HARImport { try HARReader.read(Array(text.utf8)) }

    /// One entry with these members.
    private func entry(_ members: String) throws -> HARImport { try read("{\"log\":{\"entries\":[{\(members)}]}}") }

    private static let request =
        "\"startedDateTime\":\"2023-03-29T17:37:42.482-07:00\",\"request\":{\"method\":\"GET\",\"url\":\"http://a/\"}"

    @Test func filesOfBrowsersAreRead() throws {
        let wanted = [
            ("charles", 1, "Charles Proxy 4.6.3"), ("chrome", 3, "WebInspector 537.36"),
            ("firefox", 14, "Firefox 111.0.1"),
            ("insomnia", 1, "Insomnia REST Client insomnia.desktop.app:v2022.1.1"),
            ("with-bom", 1, "WebInspector 537.36"),
        ]
        for (name, count, creator) in wanted {
            guard let bytes = try sharedFile("har/\(name).har") else { return }
            let har = try HARReader.read(bytes)
            #expect(har.exchanges.count == count)
            #expect(har.creator == creator)
            for exchange in har.exchanges {
                #expect(URLParts(exchange.request.url) != nil)
                #expect(exchange.startedAt.seconds > 1_600_000_000)
                #expect(!exchange.request.headers.fields.contains { $0.name.first == 0x3A })
                #expect(exchange.response != nil || exchange.failure != nil)
                let redacted = redacted(exchange)
                #expect(
                    redacted.response?.body.facts.decoderError == nil,
                    "\(name) \(String(decoding: exchange.request.url, as: UTF8.self))"
                )
            }
        }
    }

    @Test func theirOdditiesAreKept() throws {
        guard let bytes = try sharedFile("har/chrome.har") else { return }
        let chrome = try HARReader.read(bytes)
        let versions = Set(chrome.exchanges.map(\.request.version))
        #expect(versions == ["http/2.0", "h3", ""])
        let offline = try #require(chrome.exchanges.first { $0.failure != nil })
        #expect(offline.response == nil)
        #expect(offline.failure?.message == "net::ERR_INTERNET_DISCONNECTED")
        let image = try #require(chrome.exchanges.first { $0.request.version == "h3" })
        #expect(image.response?.body.bytes.count == 7_108)
        #expect(image.connection.remoteAddress != nil)
        guard let charlesBytes = try sharedFile("har/charles.har") else { return }
        let charles = try HARReader.read(charlesBytes).exchanges[0]
        #expect(
            charles.timings
                == Timings(
                    dns: .milliseconds(43),
                    connect: .milliseconds(11),
                    tls: .milliseconds(26),
                    send: .milliseconds(1),
                    wait: .milliseconds(24),
                    receive: .milliseconds(2)
                )
        )
        #expect(charles.startedAt.description == "2023-03-30T00:37:42.482Z")
        guard let bomBytes = try sharedFile("har/with-bom.har") else { return }
        #expect(try HARReader.read(bomBytes).exchanges[0].request.body.bytes.first == 0x7B)
    }

    @Test func timingsKeepTheirFractions() throws {
        let har = try entry(
            Self.request
                + ",\"timings\":{\"blocked\":-1,\"dns\":0,\"wait\":70.402,\"receive\":1.7019999795593321,\"send\":null}"
        )
        #expect(
            har.exchanges[0].timings
                == Timings(dns: .zero, wait: .microseconds(70_402), receive: .nanoseconds(1_702_000))
        )
        #expect(try entry(Self.request + ",\"timings\":{}").exchanges[0].timings == Timings())
        #expect(try entry(Self.request).exchanges[0].timings == Timings())
        #expect(try entry(Self.request + ",\"timings\":{\"wait\":1e300}").exchanges[0].timings == Timings())
    }

    @Test func codedContentIsNotDecodedTwice() throws {
        let response =
            "\"response\":{\"status\":200,\"headers\":[{\"name\":\"content-encoding\",\"value\":\"CODING\"}],\"bodySize\":11,\"content\":{\"size\":5,\"text\":\"hello\"}}"
        for coding in ["gzip", "deflate", "identity", "deflate, gzip"] {
            let har = try entry(Self.request + "," + response.replacing("CODING", with: coding))
            let answer = try #require(har.exchanges[0].response)
            #expect(answer.headers.text("Content-Encoding") == coding)
            #expect(redacted(har.exchanges[0]).response?.body.bytes == Array("hello".utf8))
            if coding == "gzip" {
                #expect(try Compression.decompress(answer.body.bytes, as: .gzip) == Array("hello".utf8))
                #expect(answer.body.trueLength == 11)
            }
        }
        let text = try entry(Self.request + "," + response.replacing("CODING", with: "br")).exchanges[0]
        #expect(text.response?.headers.text("Content-Encoding") == "br")
        #expect(redacted(text).response?.body.bytes == Array("hello".utf8))
        let base64 = response.replacing("\"hello\"", with: "\"iVBORwD/\",\"encoding\":\"base64\"")
        let har = try entry(Self.request + "," + base64.replacing("CODING", with: "br"))
        #expect(har.exchanges[0].response?.body.bytes.first == 0x89)
        #expect(har.exchanges[0].response?.headers.contains("Content-Encoding") == false)
        #expect(
            har.warnings.map(\.message) == ["the content is there decoded, so the header Content-Encoding is left out"]
        )
    }

    /// Each layer costs a copy of the body; a header of a thousand would cost a thousand.
    @Test func layersOfCodingsEnd() throws {
        let codings = Array(repeating: "gzip", count: 1_000).joined(separator: ", ")
        let har = try entry(
            Self.request
                + ",\"response\":{\"status\":200,\"headers\":[{\"name\":\"Content-Encoding\",\"value\":\"\(codings)\"}],\"content\":{\"text\":\"hello\"}}"
        )
        #expect(har.exchanges[0].response?.body.bytes == Array("hello".utf8))
    }

    @Test func wellCompressingContentIsNoBomb() throws {
        let text = String(repeating: " ", count: 3 << 20)
        let har = try entry(
            Self.request
                + ",\"response\":{\"status\":200,\"headers\":[{\"name\":\"Content-Encoding\",\"value\":\"gzip\"}],\"content\":{\"text\":\"\(text)\"}}"
        )
        #expect(redacted(har.exchanges[0]).response?.body.bytes.count == 3 << 20)
    }

    @Test func failuresOfBrowsersAreNamed() throws {
        let wanted: [(String, TransportFailure.Kind)] = [
            ("net::ERR_NAME_NOT_RESOLVED", .resolve), ("net::ERR_CONNECTION_REFUSED", .connect),
            ("net::ERR_CERT_AUTHORITY_INVALID", .tls), ("net::ERR_CONNECTION_TIMED_OUT", .connectTimeout),
            ("net::ERR_TIMED_OUT", .readTimeout), ("net::ERR_ABORTED", .cancelled),
            ("net::ERR_EMPTY_RESPONSE", .closedEarly),
            ("net::ERR_CONNECTION_RESET", .reset), ("net::ERR_HTTP2_PROTOCOL_ERROR", .protocolError), ("odd", .other),
        ]
        for (message, kind) in wanted {
            let har = try entry(
                Self.request
                    + ",\"response\":{\"status\":0,\"headers\":[],\"content\":{\"size\":0},\"redirectURL\":null,\"_error\":\"\(message)\"}"
            )
            #expect(har.exchanges[0].failure == TransportFailure(kind, message))
            #expect(har.exchanges[0].response == nil)
        }
        #expect(try entry(Self.request).exchanges[0].failure?.kind == .other)
    }

    @Test func bodiesThatAreNotThereAreCut() throws {
        let har = try entry(Self.request + ",\"response\":{\"status\":200,\"content\":{\"size\":99}}")
        #expect(har.exchanges[0].response?.body == MessageBody([], trueLength: 99, isCut: true))
        #expect(har.warnings.count == 1)
        #expect(
            try entry(Self.request + ",\"response\":{\"status\":204,\"content\":{}}").exchanges[0].response?.body
                == .empty
        )
    }

    /// Firefox leaves bodies out without a size; an empty body would be an invention.
    @Test func bodiesLeftOutWithoutASizeAreCutToo() throws {
        func body(_ response: String) throws -> MessageBody? {
            try entry(Self.request + ",\"response\":{\(response)}").exchanges[0].response?.body
        }
        let missing = MessageBody([], trueLength: 0, isCut: true)
        #expect(try body("\"status\":200,\"content\":{\"mimeType\":\"image/png\"},\"bodySize\":-1") == missing)
        #expect(try body("\"status\":500") == missing)
        let length = "\"headers\":[{\"name\":\"Content-Length\",\"value\":\"77\"}]"
        #expect(try body("\"status\":200,\(length)")?.trueLength == 77)
        #expect(try body("\"status\":200,\"content\":{\"size\":0},\"bodySize\":-1") == .empty)
        #expect(try body("\"status\":200,\"content\":{\"text\":\"\"}") == .empty)
        #expect(try body("\"status\":304,\"content\":{\"size\":-1}") == .empty)
    }

    @Test func numbersThatNoBodyHasAreNotBelieved() throws {
        let sizes = "\"bodySize\":9223372036854775807,\"content\":{\"size\":1e18}"
        let har = try entry(Self.request + ",\"response\":{\"status\":200.0,\(sizes)}")
        #expect(har.exchanges[0].response?.status == 200)
        #expect(har.exchanges[0].response?.body.trueLength == 1 << 50)
        #expect(try entry(Self.request + ",\"response\":{\"status\":1.5}").exchanges[0].response == nil)
        let zero = "\"request\":{\"method\":\"GET\",\"url\":\"http://a/\",\"bodySize\":-9223372036854775808}"
        #expect(try entry(zero).exchanges[0].request.body == .empty)
    }

    @Test func postedBodiesMayBeBase64() throws {
        let posted = "\"postData\":{\"mimeType\":\"image/png\",\"text\":\"iVBORwD/\",\"encoding\":\"base64\"}"
        let har = try entry("\"request\":{\"method\":\"POST\",\"url\":\"http://a/\",\(posted)}")
        #expect(har.exchanges[0].request.body.bytes == [0x89, 0x50, 0x4E, 0x47, 0x00, 0xFF])
    }

    @Test func partsWithoutTheirBytesAreNoEmptyBody() throws {
        let posted =
            "\"postData\":{\"mimeType\":\"multipart/form-data; boundary=x\",\"params\":[{\"name\":\"a\",\"fileName\":\"b.png\"}]}"
        let har = try entry("\"request\":{\"method\":\"POST\",\"url\":\"http://a/\",\(posted)}")
        #expect(har.exchanges[0].request.body == MessageBody([], trueLength: 0, isCut: true))
        #expect(har.warnings.contains { $0.message == "the request's body is only there as a list of its 1 parts" })
    }

    /// A form that a HAR file keeps without its header field is searched for secrets all the same.
    @Test func secretsInFormsWithoutATypeAreFound() throws {
        for params in [
            "\"params\":[{\"name\":\"client_secret\",\"value\":\"hunter2hunter2\"}]",
            "\"text\":\"grant_type=x&client_secret=hunter2hunter2\"",
        ] {
            let posted = "\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\",\(params)}"
            let har = try entry("\"request\":{\"method\":\"POST\",\"url\":\"http://a/\",\(posted)}")
            let text = String(decoding: redacted(har.exchanges[0]).request.body.bytes, as: UTF8.self)
            #expect(text.contains("client_secret=redacted-") && !text.contains("hunter2"))
        }
    }

    @Test func urlsOfOtherSchemesDoNoHarm() throws {
        for url in ["data:text/plain,hello", "wss://a/b", "blob:http://a/1", "chrome-extension://abc/x", "/only/path"] {
            let har = try entry("\"request\":{\"method\":\"GET\",\"url\":\"\(url)\"}")
            let one = redacted(har.exchanges[0])
            _ = CurlCommand.write(one)
            _ = MarkdownExport.write(one)
            #expect(try HARLint.check(HARWriter.write([HAREntryInput(exchange: one)])).isEmpty)
        }
    }

    @Test func formsArePutTogether() throws {
        let har = try entry(
            "\"startedDateTime\":\"2023-01-01T00:00:00Z\",\"request\":{\"method\":\"POST\",\"url\":\"http://a/\",\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\",\"params\":[{\"name\":\"a b\",\"value\":\"1&2\"},{\"name\":\"c\",\"value\":\"%41+\"}]}}"
        )
        #expect(String(decoding: har.exchanges[0].request.body.bytes, as: UTF8.self) == "a+b=1%262&c=%41+")
    }

    @Test func fieldsThatBrowsersJoinedAreCutAgain() throws {
        let har = try entry(
            Self.request
                + ",\"response\":{\"status\":200,\"headers\":[{\"name\":\"Set-Cookie\",\"value\":\"a=1\\nb=2\"},{\"name\":7},{\"name\":\":status\",\"value\":\"200\"}],\"cookies\":[{\"name\":\"zzz\",\"value\":\"secret\"}]}"
        )
        #expect(
            har.exchanges[0].response?.headers == HeaderList([.init("Set-Cookie", "a=1"), .init("Set-Cookie", "b=2")])
        )
    }

    @Test func entriesWithoutARequestAreNamed() throws {
        let har = try read("{\"log\":{\"entries\":[{},{\"request\":{\"url\":\"http://a/\"}},7]}}")
        #expect(har.exchanges.count == 1)
        #expect(har.exchanges[0].request.method == "GET")
        #expect(Set(har.warnings.map(\.entry)) == [0, 1, 2])
    }

    @Test func cutFilesSayWhereAndHowMuchCameBefore() throws {
        let whole = HARWriter.write(
            (1...4).map { (index: Int) in
                HAREntryInput(exchange: redacted(exchange(url: "http://a/\(index)")), number: index)
            }
        )
        for count in stride(from: 0, to: whole.count - 1, by: 7) {
            let cut = Array(whole.prefix(count))
            do {
                _ = try HARReader.read(cut)
                if String(decoding: whole[count...], as: UTF8.self).contains(where: { !$0.isWhitespace }) {
                    Issue.record("a file cut at \(count) was read")
                }
            } catch {
                #expect(error.offset.map { $0 <= count } == true)
                #expect(error.line != nil)
                let salvaged = HARReader.salvage(cut)
                #expect(salvaged?.exchanges.count ?? 0 == error.wholeEntries)
            }
        }
        let error = #expect(throws: HARError.self) { try HARReader.read(Array(whole.dropLast(8))) }
        #expect(error?.wholeEntries == 4)
        #expect(error?.description.contains("4 entries are whole. Was the file cut off?") == true)
    }

    @Test func otherFilesAreRefused() {
        let error = #expect(throws: HARError.self) { try HARReader.read(Array("\u{FEFF}<html>".utf8)) }
        #expect(error?.offset == 3)
        #expect(throws: HARError.self) { try HARReader.read([]) }
        #expect(throws: HARError(reason: "there is no log.entries in it")) {
            try HARReader.read(Array("{\"log\":{}}".utf8))
        }
        #expect(throws: HARError(reason: "it is in UTF-16; save it as UTF-8")) {
            try HARReader.read([0xFF, 0xFE, 0x7B, 0])
        }
    }

    @Test func damagedFilesNeverCrash() throws {
        let whole = HARWriter.write(
            (1...3).map { HAREntryInput(exchange: redacted(exchange(method: "POST", body: "{\"a\":\($0)}"))) }
        )
        var generator = SeededGenerator(seed: 21)
        let swaps = ["null", "-1", "1e999", "\"x\"", "[]", "{}", "true", "99999999999999999999"].map { Array($0.utf8) }
        for _ in 0..<600 {
            var damaged = whole
            let place = Int.random(in: 0..<damaged.count, using: &generator)
            if generator.flip() {
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            } else if let colon = damaged[place...].firstIndex(of: 0x3A),
                let end = damaged[colon...].firstIndex(where: { $0 == 0x2C || $0 == 0x0A })
            {
                damaged.replaceSubrange((colon + 1)..<end, with: swaps.randomElement(using: &generator) ?? [])
            }
            if let har = try? HARReader.read(damaged) {
                _ = HARWriter.write(har.exchanges.map { HAREntryInput(exchange: redacted($0)) })
            } else {
                _ = HARReader.salvage(damaged)
            }
        }
    }
}
