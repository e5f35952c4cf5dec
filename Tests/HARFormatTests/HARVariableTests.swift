import HARFormat
import Redaction
import Testing

@Suite struct HARVariableTests {
    private let variables = [
        HARVariable(
            name: "email",
            kind: "email",
            standIn: "email-000000000000@redacted.invalid",
            defaultValue: nil,
            uses: [.init(entry: 1, place: "query email"), .init(entry: 2, place: "body /to")]
        ),
        HARVariable(name: "raw", kind: "token", standIn: nil, defaultValue: [0x41, 0xFF], uses: []),
    ]

    @Test func theyComeBackAsTheyWere() throws {
        let bytes = HARWriter.write([], variables: variables)
        #expect(try HARReader.read(bytes).variables == variables)
        #expect(try HARLint.check(bytes).isEmpty)
        #expect(try HARReader.read(HARWriter.write([])).variables.isEmpty)
    }

    @Test func aFlowWithoutVariablesIsWrittenAsBefore() {
        let text = String(decoding: HARWriter.write([]), as: UTF8.self)
        #expect(!text.contains("variables"))
    }

    @Test func damageAfterThemLeavesThem() throws {
        let bytes = HARWriter.write([], variables: variables)
        let open = Array(#""entries": ["#.utf8)
        let head = try #require(bytes.firstRange(of: open)).upperBound
        let entries = #"{"request":{"method":"GET","url":"https://h/"}},{"request":"#
        let salvaged = HARReader.salvage(bytes[..<head] + Array(entries.utf8))
        #expect(salvaged?.variables.map(\.name) == ["email", "raw"])
    }

    @Test(
        arguments: [
            "[]", "{}", "1", "null", "[1,null,{}]", #"[{"name":"x"}]"#, #"[{"name":"","standIn":"a"}]"#,
            #"[{"name":1,"default":"a"}]"#,
        ]
    )
    func nonsenseIsLeftOut(_ list: String) throws {
        let file = #"{"log":{"_reprise":{"version":1,"variables":\#(list)},"entries":[]}}"#
        #expect(try HARReader.read(Array(file.utf8)).variables.isEmpty)
    }

    @Test func usesThatAreNoneAreLeftOut() throws {
        let file =
            #"{"log":{"_reprise":{"variables":[{"name":"x","default":"a","uses":[1,{"entry":"1"},{"entry":2,"place":"p"}]}]},"entries":[]}}"#
        #expect(try HARReader.read(Array(file.utf8)).variables.map(\.uses) == [[.init(entry: 2, place: "p")]])
    }
}
