import Foundation
import JSONTree
import Testing

/// The built harness, driven as Bowtie drives it; skipped where it has not been built beside the tests.
@Suite struct BowtieHarnessTests {
    private func talk(_ lines: [String]) throws -> (answers: [JSONNode], status: Int32)? {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let executable = folder.appendingPathComponent("bowtie-reprise")
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            print("skipped: bowtie-reprise has not been built")
            return nil
        }
        let process = Process()
        process.executableURL = executable
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        input.fileHandleForWriting.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        try input.fileHandleForWriting.close()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let answers = try bytes.split(separator: 0x0A).map { try JSONDocument.parse(Array($0)).root }
        return (answers, process.terminationStatus)
    }

    private let start = #"{"cmd":"start","version":1}"#

    @Test func oneConversation() throws {
        let run =
            #"{"cmd":"run","seq":{"n":[7]},"case":{"schema":{"properties":{"a":{"$ref":"http://x/s"}}},"#
            + #""registry":{"http://x/s":{"type":"string"}},"tests":[{"instance":{"a":"s"}},{"instance":{"a":1}}]}}"#
        let lines = [
            start, #"{"cmd":"dialect","dialect":"https://json-schema.org/draft/2020-12/schema"}"#,
            #"{"cmd":"dialect","dialect":"http://json-schema.org/draft-07/schema#"}"#, run,
            #"{"cmd":"run","seq":2,"case":{"schema":{"$schema":"http://nobody"},"tests":[]}}"#,
            ##"{"cmd":"run","seq":3,"case":{"schema":{"$ref":"#/gone"},"tests":[{"instance":1}]}}"##,
            #"{"cmd":"stop"}"#,
        ]
        guard let (answers, status) = try talk(lines) else { return }
        #expect(status == 0)
        try #require(answers.count == 6)
        #expect(answers[0]["ready"]?.bool == true && answers[0]["version"]?.int == 1)
        let wanted = ["language", "name", "homepage", "issues", "source"]
        #expect(wanted.allSatisfy { answers[0]["implementation"]?[$0]?.string?.isEmpty == false })
        #expect(answers[1]["ok"]?.bool == true)
        #expect(answers[2]["ok"]?.bool == false)
        #expect(answers[3]["seq"]?["n"]?[0]?.int == 7)
        #expect(answers[3]["results"]?.elements.map { $0["valid"]?.bool } == [true, false])
        #expect(answers[4]["errored"]?.bool == true && answers[4]["seq"]?.int == 2)
        #expect(answers[5]["results"]?[0]?["skipped"]?.bool == true)
    }

    @Test(arguments: ["nonsense", #"{"cmd":"dance"}"#, #"{"cmd":"run","seq":1}"#, #"{"cmd":"start","version":9}"#])
    func whatIsNoCommandEndsIt(_ line: String) throws {
        guard let (answers, status) = try talk([line]) else { return }
        #expect(answers.isEmpty)
        #expect(status == 1)
    }
}
