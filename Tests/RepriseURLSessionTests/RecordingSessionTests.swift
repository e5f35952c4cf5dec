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
        #expect(try #require(try captures.capture(2)).exchange.failure != nil)
    }
}
