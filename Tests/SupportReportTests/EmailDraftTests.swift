import ExchangeModel
import Foundation
import Testing

@testable import SupportReport

@Suite struct EmailDraftTests {
    private func draft(to address: String? = nil, subject: String = "s", body: String = "b") -> String {
        String(
            decoding: EmailDraft.make(
                to: address,
                subject: subject,
                body: body,
                attachment: [0, 1, 2],
                name: "a.zip",
                boundary: "reprise-x"
            ),
            as: UTF8.self
        )
    }

    private func head(_ draft: String) -> [String] {
        draft.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
    }

    @Test func theDraftCarriesTheZipWhole() throws {
        let bundle = try ReportSamples.bundle()
        let message = String(decoding: bundle.email, as: UTF8.self)
        let encoded = try #require(
            message.components(separatedBy: "base64\r\n\r\n").last?.components(separatedBy: "\r\n--").first
        )
        #expect(Data(base64Encoded: encoded, options: .ignoreUnknownCharacters).map { Array($0) } == bundle.zip)
    }

    /// RFC 5322 §2.1.1: lines end with CR LF, and have 78 characters at most where that can be.
    @Test func linesAreThoseOfMail() throws {
        var input = ReportSamples.input()
        input.goal = .init(
            String(repeating: "Überall ", count: 200) + String(repeating: "x", count: 2_000),
            isDraft: false
        )
        input.items[0].operation = "GET /" + String(repeating: "ö/", count: 400)
        let email = try ReportSamples.bundle(input).email
        let lines = email.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        #expect(lines.allSatisfy { $0.last == 0x0D && !$0.dropLast().contains(0x0D) })
        #expect(lines.allSatisfy { $0.count <= 79 + "Subject: ".count })
        #expect(email.allSatisfy { $0 < 0x80 })
    }

    @Test func nothingFromOutsideMakesAHeader() {
        let hostile = "x\r\nBcc: a@b.example\r\n\r\nbody\u{0}\u{1B}[2J\u{2028}To: c@d.example"
        let lines = head(draft(to: "support@example.com\r\nBcc: e@f.example", subject: hostile))
        #expect(lines.filter { $0.hasPrefix("Bcc:") || $0.isEmpty }.isEmpty)
        let names = lines.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(names == ["To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"])
    }

    @Test func addressesStayAddresses() {
        func to(_ address: String) -> String? { head(draft(to: address)).first { $0.hasPrefix("To:") } }
        #expect(to("support@example.com") == "To: support@example.com")
        #expect(to("Kadence <support@example.com>") == "To: Kadence <support@example.com>")
        #expect(to("Käthe <support@example.com>") == "To: =?UTF-8?B?S8OkdGhl?= <support@example.com>")
        #expect(to("süpport@example.com") == nil)
        #expect(to("") == nil)
        #expect(head(draft()).first == "Subject: s")
    }

    /// Another implementation reads back what went in; skipped where there is no Python.
    @Test func anotherParserReadsIt() throws {
        var input = ReportSamples.input()
        input.goal = .init("Größe: =20 and\n.\nFrom here\n-- \n--reprise", isDraft: false)
        input.supportAddress = "Kadence Süpport <support@example.com>"
        input.items[0].operation = "GET /bücher/{id} and a path that is long enough to be folded over several lines"
        let bundle = try ReportSamples.bundle(input)
        let script = """
            import email, email.policy, hashlib, sys
            m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
            text, attached = m.iter_parts()
            for value in [m['Subject'], m['X-Unsent'], m['To'].addresses[0].addr_spec, m['To'].addresses[0].display_name,
                    text.get_content_type(), attached.get_content_type(), attached.get_filename(),
                    attached.get_content_disposition(), hashlib.sha256(attached.get_content()).hexdigest(),
                    hashlib.sha256(text.get_content().encode()).hexdigest(), len(m.defects) + len(text.defects) + len(attached.defects)]:
                sys.stdout.buffer.write((str(value) + '\\n').encode())
            """
        guard let lines = try python(script, bundle.email) else { return }
        let letter = try bundle.letter.components(separatedBy: "\n\n").dropFirst().joined(separator: "\n\n")
        #expect(
            lines == [
                bundle.subject, "1", "support@example.com", "Kadence Süpport", "text/plain", "application/zip",
                bundle.fileStem + ".zip", "attachment", ReportArchive.digest(bundle.zip),
                ReportArchive.digest(Array(letter.utf8)), "0",
            ]
        )
    }

    /// The lines that the script prints about a file; nil where there is no Python.
    private func python(_ script: String, _ file: [UInt8]) throws -> [String]? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(file).write(to: folder.appendingPathComponent("file"))
        let output = folder.appendingPathComponent("stdout")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, folder.appendingPathComponent("file").path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus != 127 else {
            print("skipped: no python3 on this machine")
            return nil
        }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
