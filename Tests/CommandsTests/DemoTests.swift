import Deflate
import Foundation
import JSONTree
import Testing

@Suite(.serialized) struct DemoTests {
    @Test func theWholeJobRunsAndSaysHowOften() async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(["demo", "--output", "out"])
        #expect(result.status == 0, "\(result.talk)")
        // Each call as a line, the strip, the sentence with its interval.
        #expect(result.talk.contains("/oauth2/token"))
        #expect(result.talk.contains("503"))
        let sentence = try #require(result.out.split(separator: "\n").first { $0.contains("out of 10 times") })
        #expect(sentence.contains("95 % interval"))
        let strip = try #require(
            result.talk.split(separator: "\n").first { $0.filter { "✓✗".contains($0) }.count == 10 }
        )
        // The figure is counted from the same attempts that the strip shows.
        #expect(sentence.contains("fails \(strip.filter { $0 == "✗" }.count) out of 10 times"))

        let files = try FileManager.default.contentsOfDirectory(atPath: program.path("out"))
        #expect(files.count == 2)
        let name = try #require(files.first { $0.hasSuffix(".zip") })
        let zip = try ZipReader(Array(try Data(contentsOf: URL(fileURLWithPath: program.path("out/" + name)))))
        let letter = try #require(zip.entries.first { $0.name == "01-support-request.txt" })
        let text = String(decoding: try zip.contents(of: letter), as: UTF8.self)
        #expect(text.contains("out of 10 times"))
        #expect(!text.contains("Authorization: Bearer ey"))
        let frequency = try #require(zip.entries.first { $0.name == "frequency.json" })
        let json = try JSONDocument.parse(try zip.contents(of: frequency)).root
        #expect(json["counted"]?.int == 10)
    }

    @Test func aTerminalIsNotNeededAndNoEscapesAreSent() async throws {
        let program = try Program()
        defer { program.remove() }
        let result = try await program.run(["demo", "--output", "out"], environment: ["NO_COLOR": "1"])
        #expect(!result.talk.utf8.contains(0x1B))
        #expect(!result.out.utf8.contains(0x1B))
    }
}
