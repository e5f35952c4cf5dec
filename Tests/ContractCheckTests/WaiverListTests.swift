import ExchangeModel
import Testing
import YAMLTree

@testable import ContractCheck

@Suite struct WaiverListTests {
    @Test func aWholeListIsRead() throws {
        let list = try Waivers.parse(
            """
            region: eu
            waivers:
              - fingerprint: 00112233445566ff
                owner: Ann
                reason: the vendor knows, ticket 12
                expires: 2027-01-31
              - rule: kadence.quota-headers
                operation: GET /things
                owner: Bob
                reason: "until the gateway is new"
                expires: 2027-02-28
              - {fingerprint: 1234567890123456, owner: C, reason: r, expires: 2028-02-29}
            """
        )
        #expect(
            list.waivers.map(\.target) == [
                .fingerprint(Fingerprint("00112233445566ff")), .rule("kadence.quota-headers", operation: "GET /things"),
                .fingerprint(Fingerprint("1234567890123456")),
            ]
        )
        #expect(list.waivers.map(\.owner) == ["Ann", "Bob", "C"])
        #expect(list.waivers[0].expires.description == "2027-01-31")
        #expect(list.waivers.map(\.line) == [3, 7, 12])
        #expect(try Waivers.parse("region: eu\n").waivers.isEmpty)
        #expect(try Waivers.parse("waivers:\n").waivers.isEmpty)
        #expect(try Waivers.parse("waivers: []\n").waivers.isEmpty)
    }

    @Test func everyProblemIsNamedWithItsLine() throws {
        let problems = try Waivers.problems(
            """
            waivers:
              - rule: a
              - rule: b
                owner: Ann
                reason: ""
                expires: 31.12.2026
              - fingerprint: XYZ
                owner: Ann
                reason: r
                expires: 2026-02-30
                colour: red
              - owner: Ann
                reason: r
                expires: 2026-12-31
              - rule: c
                fingerprint: 00112233445566ff
                owner: Ann
                reason: r
                expires: 2026-12-31
              - rule: inconclusive.quota
                owner: Ann
                reason: r
                expires: 2026-12-31
              - text
            """
        )
        #expect(
            problems.map { String($0.prefix(40)) }
                == [
                    "2: the waiver has no `owner`: somebody has to answer for it",
                    "2: the waiver has no `reason`: say why the finding is accepted",
                    "2: the waiver has no `expires`: name the last day it holds, YYYY-MM-DD",
                    "5: `reason` of a waiver is text, and not empty",
                    "6: `expires` is a day written YYYY-MM-DD, not \"31.12.2026\"",
                    "11: a waiver has no `colour`; it takes fingerprint, rule, operation, owner, reason, expires",
                    "10: `expires` is a day written YYYY-MM-DD, not \"2026-02-30\"",
                    "7: `fingerprint` has 16 digits of 0–9 and a–f",
                    "12: the waiver does not say what it waives: add `fingerprint` or `rule`",
                    "15: a waiver has a fingerprint or a rule, not both",
                    "20: quota, sign-in and network can't be waived: they say nothing about the contract",
                    "24: a waiver is a mapping with owner, reason, expires, and fingerprint or rule",
                ].map { String($0.prefix(40)) }
        )
        #expect(
            try Waivers.problems("waivers: yes\n") == [
                "1: `waivers` is a list, each item with owner, reason and expires"
            ]
        )
    }

    @Test func aSecondWaiverOfTheSameIsRefused() throws {
        let one = "{rule: a, operation: GET /x, owner: A, reason: r, expires: 2027-01-01}"
        let other = "{rule: a, owner: A, reason: r, expires: 2027-01-01}"
        #expect(
            try Waivers.problems("waivers:\n- \(one)\n- \(other)\n- \(one)\n")
                == ["4: this is waived already in line 2; keep one of the two"]
        )
    }

    @Test func aWaivedFindingDoesNotCount() throws {
        let result = try VerdictTests.result([VerdictTests.finding()])
        let list = WaiverList(waivers: [Waivers.waiver(rule: "a")])
        let waived = list.applied(to: result, today: Waivers.today)
        let verdict = waived.verdict()
        #expect(verdict.exitCode == 0)
        #expect(verdict.sentence == "3 exchanges of 1 operation keep the contract; 1 waived")
        #expect(waived.waivers.map(\.state) == [.applied(findings: 1)])
        #expect(waived.findings[0].waiver?.owner == "Ann")
        let text = FindingFormat.text(waived)
        #expect(text.contains("waiver of a: waives 1 finding until 2099-12-31\n  by Ann: known\n  waived error · api"))
        #expect(!text.contains("blame api"))
    }

    @Test func whatCouldNotBeJudgedCanBeWaivedAndQuotaCannot() throws {
        let unjudged = VerdictTests.finding(.info, .inconclusive, notEvaluable: true, rule: "body.syntax")
        let obstacle = VerdictTests.finding(.info, .inconclusive, rule: "inconclusive.quota")
        let list = WaiverList(waivers: [
            Waivers.waiver(rule: "body.syntax"),
            Waiver(
                target: .rule("inconclusive", operation: nil),
                owner: "A",
                reason: "r",
                expires: Waivers.day("2099-01-01")
            ),
        ])
        let result = list.applied(to: try VerdictTests.result([unjudged, obstacle]), today: Waivers.today)
        #expect(result.waivers.map(\.state) == [.applied(findings: 1), .notWaivable])
        #expect(result.notEvaluable == 0)
        #expect(result.verdict().exitCode == 4)
    }

    @Test func aWaiverHoldsThroughItsLastDay() throws {
        let result = try VerdictTests.result([VerdictTests.finding()])
        let list = WaiverList(waivers: [Waivers.waiver(rule: "a.b", expires: "2026-11-23")])
        #expect(list.applied(to: result, today: Waivers.day("2026-11-23")).verdict().exitCode == 0)
        let late = list.applied(to: result, today: Waivers.day("2026-11-24"))
        #expect(late.waivers.map(\.state) == [.expired(findings: 1)])
        #expect(late.verdict().exitCode == 1)
        #expect(
            late.verdict().sentence == "the API broke the contract: 1 finding in 2 places; "
                + "the waiver of a.b by Ann expired on 2026-11-23"
        )
    }

    @Test func anExpiredWaiverFailsByItself() throws {
        let list = WaiverList(waivers: [
            Waivers.waiver(rule: "gone", expires: "2020-01-01"),
            Waivers.waiver(rule: "gone.too", expires: "2020-01-01"),
        ])
        let result = list.applied(to: try VerdictTests.result([]), today: Waivers.today)
        #expect(result.verdict().exitCode == 1)
        #expect(result.verdict().sentence == "the waiver of gone by Ann expired on 2020-01-01 (and 1 more)")
        #expect(result.verdict(failOn: .nothing).exitCode == 0)
    }

    @Test func notSeenIsNotFixed() throws {
        let list = WaiverList(waivers: [
            Waivers.waiver(rule: "other"), Waivers.waiver(rule: "a", operation: "GET /else"),
        ])
        let result = list.applied(to: try VerdictTests.result([VerdictTests.finding()]), today: Waivers.today)
        #expect(result.waivers.map(\.state) == [.notSeen, .notSeen])
        #expect(result.verdict().exitCode == 1)
        #expect(FindingFormat.text(result).contains("not seen in this run, which does not mean that it is fixed"))
    }

    @Test func aRuleTakesInItsParts() throws {
        let finding = VerdictTests.finding(rule: "kadence.quota-headers.missing")
        #expect(Waivers.waiver(rule: "kadence.quota-headers").covers(finding))
        #expect(Waivers.waiver(rule: "kadence.quota-headers.missing").covers(finding))
        #expect(!Waivers.waiver(rule: "kadence.quota").covers(finding))
        #expect(!Waivers.waiver(rule: "kadence.quota-headers", operation: "GET /other").covers(finding))
    }

    @Test(arguments: ["2026-1-1", "2026-13-01", "2026-00-10", "20261231", "2026-12-31 ", "２026-12-3", "2025-02-29", ""])
    func daysAreReadStrictly(text: String) {
        #expect(CalendarDay(parsing: text) == nil)
    }

    @Test func daysAreCompared() {
        #expect(Waivers.day("2026-12-31") < Waivers.day("2027-01-01"))
        #expect(Waivers.day("2026-02-01") > Waivers.day("2026-01-31"))
        #expect(Waivers.today.description == "2026-11-23")
    }
}
