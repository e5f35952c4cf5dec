import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import ReplayPlan

/// Whatever an answer holds, nothing traps, and the work stays in proportion.
@Suite struct HostileFlowTests {
    private static let bodies: [String] = [
        "{", "[", "\"", "{\"id\":", "[[[[", "{\"id\":\"\\u\"}", "{\"id\":\"\\ud800\"}", "{\"id\":null}", "0", "-", "é",
        "\u{0}", "\"\"\"\"", ",,,\n,,\"", "\r\n\r\n", "<<<>;rel=", "--b\r\n", "--b\r\n--b", "--b\r\n\r\n--b--",
        "{\"a\":{\"a\":{\"a\":[]}},\"a\":1}", "redacted-", "email-", "redacted-email-000000000000", "%", "%4",
        "a=%&b=%4",
        String(repeating: "[", count: 600), String(repeating: "-", count: 500), String(repeating: "0", count: 500),
        String(repeating: "\"a\",", count: 200), "\u{FEFF}", "http://", "https://a", "//", "/", "?",
    ]

    private static let types = [
        "application/json", "text/csv", "multipart/form-data; boundary=b", "multipart/form-data; boundary=",
        "text/html",
        "application/x-www-form-urlencoded", "",
    ]

    @Test(arguments: types)
    func nothingTraps(_ type: String) {
        for body in HostileFlowTests.bodies {
            let calls = [
                call(
                    "GET",
                    "/a",
                    answer: body + ID.booking + body,
                    answerHeaders: ["Link": body, "ETag": body],
                    answerType: type
                ),
                call(
                    "POST",
                    "/b/\(ID.booking)?\(body)",
                    headers: ["If-Match": body, "X": body],
                    body: body + ID.booking + body,
                    type: type
                ),
            ]
            let flow = script(calls)
            _ = flow.explanation
            for step in flow.steps {
                var request = message(step.exchange)
                FlowScript.substitute(&request, inputs: step.inputs.map { ($0, Array("new".utf8)) })
                DateShift(recordedAt: recordedAt, now: recordedAt.advanced(by: .seconds(864_000))).apply(to: &request)
                for link in step.inputs.compactMap(\.link) {
                    for other in HostileFlowTests.bodies {
                        _ = link.value(headers: ["Content-Type": type, "Link": other], body: Array(other.utf8))
                    }
                }
            }
        }
    }

    @Test func randomBytesDoNotTrap() {
        var random = SeededGenerator(seed: 7)
        let alphabet =
            Array("{}[]\",:\\/u0123456789ABCDEFabcdef%&=;<>-\r\n\t +redacted-email-@".utf8) + [0x00, 0xFF, 0xC3]
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            for writing: SlotWriting in [.segment, .query, .form, .json, .csv(isQuoted: true), .xml, .plain] {
                let (value, starts) = writing.decoded(bytes)
                #expect(starts.map { $0.count == value.count + 1 && $0.last == bytes.count } ?? (value == bytes))
                _ = writing.encoded(bytes, inPlaceOf: bytes[...])
            }
            for atom in DistinctiveText.atoms(in: bytes) { #expect(atom.range.upperBound <= bytes.count) }
            _ = LinkField(bytes).links
            _ = CSVTable(bytes)?.value(row: 0, column: 0, title: bytes)
            _ = MultipartSplit(bytes, contentType: Array("multipart/x; boundary=\"-\"".utf8))
            let content = AnswerContent(headers: ["Content-Type": "application/json"], body: bytes)
            _ = ValueLink(step: 0, place: .text, pick: .between(before: Array("a".utf8), after: [])).value(in: content)
        }
    }

    /// A thousand ids of one answer go into one request: each is found where it was, in one walk.
    @Test func manyLinksAtOnce() throws {
        func id(_ number: Int, _ head: String) -> String {
            let digits = String(number)
            return head + String(repeating: "0", count: 22 - digits.count) + digits
        }
        func answer(_ head: String) -> String {
            "[" + (0..<1_000).map { #"{"id":"\#(id($0, head))"}"# }.joined(separator: ",") + "]"
        }
        func request(_ head: String) -> String {
            "[" + (0..<1_000).reversed().map { "\"\(id($0, head))\"" }.joined(separator: ",") + "]"
        }
        let flow = script([call("GET", "/a", answer: answer("01JA")), call("POST", "/b", body: request("01JA"))])
        #expect(flow.steps[1].inputs.count == 1_000)
        let content = AnswerContent(headers: [:], body: Array(answer("01JB").utf8))
        let values = content.values(of: flow.steps[1].inputs.compactMap(\.link))
        var sent = message(flow.steps[1].exchange)
        let inputs = flow.steps[1].inputs.compactMap { input in
            input.link.flatMap { values[$0] }.map { (input: input, value: $0) }
        }
        #expect(FlowScript.substitute(&sent, inputs: inputs).isEmpty)
        #expect(text(sent.body.bytes) == request("01JB"))
    }
}
