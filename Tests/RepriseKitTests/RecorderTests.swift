import ExchangeModel
import Foundation
import RepriseKit
import Testing

@Suite struct RecorderTests {
    @Test func everythingOfferedIsStoredAndNothingRawIsOnDisk() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorder = try Recorder(
            store: folder.appendingPathComponent("captures.sqlite").path,
            secrets: ["hunter2-hunter2"]
        )
        for number in 0..<20 {
            await recorder.record(
                Exchange(
                    startedAt: Timestamp(seconds: 1_795_455_062),
                    request: RequestMessage(
                        method: "GET",
                        url: Array("https://api.example/v1/\(number)?key=hunter2-hunter2".utf8),
                        headers: ["X-Note": "hunter2-hunter2"]
                    ),
                    response: ResponseMessage(
                        status: 200,
                        body: MessageBody(Array(#"{"note":"hunter2-hunter2"}"#.utf8))
                    )
                )
            )
        }
        let summary = await recorder.finish()
        #expect(summary.recorded == 20 && summary.lost == 0 && summary.lastError == nil)
        #expect(
            await recorder.record(
                Exchange(startedAt: Timestamp(seconds: 0), request: RequestMessage(method: "GET", url: []))
            ) == false
        )
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let bytes = try Data(contentsOf: file)
            #expect(bytes.range(of: Data("hunter2".utf8)) == nil, "\(file.lastPathComponent)")
        }
    }

    @Test func aFolderThatCannotBeUsedIsSaid() {
        #expect(throws: (any Error).self) { try Recorder(store: "/proc/nowhere/captures.sqlite") }
    }
}
