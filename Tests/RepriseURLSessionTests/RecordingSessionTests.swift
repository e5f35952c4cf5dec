import CaptureStore
import ExchangeModel
import Foundation
import Redaction
import RepriseKit
import RepriseURLSession
import Simulator
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.serialized) struct RecordingSessionTests {
    /// URLSession decodes gzip but leaves the field that announces it: taken together the body would be unreadable.
    @Test func aCompressedAnswerIsRecordedAsURLSessionShowsIt() async throws {
        // {"a":1}
        let gzipped: [UInt8] = [
            0x1f, 0x8b, 0x8, 0x0, 0x0, 0x0, 0x0, 0x0, 0x2, 0x3, 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x32, 0xac, 0x5, 0x0,
            0xaf,
            0xac, 0x1b, 0x56, 0x7, 0x0, 0x0, 0x0,
        ]
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: \(gzipped.count)\r\nConnection: close\r\n\r\n"
        let server = try OneAnswerServer(Array(head.utf8) + gzipped)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("captures.sqlite").path
        let recorder = try Recorder(store: path)
        let session = RecordingSession(recorder: recorder)
        let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/"))
        let (data, _) = try await session.data(for: URLRequest(url: url))
        #expect(data == Data(#"{"a":1}"#.utf8))
        #expect(await recorder.finish().recorded == 1)

        let keys = try KeyFile.loadOrCreate(at: folder.appendingPathComponent("key").path)
        let captures = try SQLiteCaptures.open(path: path, redactor: Redactor(keys: keys))
        let response = try #require(try captures.capture(1)?.exchange.response)
        #expect(response.body.bytes == Array(data))
        #expect(response.headers.text("Content-Encoding") == nil)
        #expect(response.headers.text("Content-Length") == nil)
        #expect(response.headers.text("Content-Type") == "application/json")
    }

    @Test func callsAreStoredRedactedAndReturnedWhole() async throws {
        let server = try await SimulatedKadence.start()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("captures.sqlite").path
        let recorder = try Recorder(store: path, secrets: ["opensesame-opensesame"])
        let session = RecordingSession(recorder: recorder)
        var request = URLRequest(url: try #require(URL(string: server.apiBase + "/v1/public/buildings")))
        request.setValue("Bearer opensesame-opensesame", forHTTPHeaderField: "Authorization")
        let (data, response) = try await session.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 401)
        #expect(!data.isEmpty)

        let refused = URLRequest(url: try #require(URL(string: "http://127.0.0.1:1/")))
        await #expect(throws: (any Error).self) { try await session.data(for: refused) }
        let summary = await recorder.finish()
        await server.stop()
        #expect(summary.recorded == 2 && summary.lost == 0 && summary.lastError == nil)

        let keys = try KeyFile.loadOrCreate(at: folder.appendingPathComponent("key").path)
        let captures = try SQLiteCaptures.open(path: path, redactor: Redactor(keys: keys))
        let first = try #require(try captures.capture(1)).exchange
        #expect(first.response?.status == 401)
        #expect(first.response?.body.bytes == Array(data))
        #expect(!(first.request.headers.text("Authorization") ?? "").contains("opensesame"))
        let second = try #require(try captures.capture(2)).exchange
        #expect(second.failure != nil)
        let start = try #require(first.monotonicStart)
        #expect(try #require(second.monotonicStart?.since(start)) > .zero)
        #expect(try #require(recorder.moment().since(start)) > .zero)
    }
}
