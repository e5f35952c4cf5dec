import Deflate
import ExchangeModel
import Foundation
import JSONTree
import Redaction
import ReplayPlan
import SupportReport
import Testing

/// Nothing secret leaves: not in any file, encoding or name, and not in what is said about it.
@Suite struct LastGateTests {
    private static let secret = "s3cr3t/Väl+ue=\"quoted\"-0123456789"

    /// Each way to write it, and the place it is planted in.
    static let plants: [(name: String, text: String)] = {
        let bytes = Array(secret.utf8)
        let percent = bytes.map { String(format: "%%%02X", $0) }.joined()
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let escaped = secret.unicodeScalars.map { String(format: "\\u%04x", $0.value) }.joined()
        return [
            ("raw", secret), ("percent", percent), ("hexadecimal", hexadecimal), ("JSON", escaped),
            ("base64", Data(bytes).base64EncodedString()),
            ("base64 off by one", Data([0x20] + bytes).base64EncodedString()),
            ("base64 off by two", Data([0x20, 0x20] + bytes).base64EncodedString()),
        ]
    }()

    /// A gate that knows a secret which the redactor did not, as a secret of another run would be.
    private func build(_ input: ReportInput) throws -> SupportBundle {
        let late = KnownSecrets()
        late.add(Array(LastGateTests.secret.utf8), kind: "secret")
        return try ReportBuilder.build(
            input,
            gate: LeakScanner(secrets: late, keys: ReportSamples.keys),
            redactor: ReportSamples.redactor
        )
    }

    private func leaks(_ input: ReportInput) -> Set<String> {
        do {
            _ = try build(input)
            return []
        } catch ReportError.leak(let leaks) {
            return Set(leaks.map(\.file))
        } catch {
            return ["\(error)"]
        }
    }

    @Test(arguments: LastGateTests.plants) func everyEncodingIsFoundInEveryFile(_ plant: (name: String, text: String)) {
        var raw = ReportSamples.raw(type: "text/plain")
        raw.request.body = MessageBody(Array("see \(plant.text) there".utf8))
        #expect(
            leaks(ReportSamples.input([raw])).isSuperset(of: [
                "01-support-request.txt", "exchanges/0001-request.txt", "exchanges.har", "reproduce.txt",
            ]),
            "\(plant.name)"
        )
        raw = ReportSamples.raw()
        raw.response?.headers.append("X-WX-Trace", plant.text)
        #expect(leaks(ReportSamples.input([raw])).contains("exchanges/0001-response.txt"), "\(plant.name)")
    }

    @Test func whatStandsBesideTheFilesIsSearchedToo() {
        var input = ReportSamples.input([ReportSamples.raw()])
        input.supportAddress = LastGateTests.secret
        #expect(leaks(input) == ["the e-mail's header"])
        input = ReportSamples.input([ReportSamples.raw()])
        input.items[0].operation = "GET /" + LastGateTests.secret
        #expect(leaks(input).contains("the e-mail's header"))
        input = ReportSamples.input([ReportSamples.raw()])
        input.generator = LastGateTests.secret
        #expect(leaks(input).isSuperset(of: ["00-README.txt", "manifest.json"]))
        input = ReportSamples.input([ReportSamples.raw()])
        input.goal = .init(LastGateTests.secret, isDraft: false)
        #expect(leaks(input) == ["01-support-request.txt"])
    }

    @Test func attemptsAreSearchedToo() {
        var input = ReportSamples.input()
        input.attempts[2].traceID = TraceID(LastGateTests.secret)
        #expect(leaks(input).contains("frequency.json"))
    }

    /// Large files are searched in pieces; a secret where two meet is found, once, and where it stands.
    @Test func secretsOnTheBordersOfPiecesAreFound() {
        let known = KnownSecrets()
        known.add(Array(LastGateTests.secret.utf8), kind: "secret")
        known.add(Array("abcd".utf8), kind: "secret")
        let scanner = LeakScanner(secrets: known, keys: ReportSamples.keys)
        for filler in [UInt8(0x78), 0x20] {
            var bytes = [UInt8](repeating: filler, count: 6 << 20)
            let places = [(4 << 20) - 8, (5 << 20) - 8]
            for place in places {
                let text = Array(LastGateTests.plants[2].text.utf8)
                bytes.replaceSubrange(place..<(place + text.count), with: text)
            }
            #expect(scanner.scan(bytes, name: "a").map(\.offset) == places)
        }
        // Half of a word is no short secret, though a border would cut it out.
        var bytes = [UInt8](repeating: 0x2C, count: 6 << 20)
        for border in [4 << 20, 5 << 20] {
            bytes.replaceSubrange((border - 4)..<(border + 4), with: Array("abcdabcd".utf8))
        }
        #expect(scanner.scan(bytes, name: "a").isEmpty)
    }

    @Test func whatIsSaidOfALeakHoldsNoneOfIt() {
        var input = ReportSamples.input([ReportSamples.raw()])
        input.goal = .init(LastGateTests.secret, isDraft: false)
        let error = #expect(throws: ReportError.self) { try build(input) }
        #expect(error?.description.contains("in 01-support-request.txt at byte") == true)
        #expect(error?.description.contains("s3cr3t") == false)
    }

    /// Where, which rule, which stand-in: nothing from which a value, or how long it was, can be told.
    @Test func theListOfRedactionsTellsNothing() throws {
        func list(_ password: String) throws -> [UInt8] {
            let body = #"{"password":"\#(password)","ada@example.com":1,"firstName":"Ada"}"#
            let bundle = try ReportSamples.bundle(ReportSamples.input([ReportSamples.raw(body: Array(body.utf8))]))
            return try bundle.bytes("redactions.json")
        }
        let first = try list("correct horse battery staple")
        let text = String(decoding: first, as: UTF8.self)
        #expect(!text.contains("horse") && !text.contains("ada@example.com") && !text.contains("\"Ada\""))
        let entries = try JSONDocument.parse(first).root.elements.map { $0 }
        #expect(entries.count >= 2)
        for entry in entries {
            #expect(
                entry.members.map { $0.key.string } == ["request", "place", "pointer", "rule", "reason", "standIn"]
            )
        }
        // Ten times as long, and the list differs in nothing but the stand-in's digits.
        #expect(try list(String(repeating: "correct horse battery staple", count: 10)).count == first.count)
    }

    /// The shapes of replaced values stay in the store.
    @Test func noFileTellsAShape() throws {
        let body = Array(#"{"email":"ada@example.com"}"#.utf8)
        for file in try ReportSamples.bundle(ReportSamples.input([ReportSamples.raw(body: body)])).contents() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(
                !text.contains("codePoints") && !text.contains("jsonType") && !text.contains("shape"),
                "\(file.name)"
            )
        }
    }

    @Test func namesAreHarmless() throws {
        var input = ReportSamples.input([ReportSamples.raw()])
        input.items[0].operation = "GET /../../etc/passwd\u{0}\u{202E}; rm -rf ~ " + String(repeating: "x", count: 300)
        let bundle = try ReportSamples.bundle(input)
        #expect(
            bundle.fileStem.utf8.allSatisfy {
                0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || $0 == 0x2D
            }
        )
        #expect(bundle.fileStem.utf8.count <= 100 && bundle.fileStem.hasSuffix("-422"))
        #expect(bundle.files.allSatisfy { $0.name.utf8.allSatisfy { 0x21...0x7E ~= $0 } })
    }
}
