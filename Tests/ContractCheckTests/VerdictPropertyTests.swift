import ExchangeModel
import JSONTree
import TestSupport
import Testing

@testable import APIDocument
@testable import ContractCheck

/// Whatever was found and whatever fails a check: the formats say what the exit code says.
@Suite struct VerdictPropertyTests {
    private static let sets: [FailOn] = (0..<32).map { FailOn(rawValue: $0) }

    private func generated(_ generator: inout SeededGenerator) throws -> CheckResult {
        func flip(_ odds: Int) -> Bool { Int.random(in: 0..<odds, using: &generator) == 0 }
        var findings: [Finding] = []
        for index in 0..<Int.random(in: 0..<5, using: &generator) {
            let severity = Severity.allCases[Int.random(in: 0..<3, using: &generator)]
            let isUnjudged = flip(5)
            var blame = Blame.allCases[Int.random(in: 0..<4, using: &generator)]
            if isUnjudged { blame = .inconclusive }
            let isObstacle = blame == .inconclusive && !isUnjudged
            var finding = VerdictTests.finding(
                blame == .inconclusive ? .info : severity,
                blame,
                notEvaluable: isUnjudged,
                rule: isObstacle ? "inconclusive.quota" : "r\(index)",
                operation: flip(4) ? "GET /elsewhere" : "GET /things"
            )
            if !isObstacle, flip(4) { finding.waiver = Waivers.waiver(rule: "r\(index)") }
            findings.append(finding)
        }
        var result = try VerdictTests.result(
            findings,
            exchanges: Int.random(in: 0..<4, using: &generator),
            matched: !flip(6)
        )
        if flip(5) {
            let waiver = Waivers.waiver(rule: "gone", expires: "2020-01-01")
            result.waivers = [WaiverUse(waiver: waiver, state: .expired(findings: 0))]
        }
        return result
    }

    /// DESIGN's table, told a second time.
    private func expectedCode(_ result: CheckResult, _ failOn: FailOn) -> Int32 {
        if failOn.contains(.nothing) { return 0 }
        for finding in result.findings where finding.waiver == nil {
            if finding.isNotEvaluable {
                if failOn.contains(.notEvaluable) { return 1 }
                continue
            }
            let weighs = finding.severity == .error || finding.severity == .warning && failOn.contains(.warning)
            let counts =
                finding.blame == .api || finding.blame == .document && failOn.contains(.document)
                || finding.blame == .client && failOn.contains(.client)
            if weighs && counts { return 1 }
        }
        if result.waivers.contains(where: \.isExpired) { return 1 }
        if result.coverage.exchanges == result.coverage.notMatched { return 3 }
        if result.findings.contains(where: { $0.isNotEvaluable && $0.waiver == nil }) { return 3 }
        if result.findings.contains(where: { $0.rule == "inconclusive.quota" }) { return 4 }
        return 0
    }

    @Test func noFormatContradictsTheExitCode() throws {
        var generator = SeededGenerator(seed: 41)
        var codes: [Int32: Int] = [:]
        for round in 0..<160 {
            let result = try generated(&generator)
            let sets = [VerdictPropertyTests.sets[round % 32], .standard, .nothing]
            for failOn in sets {
                let code = expectedCode(result, failOn)
                codes[code, default: 0] += 1
                let verdict = result.verdict(failOn: failOn)
                #expect(verdict.exitCode == code)
                #expect(verdict.sentence.contains("tolerated") == (failOn.contains(.nothing) && verdict.kind != .fine))
                #expect(verdict.sentence.contains("keep") == (verdict.kind == .fine))
                try check(result, FormatOptions(failOn: failOn), code, verdict)
            }
        }
        #expect(Set(codes.keys) == [0, 1, 3, 4])
    }

    private func check(_ result: CheckResult, _ options: FormatOptions, _ code: Int32, _ verdict: Verdict) throws {
        for format in FindingFormat.allCases {
            let bytes = format.render(result, options: options)
            switch format {
            case .text, .github, .markdown:
                try checkLastLine(bytes, code, verdict, isMarkdown: format == .markdown)
            case .json:
                let root = try JSONDocument.parse(bytes).root
                #expect(root["exitCode"]?.int == Int(code))
                #expect(root["verdict"]?.string == verdict.kind.rawValue)
                let failing = root["findings"]?.elements.contains { $0["failing"]?.bool == true } ?? false
                let expired = root["waivers"]?.elements.contains { $0["state"]?.string == "expired" } ?? false
                #expect((failing || expired && !options.failOn.contains(.nothing)) == (code == 1))
            case .sarif:
                let invocation = try #require(try JSONDocument.parse(bytes).root["runs"]?[0]?["invocations"]?[0])
                #expect(invocation["exitCode"]?.int == Int(code))
                #expect(invocation["exitCodeDescription"]?.string == verdict.sentence)
            case .junit:
                let text = String(decoding: bytes, as: UTF8.self)
                let failures = text.components(of: "<failure ")
                let errors = text.components(of: "<error ")
                #expect((failures > 0) == (code == 1))
                #expect(errors == (code > 1 ? 1 : 0))
                #expect(text.components(of: "failures=\"\(failures)\" errors=\"\(errors)\"") >= 1)
            }
        }
        try checkLastLine(FindingFormat.githubSummary(result, options: options), code, verdict, isMarkdown: true)
    }

    private func checkLastLine(_ bytes: [UInt8], _ code: Int32, _ verdict: Verdict, isMarkdown: Bool) throws {
        let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        let last = try #require(lines.last)
        #expect(last.hasPrefix("exit \(code)\(isMarkdown ? "\\:" : ":") "))
        #expect(last.filter { $0 != "\\" } == "exit \(code): \(verdict.sentence)")
        #expect(lines.filter { $0.hasPrefix("exit ") }.count == 1)
    }
}

extension String {
    func components(of part: String) -> Int {
        var count = 0
        var rest = utf8[...]
        let wanted = Array(part.utf8)
        while let found = rest.firstIndex(of: wanted[0]) {
            rest = rest[found...]
            if rest.starts(with: wanted) { count += 1 }
            rest = rest.dropFirst()
        }
        return count
    }
}
