import ExchangeModel
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct FindingGroupsTests {
    @Test(arguments: [
        ("/hydra:member/0/id", "/hydra:member/*/id"), ("/10", "/*"), ("", ""), ("header:X-1", "header:X-1"),
        ("/a1/1a/01", "/a1/1a/*"), ("/", "/"), ("//3", "//*"), ("request:/a/0", "request:/a/*"),
        ("request:query:page/3", "request:query:page/*"), ("status", "status"),
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
        let subject = ObservationContext(try Answers.subject(Answers.exchange()))
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

    /// An assertion that could not be judged in one exchange must not swallow that it was broken in another.
    @Test(arguments: [true, false]) func brokenAndUnjudgedStayApart(unjudgedFirst: Bool) throws {
        var groups = FindingGroups()
        let subject = ObservationContext(try Answers.subject(Answers.exchange()))
        let broken = Observation(rule: "r", severity: .error, provenance: .internal, message: "b", keyword: "syntax")
        let unjudged = Observation.notEvaluable(rule: "r", message: "u", keyword: "syntax")
        for observation in unjudgedFirst ? [unjudged, broken] : [broken, unjudged] {
            groups.add(observation, from: subject)
        }
        let findings = groups.findings()
        #expect(findings.map(\.severity) == [.error, .info])
        #expect(findings.map(\.isNotEvaluable) == [false, true])
        #expect(findings.map(\.blame) == [.api, .inconclusive])
        #expect(findings.map(\.count) == [1, 1])
        #expect(Set(findings.map(\.fingerprint)).count == 2)
    }
}
