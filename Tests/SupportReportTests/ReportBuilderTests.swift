import Crypto
import Deflate
import ExchangeModel
import Foundation
import JSONTree
import Redaction
import SupportReport
import Testing

@Suite struct ReportBuilderTests {
    @Test func holdsTheAgreedFilesAndNoOthers() throws {
        let names = try ReportSamples.bundle().files.map(\.name).sorted()
        #expect(
            names == [
                "00-README.txt", "01-support-request.txt", "exchanges.har", "exchanges/0001-request.txt",
                "exchanges/0001-response.txt", "frequency.json", "manifest.json", "redactions.json", "reproduce.txt",
            ]
        )
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let first = try ReportSamples.bundle()
        let second = try ReportSamples.bundle()
        #expect(first.zip == second.zip)
        #expect(first.email == second.email)
        #expect(first.fileStem == "20261123T173102Z-get-bookings-id-503")
    }

    /// Two reports don't show that one process recorded what is in both.
    @Test func theProcessThatRecordedIsNotNamed() throws {
        var raw = ReportSamples.raw()
        let without = try ReportSamples.bundle(ReportSamples.input([raw]))
        raw.monotonicStart = MonotonicMoment(process: 0xC0FF_EE00_C0FF_EE00, offset: .seconds(5))
        let with = try ReportSamples.bundle(ReportSamples.input([raw]))
        for file in try with.contents() {
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains("c0ffee00"), "\(file.name)")
        }
        #expect(with.zip == without.zip)
    }

    @Test func theLetterFollowsTheGuidesOrder() throws {
        let letter = try ReportSamples.bundle().letter
        let headings = [
            "WHAT I AM TRYING TO ACHIEVE", "THE API REQUEST", "Endpoint URL:", "Request headers:", "Request body:",
            "Response status code:", "Response headers:", "Response body:", "WHAT I EXPECTED TO HAPPEN",
            "WHAT ACTUALLY HAPPENED",
            "KADENCE TRACE ID (X-WX-TRACE)", "FREQUENCY",
        ]
        var rest = letter[...]
        for heading in headings {
            let found = try #require(rest.range(of: heading), "\(heading) is missing or out of order")
            rest = rest[found.upperBound...]
        }
        #expect(letter.contains("3 out of 10 times"))
        #expect(letter.contains("77ab90c3d1e2f3a4b5c6d7e8f9a0b1c2"))
        #expect(letter.contains("> Show each booking on a screen in the lobby."))
        #expect(letter.contains("(drafted by Reprise from the recording)\n> Status 200"))
    }

    @Test func nothingSecretOrPersonalIsInAnyFile() throws {
        for file in try ReportSamples.bundle().contents() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("c3VwZXItc2VjcmV0"), "\(file.name)")
            #expect(!text.contains("ada@example.com") && !text.contains("ada%40example.com"), "\(file.name)")
        }
    }

    @Test func whatAPersonWroteIsCleanedToo() throws {
        var input = ReportSamples.input()
        input.actual = .init("It broke for ada@example.com with " + ReportSamples.token, isDraft: false)
        let letter = try ReportSamples.bundle(input).letter
        #expect(!letter.contains("ada@example.com"))
        #expect(!letter.contains(ReportSamples.token))
    }

    @Test func aSecretThatSlippedThroughStopsTheReport() throws {
        let late = KnownSecrets()
        // Becomes known only after the exchange was redacted, as a secret of another run would.
        late.add(Array("01H59ZK3V3ZJ8M2Q5T7W9X1Y3A".utf8), kind: "secret")
        #expect {
            try ReportBuilder.build(
                ReportSamples.input(),
                gate: LeakScanner(secrets: late, keys: ReportSamples.keys),
                redactor: ReportSamples.redactor
            )
        } throws: { error in
            guard case ReportError.leak(let leaks) = error else { return false }
            return Set(leaks.map(\.file)).isSuperset(of: ["exchanges.har", "01-support-request.txt"])
        }
    }

    @Test func aMissingTraceIDIsSaidAndTheTimeGiven() throws {
        var input = ReportSamples.input()
        input.items = [
            .init(number: 3, exchange: ReportSamples.exchange(trace: nil), operation: ReportSamples.operation)
        ]
        let letter = try ReportSamples.bundle(input).letter
        #expect(letter.contains("X-WX-Trace: not in the response; approximate time 2026-11-23T17:31:02.000Z"))
    }

    @Test func hostileBodiesCannotForgeTheLetter() throws {
        var input = ReportSamples.input()
        let body = #"{"hydra:title":"\#u{1B}]0;owned\#u{07}","x":"\u202Egnp"}"#
        input.items = [
            .init(number: 3, exchange: ReportSamples.exchange(body: body), operation: "GET /a\r\nBcc: x@y.example")
        ]
        let bundle = try ReportSamples.bundle(input)
        for file in try bundle.contents() where file.name.hasSuffix(".txt") {
            #expect(!file.bytes.contains(0x1B), "\(file.name)")
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains("\u{202E}"), "\(file.name)")
        }
        let head = String(decoding: bundle.email, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.contains("\r\nBcc:"))
    }

    @Test func theManifestNamesEachFileAsItIs() throws {
        let bundle = try ReportSamples.bundle()
        let manifest = try JSONDocument.parse(try bundle.bytes("manifest.json")).root
        #expect(manifest["schema"]?.string == "reprise-report/1")
        #expect(manifest["generator"]?.string == "Reprise test")
        #expect(manifest["versions"]?["har"]?.string == "1.2")
        #expect(manifest["requests"]?[0]?["request"]?.int == 1)
        #expect(manifest["requests"]?[0]?["exchange"]?.int == 3)
        let listed = try #require(manifest["files"]).elements.map { $0 }
        let files = try bundle.contents().filter { $0.name != "manifest.json" }
        #expect(listed.map { $0["name"]?.string } == files.map(\.name))
        for (entry, file) in zip(listed, files) {
            #expect(entry["size"]?.int == file.bytes.count)
            let digest = SHA256.hash(data: file.bytes).map { String(format: "%02x", $0) }.joined()
            #expect(entry["sha256"]?.string == digest)
        }
    }

    @Test func emptyInputIsRefused() {
        #expect(throws: ReportError.self) { try ReportSamples.bundle(ReportInput(items: [], generator: "")) }
    }
}

@Suite struct GuideChecklistTests {
    @Test func whatIsMissingIsNamedWithTheWayToSupplyIt() {
        let bare = ReportInput(
            items: [.init(number: 3, exchange: ReportSamples.exchange(trace: nil), operation: "GET /x")],
            generator: ""
        )
        let items = GuideChecklist.gaps(in: bare).map(\.item)
        #expect(items.contains("summary of what you try to achieve"))
        #expect(items.contains("request 3: X-WX-Trace"))
        #expect(items.contains("frequency"))
    }

    @Test func aCompleteReportLacksNothing() {
        var input = ReportSamples.input()
        input.expected = .init("Status 200.", isDraft: false)
        #expect(GuideChecklist.gaps(in: input).isEmpty)
    }
}
