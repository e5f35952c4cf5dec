import JSONTree
import Testing

/// Texts made to cost more than they weigh. The sizes are such that work growing with their square would not end.
@Suite(.timeLimit(.minutes(5))) struct JSONHostileTests {
    private static let many = 300_000

    private func repeated(_ text: String, _ count: Int, between ends: (String, String), last: String) throws
        -> JSONDocument
    {
        let piece = Array(text.utf8)
        var bytes = Array(ends.0.utf8)
        bytes.reserveCapacity(piece.count * count + 64)
        for _ in 0..<count { bytes += piece }
        return try JSONDocument.parse(bytes + Array((last + ends.1).utf8))
    }

    @Test func oneKeyAThousandTimesAThousandTimes() throws {
        let document = try repeated("\"k\":1,", Self.many, between: ("{", "}"), last: "\"k\":2")
        #expect(document.root.count == Self.many + 1)
        #expect(document.root["k"]?.int == 2)
        #expect(document.node(at: JSONPointer(["k"]))?.int == 2)
        #expect(document.root["j"] == nil)
        #expect(document.value(at: document.valueCount - 1)?.int == 2)
        #expect(document.root.members.reduce(0) { $0 + ($1.value.int ?? 0) } == Self.many + 2)
        let last = try #require(document.value(at: document.valueCount - 1))
        #expect(document.pointer(to: last).description == "/k")
    }

    @Test func aLongArray() throws {
        let document = try repeated("[],", Self.many, between: ("[", "]"), last: "7")
        #expect(document.root[Self.many]?.int == 7)
        #expect(document.node(at: JSONPointer(["\(Self.many)"]))?.int == 7)
        #expect(document.root[Self.many + 1] == nil)
        var splicer = JSONSplicer(document)
        for element in document.root.elements { splicer.replace(element.range, with: [0x30]) }
        #expect(splicer.result().count == 2 * (Self.many + 1) + 1)
        #expect(JSONValue(document.root).serialized() == document.bytes)
    }

    @Test func longTokens() throws {
        let length = 3_000_000
        let key = String(repeating: "k", count: length)
        let document = try parse("{\"\(key)\":\"\(key)\"}")
        #expect(document.root[key]?.isString(key.utf8) == true)
        let escaped = try parse("\"" + String(repeating: "\\u00e9", count: length / 10) + "\"")
        #expect(escaped.root.stringBytes?.count == length / 5)
        let slashes = try parse("[\"" + String(repeating: "\\\\", count: length / 10) + "\"]")
        #expect(slashes.root[0]?.stringBytes?.count == length / 10)
        let digits = try parse(String(repeating: "9", count: length))
        #expect(digits.root.int == nil)
        #expect(digits.root.double == nil)
        #expect(digits.root.lexeme.count == length)
        let small = try parse("0." + String(repeating: "0", count: length / 10) + "1")
        #expect(small.root.double == 0)
        let blanks = String(repeating: " \n\t\r", count: length / 4)
        #expect(try parse(blanks + "1" + blanks).root.int == 1)
        #expect(error(blanks + "x")?.line == length / 2 + 1)
    }

    @Test func deepNestingStopsAtTheLimit() {
        for text in ["[", "{\"a\":", "[{\"a\":", "[0,"] {
            let fault = error(String(repeating: text, count: 200_000))
            #expect(fault?.reason == "nested deeper than 512 levels")
            #expect((fault?.offset ?? .max) <= 512 * text.utf8.count)
        }
    }

    /// Offsets have 32 bits, and less is allowed than those could count, whatever limit a caller sets.
    @Test func moreThanTheTapeCanCountIsRefused() {
        var limits = JSONLimits()
        limits.bytes = .max
        let fault = error([UInt8](repeating: 0x20, count: 1 << 28 + 1), limits: limits)
        #expect(fault?.reason == "the text is longer than 268435456 bytes")
    }

    @Test func readersOfAFailureFindTheByte() {
        let lines = String(repeating: "{\"a\": [1,\r\n", count: 100)
        let fault = error(lines + "x")
        #expect(fault?.line == 101)
        #expect(fault?.column == 1)
        #expect(fault?.offset == lines.utf8.count)
    }
}
