import ExchangeModel
import Testing

@testable import ContractCheck

@Suite struct FindingGroupsTests {
    @Test(arguments: [
        ("/hydra:member/0/id", "/hydra:member/*/id"), ("/10", "/*"), ("", ""), ("header:X-1", "header:X-1"),
        ("/a1/1a/01", "/a1/1a/*"), ("/", "/"), ("//3", "//*"),
    ])
    func itemsBecomeStars(pointer: String, expected: String) {
        #expect(FindingGroups.generalized(pointer) == expected)
    }

    @Test func fingerprintsTellPartsApart() {
        #expect(Fingerprint(hashing: ["ab", "c"]) != Fingerprint(hashing: ["a", "bc"]))
        #expect(Fingerprint(hashing: ["ab", "c"]) != Fingerprint(hashing: ["ab", "c", ""]))
        #expect(Fingerprint(hashing: []).text == "cbf29ce484222325")
        #expect(Fingerprint(hashing: ["a"]).text.count == 16)
    }

    @Test func worstComesFirst() throws {
        var groups = FindingGroups()
        let subject = try Answers.subject(Answers.exchange())
        for (rule, severity, blame) in [
            ("a", Severity.info, Blame.api), ("b", .error, .document), ("c", .error, .api), ("d", .warning, .client),
        ] {
            groups.add(
                Observation(rule: rule, severity: severity, blame: blame, provenance: .guide, message: ""),
                from: subject
            )
        }
        #expect(groups.findings().map(\.rule) == ["c", "b", "d", "a"])
    }
}
