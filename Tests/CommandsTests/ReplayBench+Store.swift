import CaptureStore
import Deflate
import Foundation
import JSONTree
import Playback
import Redaction
import ReplayPlan
import Testing

extension ReplayBench {
    /// The runs that the program has kept.
    func archive() throws -> RunArchive {
        let keys = try KeyFile.loadOrCreate(at: program.path(".reprise/key"))
        let path = program.path(".reprise/captures.sqlite")
        return RunArchive(try SQLiteCaptures.open(path: path, redactor: Redactor(keys: keys)))
    }

    /// Changes what is kept of the newest run.
    func changeNewest(_ change: (inout RunRecord) -> Void) throws {
        let archive = try archive()
        var run = try #require(try archive.list(limit: 1).runs.first)
        change(&run)
        try archive.end(run)
    }

    /// Writes `flow.har`.
    func write(_ entries: [String]) throws {
        let text =
            #"{"log":{"version":"1.2","creator":{"name":"Test","version":"1"},"entries":["#
            + entries.joined(separator: ",") + "]}}"
        try Data(text.utf8).write(to: URL(fileURLWithPath: program.path("flow.har")))
    }

    /// The letter of a report on this.
    func letter(_ what: String) async throws -> String { try await program.letter(what) }
}

extension Program {
    /// The letter of a report on this.
    func letter(_ what: String) async throws -> String {
        let folder = "out-" + UUID().uuidString
        let result = try await run(
            ["report", what, "--goal", "a", "--expected", "b", "--actual", "c", "--output", folder]
        )
        #expect(result.status == 0, "\(result.talk)")
        let files = try FileManager.default.contentsOfDirectory(atPath: path(folder))
        let name = try #require(files.first { $0.hasSuffix(".zip") })
        let zip = try ZipReader(Array(try Data(contentsOf: URL(fileURLWithPath: path(folder + "/" + name)))))
        let entry = try #require(zip.entries.first { $0.name == "01-support-request.txt" })
        // Lines are wrapped; what is looked for is not.
        return String(decoding: try zip.contents(of: entry), as: UTF8.self).replacing("\n", with: " ")
    }
}
