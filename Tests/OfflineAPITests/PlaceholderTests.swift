import Deflate
import ExchangeModel
import Redaction
import Testing

@testable import OfflineAPI

/// Answers whose bodies redaction left out, or the recorder cut.
@Suite struct PlaceholderTests {
    private static let get = Recording.request("GET", "/v1/public/users/1/photo")

    private static func exchange(
        _ type: String,
        status: Int = 200,
        method: String = "GET",
        bytes: [UInt8] = [0, 1, 2, 0xFF],
        headers: HeaderList = HeaderList(),
        isCut: Bool = false,
        failure: TransportFailure? = nil
    ) -> RedactedExchange {
        var headers = headers
        if !type.isEmpty { headers.append("Content-Type", type) }
        return Recording.redact(
            Exchange(
                startedAt: Timestamp(seconds: 0),
                request: Recording.request(method, "/v1/public/users/1/photo"),
                response: ResponseMessage(
                    status: status,
                    headers: headers,
                    body: MessageBody(bytes, trueLength: 5_000, isCut: isCut, isTruncated: failure != nil)
                ),
                failure: failure
            )
        )
    }

    private static func reply(_ exchange: RedactedExchange) -> OfflineReply {
        OfflineReply(RecordedStep(number: 1, exchange), origins: [], ownOrigin: "http://127.0.0.1:8090")
    }

    @Test func statusAndFieldsAreAsRecorded() {
        let exchange = Self.exchange(
            "image/png",
            status: 201,
            headers: ["X-WX-Trace": "459fdaaa5e01f323ebce54f88f7052c4", "Content-Encoding": "gzip"],
            isCut: true
        )
        let reply = Self.reply(exchange)
        #expect(reply.status == 201)
        #expect(reply.headers.text("X-WX-Trace") == "459fdaaa5e01f323ebce54f88f7052c4")
        #expect(reply.headers.text("Content-Type") == "image/png")
        #expect(reply.headers.text("Content-Encoding") == nil)
        #expect(reply.headers.text(OfflineReply.bodyField) == "withheld")
        #expect(reply.announcedLength == reply.body.count)
        // What is there as a whole has no such mark.
        #expect(Self.reply(Recording.exchange(Self.get)).headers.text(OfflineReply.bodyField) == nil)
    }

    @Test func everyChunkOfThePNGHasItsChecksum() throws {
        let png = Self.reply(Self.exchange("image/png")).body
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        func number(_ start: Int) -> Int { png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        var start = 8
        var names: [String] = []
        while start + 12 <= png.count {
            let end = start + 8 + number(start)
            try #require(end + 4 <= png.count)
            let name = String(decoding: png[start + 4..<start + 8], as: UTF8.self)
            names.append(name)
            #expect(number(end) == Int(CRC32.checksum(png[start + 4..<end])))
            if name == "IDAT" {
                let pixels = try Compression.decompress(Array(png[start + 8..<end]), as: .zlib)
                #expect(pixels.count == 2, "a filter and a pixel")
            }
            start = end + 4
        }
        #expect(names == ["IHDR", "IDAT", "IEND"])
        #expect(start == png.count)
    }

    /// Every marker's length leads to the next one (ITU-T T.81, annex B).
    @Test(arguments: ["image/jpeg", "IMAGE/JPEG; q=1"])
    func theJPEGIsWellFormed(_ type: String) {
        let jpeg = Self.reply(Self.exchange(type)).body
        #expect(jpeg.starts(with: [0xFF, 0xD8]) && jpeg.suffix(2).elementsEqual([0xFF, 0xD9]))
        var start = 2
        var markers: [UInt8] = []
        while start + 4 <= jpeg.count, jpeg[start] == 0xFF, markers.last != 0xDA {
            markers.append(jpeg[start + 1])
            start += 2 + Int(jpeg[start + 2]) << 8 + Int(jpeg[start + 3])
        }
        #expect(markers == [0xE0, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA])
        #expect(start == jpeg.count - 3, "one byte of scan and the end")
    }

    @Test func otherFilesAreEmpty() {
        for type in [
            "application/pdf", "application/octet-stream", "image/webp", "video/mp4", "application/vnd.ms-excel",
        ] {
            let reply = Self.reply(Self.exchange(type))
            #expect(reply.status == 200 && reply.body.isEmpty && reply.announcedLength == 0, "\(type)")
            #expect(reply.headers.text(OfflineReply.bodyField) == "withheld")
        }
        let plan = Self.reply(Self.exchange("image/svg+xml", bytes: Array("<svg".utf8), isCut: true))
        #expect(String(decoding: plan.body, as: UTF8.self).hasPrefix("<svg xmlns="))
    }

    /// A client would go on with it and fail somewhere else.
    @Test func dataIsNeverInvented() {
        let types = [
            "application/json", "application/ld+json", "application/vnd.api+json", "text/csv", "text/html",
            "application/xml", "multipart/mixed", "",
        ]
        for type in types {
            let reply = Self.reply(Self.exchange(type, isCut: true))
            #expect(reply.status == 501, "\(type)")
            #expect(reply.headers.text(OfflineReply.bodyField) == nil)
        }
        #expect(Self.reply(Self.exchange("image/png", status: 206)).status == 501)
    }

    @Test func itBreaksWhereTheRecordedOneDid() {
        let broken = Self.reply(Self.exchange("image/png", failure: TransportFailure(.closedEarly, "gone")))
        guard case .closed = broken.ending else {
            Issue.record("\(broken.ending)")
            return
        }
        #expect(broken.announcedLength ?? 0 > broken.body.count)
    }

    @Test func theAnswerToHeadLacksNothing() {
        let head = Self.exchange("image/png", method: "HEAD", bytes: [], headers: ["Content-Length": "5000"])
        #expect(Self.reply(head).announcedLength == 5_000)
        #expect(Self.reply(head).headers.text(OfflineReply.bodyField) == nil)
    }

    @Test func theyAreCounted() {
        var counter = Counter([Self.exchange("image/png"), Self.exchange("image/png")])
        for isRepeat in [false, false, true] {
            guard case .placeholder(_, isRepeat, let reason) = counter.ask(Self.get) else {
                Issue.record("no placeholder")
                return
            }
            #expect(reason.contains("left out"))
        }
        #expect(counter.desk.summary.placeholderCount == 3)
        #expect(counter.desk.summary.placeholders.map(\.step) == [1, 2])
        #expect(counter.desk.summary.answered == 3 && counter.desk.summary.repeated == 1)
        #expect(counter.desk.summary.notServableCount == 0)
        #expect(counter.desk.isDone)
    }

    /// Who asks for a picture gets it before the description of it.
    @Test func theirTypeCountsForAccept() {
        var counter = Counter([
            Recording.exchange(Self.get, body: #"{"photo":"x"}"#), Self.exchange("image/png"),
        ])
        let asked = Recording.request("GET", "/v1/public/users/1/photo", headers: ["Accept": "image/*"])
        guard case .placeholder(1, _, _) = counter.ask(asked) else {
            Issue.record("another step")
            return
        }
    }
}
