import ExchangeModel
import JSONTree
import TestSupport
import Testing

@testable import APIDocument
@testable import ContractCheck

/// What an answer holds stays data in each format.
@Suite struct HostileFormatTests {
    static let outputs = FindingFormat.allCases.map(\.rawValue) + ["summary"]

    private func render(_ name: String, _ result: CheckResult, recording: String? = nil) throws -> String {
        var options = FormatOptions()
        options.recording = recording
        let bytes =
            try name == "summary"
            ? FindingFormat.githubSummary(result, options: options)
            : #require(FindingFormat(rawValue: name)).render(result, options: options)
        // The output has to be UTF-8 to begin with.
        return try #require(String(validating: bytes, as: UTF8.self))
    }

    @Test(arguments: outputs) func nothingInvisibleIsLeft(name: String) throws {
        for scalar in try render(name, HostileFindings.result(), recording: "f\u{202E}\n").unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: #expect(scalar == "\n")
            case .format, .lineSeparator, .paragraphSeparator, .privateUse:
                Issue.record("\(name) lets U+\(String(scalar.value, radix: 16)) through")
            default: #expect(!scalar.properties.isNoncharacterCodePoint)
            }
        }
    }

    @Test(arguments: outputs) func noLineIsACommandButOurs(name: String) throws {
        let text = try render(name, HostileFindings.result(), recording: "a::b,c\n::error::x")
        var commands = 0
        for line in text.split(separator: "\n") {
            #expect(!line.contains("##["))
            #expect(!line.contains("##vso"))
            guard line.drop(while: \.isWhitespace).hasPrefix("::") else { continue }
            #expect(name == "github" && line.hasPrefix("::"))
            commands += 1
        }
        // Ten errors and ten notices are the most that GitHub shows.
        #expect(commands == (name == "github" ? 20 : 0))
    }

    @Test func annotationsKeepTheirProperties() throws {
        let attack = "a,b:c\n%::error::x"
        var result = try VerdictTests.result([HostileFindings.finding(attack, .error)])
        result.findings[0].waiver = nil
        let first = try render("github", result).split(separator: "\n")[0]
        let safe = "a%2Cb%3Ac%0A%25%3A%3Aerror%3A%3Ax"
        #expect(
            first.hasPrefix("::error file=docs/\(safe).yml,line=12,title=r.\(safe)::GET /a,b:c\\n%25::error::x 200: ")
        )
        #expect(first.contains("%0Aat /a,b:c\\n%25::error::x%0Agot "))
    }

    @Test func annotationsSayWhatFailsAndWhere() throws {
        var result = try VerdictTests.result([
            VerdictTests.finding(), VerdictTests.finding(.error, .document), VerdictTests.finding(.info),
        ])
        var options = FormatOptions()
        options.recording = "fixtures/a.har"
        let text = String(decoding: FindingFormat.github(result, options: options), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines[0]
                == "::error file=fixtures/a.har,title=a.b::GET /things 200: m%0Aat /a%0Aspec /paths (guide)%0A2 times"
                + "%0Ablame api: the API answered otherwise than it promises; report it to the vendor%0Aid 00ff"
        )
        #expect(lines[1].hasPrefix("::warning ") && lines[2].hasPrefix("::notice "))
        #expect(lines.last == "exit 1: the API broke the contract: 1 finding in 2 places")
        result.findings = (0..<13).map { VerdictTests.finding(rule: "r\($0)") }
        let many = String(decoding: FindingFormat.github(result), as: UTF8.self)
        #expect(many.contains("\n3 annotations more than GitHub shows; the step summary has all\n"))
    }

    @Test(arguments: HostileFindings.attacks) func jsonKeepsTheValues(attack: String) throws {
        let result = try VerdictTests.result([HostileFindings.finding(attack, .error)])
        let finding = try #require(try JSONDocument.parse(FindingFormat.json(result)).root["findings"]?[0])
        #expect(finding["message"]?.string.map { Array($0.utf8) } == Array(attack.utf8))
        #expect(finding["operation"]?.string.map { Array($0.utf8) } == Array("GET /\(attack)".utf8))
        #expect(finding["samples"]?[0]?["curl"]?.string.map { Array($0.utf8) } == Array("curl \\\n  \(attack)".utf8))
        #expect(finding["samples"]?[0]?["fragment"]?.string.map { Array($0.utf8) } == Array(attack.utf8))
    }

    @Test func sarifMessagesHoldNoLinksAndNoPlaceholders() throws {
        let result = try VerdictTests.result([HostileFindings.finding("[x](http://evil.test) {0}", .error)])
        let root = try JSONDocument.parse(FindingFormat.sarif(result)).root
        let message = try #require(root["runs"]?[0]?["results"]?[0]?["message"]?["text"]?.string)
        #expect(message.contains("[x] (http://evil.test) {{0}"))
        #expect(!message.contains("]("))
    }

    /// Outside of code blocks: no markup, and tables keep their columns.
    @Test(arguments: ["markdown", "summary"]) func markdownStaysText(name: String) throws {
        var fence: Substring?
        var opened = 0
        var closed = 0
        for line in try render(name, HostileFindings.result()).split(separator: "\n", omittingEmptySubsequences: false)
        {
            if let open = fence {
                if line == open { fence = nil }
                continue
            }
            if line.hasPrefix("```") {
                fence = line.prefix { $0 == "`" }
                continue
            }
            if line.hasPrefix("<details><summary>"), line.hasSuffix("</summary>") {
                opened += 1
                let inner = line.dropFirst(18).dropLast(10)
                #expect(!inner.contains("<") && !inner.contains("@") && !inner.contains("&"))
                continue
            }
            if line == "</details>" {
                closed += 1
                continue
            }
            let bare = line.split(separator: "@<!-- -->", omittingEmptySubsequences: false).joined()
            #expect(!bare.contains("<") && !bare.contains(">"), "\(line)")
            #expect(!bare.contains("@"))
            #expect(!unescaped("`", in: bare) && !unescaped("[", in: bare), "\(line)")
            guard line.hasPrefix("|") else { continue }
            #expect(columns(of: line) == 6, "\(line)")
        }
        #expect(fence == nil)
        #expect(opened == closed && opened > 0)
    }

    private func unescaped(_ character: Character, in line: String) -> Bool {
        var isEscaped = false
        for next in line {
            if next == character, !isEscaped { return true }
            isEscaped = next == "\\" && !isEscaped
        }
        return false
    }

    private func columns(of line: Substring) -> Int {
        var count = -1
        var isEscaped = false
        for next in line {
            if next == "|", !isEscaped { count += 1 }
            isEscaped = next == "\\" && !isEscaped
        }
        return count
    }

    @Test func markdownKeepsToItsLength() throws {
        let findings = (0..<2_000).map {
            HostileFindings.finding("m\($0) " + String(repeating: "|<", count: 90), .error)
        }
        var result = try VerdictTests.result(findings)
        result.waivers = try HostileFindings.result().waivers
        for maximum in [8_000, FindingFormat.commentBytes] {
            let bytes = FindingFormat.markdown(result, maximumBytes: maximum)
            #expect(bytes.count <= maximum)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(" findings more than fit here."))
            #expect(text.hasSuffix(String(decoding: bytes.split(separator: 0x0A).last ?? [], as: UTF8.self) + "\n"))
            #expect(text.components(of: "<details>") == text.components(of: "</details>"))
        }
    }

    /// A parser of XML sees the elements that are meant, and the numbers they are announced with.
    @Test func junitIsWhatAParserReads() throws {
        var result = try HostileFindings.result()
        result.findings.append(VerdictTests.finding(.info, .inconclusive, notEvaluable: true, rule: "u"))
        result = CheckResult(
            findings: result.findings,
            coverage: result.coverage,
            waivers: result.waivers,
            rules: ["one", "a.b", "]]>\u{0}"]
        )
        let script = """
            import sys, xml.etree.ElementTree as tree
            root = tree.fromstring(open('junit.xml', 'rb').read())
            assert root.tag == 'testsuites'
            known = {'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out'}
            assert {e.tag for e in root.iter()} - {'testsuites'} <= known
            total = {'tests': 0, 'failures': 0, 'errors': 0, 'skipped': 0}
            tags = {'tests': 'testcase', 'failures': 'failure', 'errors': 'error', 'skipped': 'skipped'}
            for suite in root:
                for name, tag in tags.items():
                    found = len(list(suite.iter(tag)))
                    assert int(suite.get(name)) == found, (name, found)
                    total[name] += found
                for case in suite:
                    assert case.get('name') and case.get('classname') == suite.get('name')
                    assert len(case) <= 1
            assert {name: int(root.get(name)) for name in total} == total
            names = [case.get('name') for case in root.iter('testcase')]
            assert 'one' in names and names.count('is called') == 1, names
            print(len(names), total['failures'], total['skipped'])
            """
        let files = ["junit.xml": FindingFormat.junit(result)]
        guard let output = try run("python3", ["-c", script], files: files) else { return }
        let attacks = HostileFindings.attacks.count
        // A case for each finding, expired waiver and passed rule, the call, and the verdict.
        let cases = 2 * attacks + 2 + attacks + 3 + 1 + 1
        #expect(output.status == 0)
        #expect(String(decoding: output.output, as: UTF8.self) == "\(cases) \(2 * attacks + 1) 2\n")
    }
}
