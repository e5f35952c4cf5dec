import ExchangeModel
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct FragmentTests {
    @Test func piecesAreCutWhereAPointerLeads() throws {
        let subject = try Recordings.subject(#"{"a": [1, {"b" : "x"}], "": 7}"#)
        #expect(subject.fragment(at: "/a/1") == #"{"b" : "x"}"#)
        #expect(subject.fragment(at: "/a/1/b") == #""x""#)
        #expect(subject.fragment(at: "/") == "7")
        #expect(subject.fragment(at: "header:content-type") == "application/json")
        #expect(subject.fragment(at: "header:Content-Type/0") == "application/json")
        for nowhere in ["/a/2", "/a/x", "status", "header:None", "request:/a", "/~2", "request:query:page"] {
            #expect(subject.fragment(at: nowhere) == nil)
        }
        #expect(try Recordings.posted(#"{"wish":[true]}"#).fragment(at: "request:/wish") == "[true]")
    }

    @Test func longOnesAreCutBetweenCharacters() throws {
        let text = "\"" + String(repeating: "é日", count: 200) + "\""
        let fragment = try #require(try Recordings.subject("{\"a\":\(text)}").fragment(at: "/a"))
        #expect(fragment.hasSuffix("…") && fragment.utf8.count <= Fragment.longest + 3)
        #expect(text.hasPrefix(fragment.dropLast()))
    }

    /// Only what is shown is cut out, and a rule's own piece goes first.
    @Test func samplesCarryTheirPieces() throws {
        var groups = FindingGroups()
        let subject = try Recordings.subject(#"[1,2,3,4]"#)
        var asked = 0
        for index in 0..<4 {
            groups.add(
                Observation(rule: "r", severity: .error, provenance: .guide, message: "", dataPointer: "/\(index)"),
                from: ObservationContext(subject)
            ) { pointer in
                asked += 1
                return subject.fragment(at: pointer)
            }
        }
        #expect(groups.findings()[0].samples.map(\.fragment) == ["1", "2", "3"])
        #expect(asked == 3)
        groups.add(
            Observation(
                rule: "q",
                severity: .error,
                provenance: .guide,
                message: "",
                dataPointer: "/0",
                fragment: "own"
            ),
            from: ObservationContext(subject)
        ) { subject.fragment(at: $0) }
        #expect(groups.findings().map(\.fragment).sorted { ($0 ?? "") < ($1 ?? "") } == ["1", "own"])
    }
}
