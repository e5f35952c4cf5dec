import Foundation
import JSONTree
import Testing

/// `reprise check` and `reprise contract`, as a person or a workflow runs them.
@Suite(.serialized) struct CheckTests {
    private static let fixture = Program.repository.appendingPathComponent("fixtures/retrieve-bookings.har").path

    private static let document = """
        openapi: 3.1.0
        info: { title: t, version: "1" }
        paths:
          /v1/public/buildings:
            get:
              responses:
                '200':
                  description: fine
                  content:
                    application/ld+json:
                      schema: { type: array, nullable: true }
                    text/csv: { schema: null }
        """

    private func write(_ text: String, _ name: String, _ program: Program) throws {
        try Data(text.utf8).write(to: program.folder.appendingPathComponent(name))
    }

    @Test(arguments: [
        (["check", "--live"], Int32(4), "KADENCE_API_KEY_IDENTIFIER"),
        (["check", "--live", "--budget", "0"], 2, "--budget 0"),
        (["check", "3", "--live"], 2, "--live makes its own calls"),
        (["check", "--operation", "getBooking"], 2, "belongs to --live"),
        (["check", "--overlay", "builtin"], 2, "--overlay needs the document"),
        (["check", "--document", "nowhere.yml"], 2, "nowhere.yml"),
        (["check", "--document", "swagger.yml"], 2, "Swagger 2.0"),
        (["check", "--document", "broken.yml"], 2, "broken.yml:3"),
        (["check", "--document", "laughs.yml"], 2, "aliases repeat"),
        (["check", "--baseline", "swagger.yml"], 2, "no baseline"),
        (["contract", "diff", "swagger.yml", "builtin"], 2, "Swagger 2.0"),
        (["report", "--finding", "0123456789abcdef"], 2, "no finding 0123456789abcdef"),
        (["report"], 2, "nothing to report"),
    ])
    func wrongInputIsRefused(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try write("swagger: '2.0'\npaths: {}\n", "swagger.yml", program)
        try write("openapi: 3.1.0\npaths: [\n", "broken.yml", program)
        var laughs = "openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            laughs += "a\(level): &a\(level) [\(alias)]\n"
        }
        try write(laughs, "laughs.yml", program)
        let result = try await program.run(arguments)
        #expect(result.status == status, "\(arguments): \(result.talk)")
        #expect(result.talk.contains(words), "\(arguments): \(result.talk)")
        #expect(result.out.isEmpty)
    }

    @Test func aDocumentThatIsWrongIsToBlame() async throws {
        let program = try Program()
        defer { program.remove() }
        try write(CheckTests.document, "api.yml", program)
        let result = try await program.run(["check", CheckTests.fixture, "--document", "api.yml", "--json"])
        #expect(result.status == 0, "\(result.talk)")
        let root = try JSONDocument.parse(Array(result.out.utf8)).root
        let findings = root["findings"].map { Array($0.elements) } ?? []
        #expect(findings.contains { $0["blame"]?.string == "document" && $0["keyword"]?.string == "type" })
        #expect(!findings.contains { $0["blame"]?.string == "api" }, "\(result.out)")
        let strict = try await program.run(
            ["check", CheckTests.fixture, "--document", "api.yml", "--fail-on", "document"]
        )
        #expect(strict.status == 1, "\(strict.talk)")
        #expect(strict.out.contains("api.yml:11") || strict.out.contains("api.yml"), "\(strict.out)")
        let lint = try await program.run(["contract", "lint", "api.yml"])
        #expect(lint.status == 1 && lint.out.contains("api.yml:11"), "\(lint.out)")
    }

    @Test(arguments: ["text", "json", "junit", "github", "sarif", "markdown"])
    func everyFormatIsWritten(format: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let summary = program.path("summary.md")
        let result = try await program.run(
            ["check", CheckTests.fixture, "--format", format],
            environment: ["GITHUB_STEP_SUMMARY": summary]
        )
        #expect(result.status == 0, "\(result.talk)")
        #expect(!result.out.isEmpty)
        #expect(FileManager.default.fileExists(atPath: summary) == (format == "github"))
        if format == "sarif" { #expect(result.out.contains("\"2.1.0\"")) }
    }

    @Test func whatWasLearnedIsComparedAndDiffed() async throws {
        let program = try Program()
        defer { program.remove() }
        let learned = try await program.run(["check", CheckTests.fixture, "--learn", "--baseline", "a.json"])
        #expect(learned.status == 0, "\(learned.talk)")
        #expect(try await program.run(["check", CheckTests.fixture, "--baseline", "a.json"]).status == 0)
        let diff = try await program.run(["contract", "diff", "a.json", "a.json"])
        #expect(diff.status == 0 && diff.talk.contains("nothing changed"), "\(diff.talk)")
    }

    @Test func waiversComeFromTheSettings() async throws {
        let program = try Program()
        defer { program.remove() }
        try write(
            """
            waivers:
              - { fingerprint: 0123456789abcdef, owner: lobby, reason: known, expires: 2020-01-31 }
            """,
            "reprise.yml",
            program
        )
        let expired = try await program.run(["check", CheckTests.fixture])
        #expect(expired.status == 1, "\(expired.out)\(expired.talk)")
        #expect(expired.out.contains("expired on 2020-01-31"), "\(expired.out)")
        try write("waivers: [{ fingerprint: 0123456789abcdef, owner: lobby }]", "reprise.yml", program)
        let incomplete = try await program.run(["check", CheckTests.fixture])
        #expect(incomplete.status == 2 && incomplete.talk.contains("reprise.yml, line 1"), "\(incomplete.talk)")
    }
}
