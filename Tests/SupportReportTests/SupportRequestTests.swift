import APIDocument
import ExchangeModel
import Foundation
import JSONTree
import Redaction
import ReplayPlan
import SupportReport
import Testing

@testable import ContractCheck

/// The letter and its companions for exchanges of every kind, read as Kadence's support would.
@Suite struct SupportRequestTests {
    @Test func aFlowIsToldInItsOrder() throws {
        var fine = ReportSamples.raw("GET", "/v1/public/buildings")
        fine.response?.status = 200
        var after = fine
        after.startedAt = Timestamp(seconds: 1_795_455_070)
        let bundle = try ReportSamples.bundle(ReportSamples.input([fine, ReportSamples.raw(), after]))
        let letter = try bundle.letter
        #expect(letter.replacing("\n", with: " ").contains("It is request 2 of the 3 below."))
        #expect(letter.contains("--- Request 1 of 3 ---"))
        #expect(letter.contains("--- Request 2 of 3: the one this is about ---"))
        #expect(
            letter.contains("Request 3: X-WX-Trace: not in the response; approximate time 2026-11-23T17:31:10.000Z")
        )
        #expect(bundle.subject == "Kadence API: POST /v1/public/bookings answers 422")
        #expect(bundle.files.map(\.name).contains("exchanges/0003-response.txt"))
        // Requests have the numbers of their files everywhere; the sender's own numbers are in the manifest.
        #expect(try bundle.text("reproduce.txt").contains("# request 2: POST /v1/public/bookings, answered 422\n"))
        let manifest = try JSONDocument.parse(try bundle.bytes("manifest.json")).root
        #expect(manifest["requests"]?[1]?["exchange"]?.int == 41)
    }

    @Test func aFailureWithoutResponseIsToldAsOne() throws {
        var raw = ReportSamples.raw()
        raw.response = nil
        raw.failure = TransportFailure(.connect, "127.0.0.1:1 refused\n\nFREQUENCY\n---------\nalways")
        let bundle = try ReportSamples.bundle(ReportSamples.input([raw]))
        let letter = try bundle.letter
        #expect(bundle.subject == "Kadence API: POST /v1/public/bookings gets no response")
        #expect(bundle.fileStem == "20261123T173102Z-post-bookings-connect")
        #expect(letter.contains("Response:\n  none: 127.0.0.1:1 refused"))
        #expect(letter.contains("X-WX-Trace: no response came; approximate time 2026-11-23T17:31:02.000Z"))
        #expect(!letter.contains("Response status code:"))
        #expect(letter.split(separator: "\n").filter { $0 == "FREQUENCY" }.count == 1)
        #expect(try bundle.text("exchanges/0001-response.txt").hasPrefix("No response: 127.0.0.1:1 refused"))
    }

    @Test func bodiesThatAreNotThereAreNeverCalledEmpty() throws {
        var withheld = ReportSamples.raw(body: [0x89, 0x50, 0x4E, 0x47, 0, 0xFF], type: "image/png")
        withheld.response?.body = MessageBody([], trueLength: 0, isCut: true)
        var cut = ReportSamples.raw(body: Array("{\"a\":".utf8))
        cut.request.body.isCut = true
        cut.request.body.trueLength = 12_345_678
        cut.response?.body.isTruncated = true
        let input = ReportSamples.input([withheld, cut])
        let bundle = try ReportSamples.bundle(input)
        let letter = try bundle.letter
        #expect(!letter.contains("(none)"))
        for text in [letter, try bundle.text("exchanges/0001-request.txt")] {
            #expect(text.contains("[body left out: "))
            #expect(text.contains("; 6 bytes on the wire]"))
        }
        #expect(letter.contains("[body not in the recording; its length is unknown]"))
        #expect(letter.contains("[cut by the recorder: the body had 12,345,678 bytes on the wire]"))
        #expect(letter.contains("[the body ended after 2 bytes, before its announced end]"))
        let readme = try bundle.text("00-README.txt")
        #expect(readme.contains("- request 1, request: body left out: "))
        #expect(readme.contains("- request 1, response: body not in the recording; its length is unknown"))
        let gaps = GuideChecklist.gaps(in: input).map(\.item)
        #expect(
            gaps.filter { $0.hasSuffix("body") } == [
                "request 40: request body", "request 40: response body", "request 41: request body",
                "request 41: response body",
            ]
        )
    }

    @Test func longBodiesAreCutInTheLetterAndWholeInTheirFile() throws {
        let long = "[" + Array(repeating: "\"some words\"", count: 40_000).joined(separator: ",") + "]"
        for type in ["application/json", "text/plain"] {
            let bundle = try ReportSamples.bundle(
                ReportSamples.input([ReportSamples.raw(body: Array(long.utf8), type: type)])
            )
            #expect(try bundle.letter.utf8.count < 12_000)
            #expect(try bundle.letter.contains("  [cut here: 520,001 bytes, whole in exchanges/0001-request.txt]\n"))
            #expect(try bundle.text("exchanges/0001-request.txt").hasSuffix("\n\n" + long + "\n"))
        }
    }

    /// Nothing that a server or a HAR file says can pass for a part of the letter, the README or a wire text.
    @Test func nothingFromOutsideBeginsALine() throws {
        let forged = "x\n\nFREQUENCY\r\n---------\rAlways.\u{2028}Always."
        var raw = ReportSamples.raw(forged, "/a\nFREQUENCY\nb", body: Array("{\"a\":\"\(forged)\"}".utf8), type: forged)
        raw.request.version = forged
        raw.response?.version = forged
        raw.response?.reason = Array(forged.utf8)
        raw.response?.headers.append("X-WX-Trace", forged)
        raw.response?.trailers.append("Server-Timing", forged)
        raw.failure = TransportFailure(.closedEarly, forged)
        var input = ReportSamples.input([raw])
        input.items[0].operation = forged
        input.goal = .init(forged, isDraft: false)
        let signature = FailureSignature(operation: "x", failureClass: .status, status: 1, summary: forged)
        input.attempts = [
            Attempt(
                index: 1,
                exchanges: [],
                outcome: .failed(signature),
                startedAt: raw.startedAt,
                traceID: TraceID(forged)
            ),
            Attempt(
                index: 2,
                exchanges: [],
                outcome: .inconclusive(.notSent(forged)),
                startedAt: raw.startedAt,
                traceID: nil
            ),
        ]
        input.frequency = Frequency(input.attempts)
        let bundle = try ReportSamples.bundle(input)
        for file in try bundle.contents() where file.name.first == "0" {
            let lines = String(decoding: file.bytes, as: UTF8.self).split { $0.isNewline }
            let wanted = file.name.hasPrefix("01") ? 1 : 0
            #expect(lines.filter { $0 == "FREQUENCY" }.count == wanted, "\(file.name)")
            #expect(lines.allSatisfy { !$0.hasPrefix("Always.") }, "\(file.name)")
        }
        // In the wire texts only the body has lines of its own.
        for name in ["exchanges/0001-request.txt", "exchanges/0001-response.txt"] {
            let head = try bundle.text(name).components(separatedBy: "\n\n")[0]
            #expect(!head.split(separator: "\n").contains("FREQUENCY"), "\(name)")
        }
        #expect(!bundle.subject.contains { $0.isNewline })
    }

    @Test func whoseWordsTheyAreIsSaid() throws {
        var input = ReportSamples.input([ReportSamples.raw()])
        input.goal = .init("  - one\n    - two\n\nthree " + String(repeating: "word ", count: 20), isDraft: false)
        input.expected = .init("Status 201.", isDraft: true)
        input.actual = .init("   ", isDraft: true)
        let letter = try ReportSamples.bundle(input).letter
        #expect(letter.contains("(in my own words)\n>   - one\n>     - two\n>\n> three word word"))
        #expect(letter.contains("(drafted by Reprise from the recording)\n> Status 201."))
        #expect(letter.contains("WHAT ACTUALLY HAPPENED\n----------------------\nNot stated."))
        #expect(
            GuideChecklist.gaps(in: input).contains {
                $0.item == "what actually happened" && $0.reason == "nobody said it yet"
            }
        )
    }

    @Test func theLetterNamesOnlyWhatIsThere() throws {
        let bundle = try ReportSamples.bundle(ReportSamples.input([ReportSamples.raw("GET")]))
        for text in [try bundle.letter, try bundle.text("00-README.txt")] {
            #expect(!text.contains("frequency.json") && !text.contains("findings.json"))
        }
        #expect(try bundle.letter.contains("Not measured: the call was not repeated."))
        #expect(try bundle.text("00-README.txt").contains("Nothing: no rule found"))
        let full = try ReportSamples.bundle()
        for name in try full.contents().map(\.name) where !name.hasPrefix("exchanges/") && !name.hasPrefix("00") {
            #expect(try full.text("00-README.txt").contains(name), "\(name)")
        }
    }

    @Test func linesOfProseAreShort() throws {
        var input = ReportSamples.input()
        input.actual = .init(String(repeating: "word ", count: 100), isDraft: false)
        let bundle = try ReportSamples.bundle(input)
        for name in ["00-README.txt", "01-support-request.txt"] {
            for line in try bundle.text(name).split(separator: "\n") where !line.hasPrefix("  ") {
                #expect(line.count <= 78 || line.hasPrefix("Subject:"), "\(name): \(line)")
            }
        }
    }

    @Test func clocksAreCompared() throws {
        func sentence(_ date: String?, wait: Duration? = nil, receive: Duration = .zero) throws -> String {
            var raw = ReportSamples.raw()
            raw.timings.receive = receive
            if let wait { raw.timings.wait = wait }
            if let date { raw.response?.headers.append("Date", date) }
            let letter = try ReportSamples.bundle(ReportSamples.input([raw])).letter
            return letter.replacing("\n", with: " ")
        }
        #expect(try sentence("Mon, 23 Nov 2026 17:31:02 GMT").contains("agrees with the Date fields"))
        let behind = try sentence("Mon, 23 Nov 2026 17:33:02 GMT")
        #expect(behind.contains("about 120 s behind the Date fields of your responses: add 120 s"))
        #expect(try sentence("Mon, 23 Nov 2026 17:30:57 GMT").contains("about 5 s ahead of"))
        #expect(try sentence(nil).contains("could not be measured"))
        #expect(try sentence("Mon, 99 Foo 2026").contains("could not be measured"))
        // The server may have written the date before it began to work, or after.
        #expect(try sentence("Mon, 23 Nov 2026 17:31:02 GMT", wait: .seconds(30)).contains("agrees with"))
        #expect(try sentence("Mon, 23 Nov 2026 17:31:31 GMT", wait: .seconds(30)).contains("agrees with"))
        #expect(try sentence("Mon, 23 Nov 2026 17:32:02 GMT", wait: .seconds(30)).contains("behind"))
        // A long download is no skew.
        #expect(try sentence("Mon, 23 Nov 2026 17:31:02 GMT", receive: .seconds(60)).contains("agrees with"))
    }

    @Test func timesThatNobodyRecordedAreNotInvented() throws {
        var raw = ReportSamples.raw()
        raw.startedAt = Timestamp(microseconds: 0)
        let input = ReportSamples.input([raw])
        let letter = try ReportSamples.bundle(input).letter
        #expect(letter.contains("X-WX-Trace: not in the response, and the time was not recorded"))
        #expect(!letter.contains("1970"))
        #expect(GuideChecklist.gaps(in: input).contains { $0.item == "approximate time" })
    }

    @Test func attemptsAreListedWithTimeAndTrace() throws {
        let letter = try ReportSamples.bundle().letter
        #expect(
            letter.contains("3 out of 10 times (30 %, 95 % interval 7–65 %);\ninterval by the Clopper-Pearson method.")
        )
        #expect(letter.contains("It was repeated 10 times from 2026-11-23T17:31:03.000Z to\n2026-11-23T17:31:12.000Z."))
        #expect(
            letter.contains(
                "503 hydra:Error \"Upstream unavailable\", 3 times:\n  2026-11-23T17:31:03.000Z  trace0aabbccdd\n"
            )
        )
        #expect(letter.contains("Passed, for comparison, 7 times:\n  2026-11-23T17:31:04.000Z  trace1aabbccdd\n"))
    }

    @Test func longListsOfAttemptsEnd() throws {
        var input = ReportSamples.input()
        let one = input.attempts[1]
        input.attempts += (0..<500).map { _ in one }
        input.attempts += (0..<3).map { _ in
            var attempt = one
            attempt.outcome = .inconclusive(.quota)
            return attempt
        }
        input.frequency = Frequency(input.attempts)
        let bundle = try ReportSamples.bundle(input)
        #expect(try bundle.letter.contains("  and 497 attempts more in frequency.json\n"))
        #expect(
            try bundle.letter.contains("3 attempts were inconclusive and do not count: the hourly quota (3 times).")
        )
        let frequency = try JSONDocument.parse(try bundle.bytes("frequency.json")).root
        #expect(frequency["eachAttempt"]?.count == 513)
    }

    /// HTTP/2 has no Host field; the host is in the line, and no field is invented.
    @Test func hostsAreNotInvented() throws {
        var raw = ReportSamples.raw("GET", "/a?b=c")
        raw.request.headers = ["Accept": "*/*"]
        raw.request.version = "h2"
        let text = try ReportSamples.bundle(ReportSamples.input([raw])).text("exchanges/0001-request.txt")
        #expect(text == "GET https://api.onkadence.co/a?b=c H2\nAccept: */*\n\n")
    }

    /// What a check noticed is told in words, without what the letter is about and without mere inferences.
    @Test func findingsAreToldInWords() throws {
        func finding(_ pointer: String, _ severity: Severity, _ blame: Blame, _ message: String) -> Finding {
            Finding(
                fingerprint: Fingerprint(message),
                rule: "r",
                severity: severity,
                blame: blame,
                provenance: .guide,
                operation: "POST /v1/public/bookings",
                status: 422,
                message: message,
                dataPointer: pointer,
                specPointer: "/x",
                keyword: "k",
                isNotEvaluable: false,
                count: 2,
                samples: [FindingSample(exchange: 40, pointer: pointer)]
            )
        }
        var input = ReportSamples.input([ReportSamples.raw()])
        input.check = CheckResult(
            findings: [
                finding("/id", .error, .api, "the id is a number\n\nFREQUENCY\n"),
                finding("/a", .warning, .client, "the form lacks a field"),
                finding("status", .warning, .api, "the server refused"), finding("/b", .info, .api, "an inference"),
            ],
            coverage: Coverage(documented: [])
        )
        let bundle = try ReportSamples.bundle(input)
        let letter = try bundle.letter
        #expect(letter.contains("(error, in the API's answer at /id, twice)"))
        #expect(
            letter.contains(
                "- the form lacks a field (warning, in our own request at /a, twice)\nDetails are in findings.json."
            )
        )
        #expect(!letter.contains("the server refused") && !letter.contains("an inference"))
        #expect(letter.split(separator: "\n").filter { $0 == "FREQUENCY" }.count == 1)
        let findings = try JSONDocument.parse(try bundle.bytes("findings.json")).root
        #expect(findings["findings"]?.count == 4)
        #expect(findings["findings"]?[0]?["dataPointer"]?.string == "/id")
        #expect(findings["findings"]?[0]?["specPointer"]?.string == "/x")
        #expect(try bundle.text("00-README.txt").contains("findings.json"))
    }
}
