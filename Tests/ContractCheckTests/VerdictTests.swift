import ExchangeModel
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct VerdictTests {
    static func finding(
        _ severity: Severity = .error,
        _ blame: Blame = .api,
        notEvaluable: Bool = false,
        rule: String = "a.b",
        message: String = "m",
        operation: String = "GET /things",
        pointer: String = "/a"
    ) -> Finding {
        Finding(
            fingerprint: Fingerprint("00ff"),
            rule: rule,
            severity: severity,
            blame: blame,
            provenance: .guide,
            operation: operation,
            status: 200,
            message: message,
            dataPointer: pointer,
            specPointer: "/paths",
            keyword: "type",
            isNotEvaluable: notEvaluable,
            count: 2,
            samples: [FindingSample(exchange: 7, pointer: "/0/a")]
        )
    }

    static func result(_ findings: [Finding], exchanges: Int = 3, matched: Bool = true) throws -> CheckResult {
        var coverage = Coverage(documented: ["GET /things"])
        for _ in 0..<exchanges {
            if matched {
                coverage.count(try Answers.subject(Answers.exchange()))
            } else {
                coverage.countForeign()
            }
        }
        return CheckResult(findings: findings, coverage: coverage)
    }

    static let lines: [(Finding, FailOn, Int32)] = [
        (finding(), .standard, 1),
        (finding(.warning), .standard, 0),
        (finding(.warning), .warning, 1),
        (finding(.info), .warning, 0),
        (finding(.error, .document), .standard, 0),
        (finding(.error, .document), .document, 1),
        (finding(.warning, .document), .document, 0),
        (finding(.warning, .document), [.document, .warning], 1),
        (finding(.error, .client), .document, 0),
        (finding(.error, .client), .client, 1),
        (finding(.info, .inconclusive), .warning, 4),
        (finding(.info, .inconclusive, notEvaluable: true), .standard, 3),
        (finding(.info, .inconclusive, notEvaluable: true), .notEvaluable, 1),
        (finding(), .nothing, 0),
    ]

    @Test(arguments: lines)
    func exitCodes(finding: Finding, failOn: FailOn, expected: Int32) throws {
        #expect(try VerdictTests.result([finding]).verdict(failOn: failOn).exitCode == expected)
    }

    @Test func theFirstThatAppliesWins() throws {
        let unjudged = VerdictTests.finding(.info, .inconclusive, notEvaluable: true)
        let obstacle = VerdictTests.finding(.info, .inconclusive, rule: "inconclusive.quota")
        #expect(try VerdictTests.result([VerdictTests.finding(), unjudged, obstacle]).verdict().exitCode == 1)
        #expect(try VerdictTests.result([unjudged, obstacle]).verdict().exitCode == 3)
        let verdict = try VerdictTests.result([obstacle]).verdict()
        #expect(verdict.exitCode == 4)
        #expect(verdict.sentence == "2 of 3 exchanges said nothing about the API: quota")
        #expect(try VerdictTests.result([]).verdict().exitCode == 0)
    }

    @Test func aCheckOfNothingDoesNotPass() throws {
        #expect(try VerdictTests.result([], exchanges: 0).verdict().exitCode == 3)
        #expect(try VerdictTests.result([], matched: false).verdict().exitCode == 3)
    }

    @Test func sentencesNameTheBlame() throws {
        let sentence = try VerdictTests.result([VerdictTests.finding()]).verdict().sentence
        #expect(sentence == "the API broke the contract: 1 finding in 2 places")
        let client = try VerdictTests.result([VerdictTests.finding(.error, .client)]).verdict(failOn: .client)
        #expect(client.sentence.hasPrefix("the client"))
        #expect(try VerdictTests.result([]).verdict().sentence == "3 exchanges of 1 operation keep the contract")
    }

    @Test func toleranceChangesTheExitCodeAndNotTheTruth() throws {
        let verdict = try VerdictTests.result([VerdictTests.finding()]).verdict(failOn: .nothing)
        #expect(verdict.exitCode == 0)
        #expect(verdict.kind == .failed)
        #expect(verdict.sentence == "the API broke the contract: 1 finding in 2 places (tolerated: --fail-on nothing)")
        let unjudged = VerdictTests.finding(.info, .inconclusive, notEvaluable: true)
        #expect(try VerdictTests.result([unjudged]).verdict(failOn: .nothing).kind == .notEvaluated)
        let strict = try VerdictTests.result([unjudged]).verdict(failOn: [.nothing, .notEvaluable])
        #expect(strict.kind == .failed && strict.exitCode == 0)
        let fine = try VerdictTests.result([]).verdict(failOn: .nothing)
        #expect(fine.kind == .fine && !fine.sentence.contains("tolerated"))
    }

    @Test func wordsOfTheCommandLine() {
        #expect(FailOn(parsing: "document , client ") == [.document, .client])
        #expect(FailOn(parsing: "document,client") == [.document, .client])
        #expect(FailOn(parsing: "not-evaluable, nothing") == [.notEvaluable, .nothing])
        #expect(FailOn(parsing: "errors") == nil)
        #expect(FailOn(parsing: "") == nil)
    }
}
