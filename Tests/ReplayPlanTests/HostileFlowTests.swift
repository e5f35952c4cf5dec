import ExchangeModel
import JSONTree
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

    /// Deep in a document, a way takes as long to make as a thousand values to read.
    @Test func manyLinksIntoADeepAnswer() {
        let depth = 500
        let numbers = (0..<1_000_000).map { String($0 % 10) }.joined(separator: ",")
        let body = String(repeating: "[", count: depth) + numbers + String(repeating: "]", count: depth)
        let way = Array(repeating: "0", count: depth - 1)
        let links = (0..<40).map { ValueLink(step: 0, place: .json(JSONPointer(way + [String($0)])), pick: .whole) }
        let found = AnswerContent(headers: [:], body: Array(body.utf8)).values(of: links)
        #expect(found.count == 40)
        for (index, link) in links.enumerated() { #expect(found[link].map(text) == String(index % 10)) }
    }

    /// Looked up together or one by one, links find the same, also where a key stands twice.
    @Test func manyLinksFindWhatEachFinds() throws {
        var random = RandomJSON(seed: 11)
        var bodies = (0..<50).map { _ in random.document().serialized() }
        let twice = #"{"a":"first","a":{"b":"x"},"c":{"b":1},"c":"last","d":[["y"],"z"],"":"","0":{"01":5}}"#
        bodies.append(Array(twice.utf8))
        bodies.append(Array(#"{"\ud800":"x","a":{"a":"1"},"a":{"b":"2"}}"#.utf8))
        for body in bodies {
            let content = AnswerContent(headers: [:], body: body)
            var pointers: [JSONPointer] = [
                "", "/a", "/a/b", "/a/a", "/c", "/c/b", "/d/0/0", "/d/1", "/d/01", "/d/-", "/d/2", "/d/0", "/", "/0/01",
                "/\u{FFFD}", "/d/+1",
            ]
            .compactMap { JSONPointer(parsing: $0) }
            JSONWalk.forEachScalar(of: try JSONDocument.parse(body)) { _, walk in
                pointers += [walk.pointer, walk.pointer.appending("x"), JSONPointer(walk.pointer.tokens.dropLast())]
            }
            pointers += (0..<40).map { JSONPointer(["none", String($0)]) }
            let links = Set(pointers).map { ValueLink(step: 0, place: .json($0), pick: .whole) }
            let together = content.values(of: links)
            for link in links { #expect(together[link] == link.value(in: content), "\(link.place)") }
        }
    }

    /// A title is made once, and no longer than a name.
    @Test func aLongTitleIsNotCopiedForEachCell() throws {
        let title = String(repeating: "t", count: 5_000)
        let table = try #require(CSVTable(Array("a,\(title)\nx,\(ID.booking)\n".utf8)))
        #expect(text(table.title(0)) == "a")
        #expect(table.title(1).count == 256)
        let places = (0..<2).map { _ in table.title(1).withUnsafeBufferPointer { $0.baseAddress } }
        #expect(places[0] == places[1])
        #expect(table.title(2) == [])
    }

    @Test func columnsAreFoundAgainByTheStartOfALongTitle() throws {
        let title = String(repeating: "t", count: 300)
        let flow = script([
            call("GET", "/a", answer: "\(title)1,\(title)2\n\(ID.user),\(ID.booking)\n", answerType: "text/csv"),
            call("GET", "/b/\(ID.booking)"),
        ])
        let request = try #require(replayed(flow, answers: [0: "\(title)1,\(title)2\nx,\(ID.today)\n"]))
        #expect(text(request.url) == "\(api)/b/\(ID.today)")
        let moved = try #require(replayed(flow, answers: [0: "new,\(title)2\nx,\(ID.today)\n"]))
        #expect(text(moved.url) == "\(api)/b/\(ID.today)")
        let other = try #require(replayed(flow, answers: [0: "\(title)2\n\(ID.today)\n"]))
        #expect(text(other.url) == "\(api)/b/\(ID.today)")
    }

    @Test func theSecondColumnOfANameIsFoundAgain() throws {
        let flow = script([
            call("GET", "/a", answer: "id,id\n\(ID.user),\(ID.booking)\n", answerType: "text/csv"),
            call("GET", "/b/\(ID.booking)"),
        ])
        #expect(flow.steps[1].inputs.compactMap(\.link).count == 1)
        let request = try #require(replayed(flow, answers: [0: "id,id\nx,\(ID.today)\n"]))
        #expect(text(request.url) == "\(api)/b/\(ID.today)")
    }

    /// As in JSON: what is too long for a name of something is content.
    @Test func longCellsAreContent() {
        let cell = String(repeating: "\(ID.booking) ", count: 1_000)
        let flow = script([
            call("GET", "/a", answer: "id,text\nx,\(cell)\n", answerType: "text/csv"), call("GET", "/b/\(ID.booking)"),
        ])
        #expect(flow.steps[1].inputs.compactMap(\.link).isEmpty)
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
