import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct JUnitFormatTests {
    private func junit(_ findings: [Finding], exchanges: Int = 3, rules: [String] = ["a", "b"]) throws -> String {
        let result = try VerdictTests.result(findings, exchanges: exchanges)
        let whole = CheckResult(findings: result.findings, coverage: result.coverage, rules: rules)
        return String(decoding: FindingFormat.junit(whole), as: UTF8.self)
    }

    @Test func rulesThatNoticedNothingPassed() throws {
        let text = try junit([VerdictTests.finding(rule: "a.part")])
        #expect(text.contains("<testcase name=\"b\" classname=\"GET /things\" time=\"0\"/>"))
        #expect(!text.contains("<testcase name=\"a\""))
        #expect(text.contains("<testcase name=\"a.part type at /a, status 200\""))
    }

    /// Where each call met a spent quota, no rule was looked at, so none is said to have passed.
    @Test func rulesThatWereNotLookedAtDidNotPass() throws {
        let obstacle = VerdictTests.finding(.info, .inconclusive, rule: "inconclusive.quota")
        #expect(try !junit([obstacle], exchanges: 2).contains("name=\"a\""))
        #expect(try junit([obstacle], exchanges: 3).contains("name=\"a\""))
        #expect(try junit([obstacle], exchanges: 2).contains("<skipped message=\"inconclusive: m\"/>"))
    }

    @Test func whatWasNeverCalledIsSkipped() throws {
        let result = CheckResult(findings: [], coverage: Coverage(documented: ["GET /a", "GET /b"]), rules: ["a"])
        let text = String(decoding: FindingFormat.junit(result), as: UTF8.self)
        #expect(text.components(of: "<skipped message=\"no exchange of the recording calls it\"/>") == 2)
        #expect(
            text.contains("<testsuites name=\"reprise check\" tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"2\"")
        )
        #expect(text.contains("<error type=\"not-evaluated\" message=\"exit 3: there was nothing to check\">"))
    }
}
