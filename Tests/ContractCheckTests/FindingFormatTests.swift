import JSONTree
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct FindingFormatTests {
    @Test func jsonHasThePromisedNames() throws {
        let result = try VerdictTests.result([VerdictTests.finding()])
        let root = try JSONDocument.parse(FindingFormat.json(result)).root
        #expect(root["verdict"]?.string == "failed")
        #expect(root["exitCode"]?.int == 1)
        #expect(root["coverage"]?["exchanges"]?.int == 3)
        let finding = try #require(root["findings"]?[0])
        #expect(finding["fingerprint"]?.string == "00ff")
        #expect(finding["rule"]?.string == "a.b")
        #expect(finding["severity"]?.string == "error")
        #expect(finding["blame"]?.string == "api")
        #expect(finding["operation"]?.string == "GET /things")
        #expect(finding["status"]?.int == 200)
        #expect(finding["dataPointer"]?.string == "/a")
        #expect(finding["specPointer"]?.string == "/paths")
        #expect(finding["count"]?.int == 2)
        #expect(finding["failing"]?.bool == true)
        #expect(finding["samples"]?[0]?["exchange"]?.int == 7)
        #expect(finding["samples"]?[0]?["pointer"]?.string == "/0/a")
        #expect(finding["samples"]?[0]?["fragment"] == nil)
    }

    @Test func textShowsWhereAndHowOften() throws {
        var result = try VerdictTests.result([VerdictTests.finding()])
        #expect(
            FindingFormat.text(result) == """
                error · api · GET /things 200 · a.b
                  m
                  at   /a · 2 times
                  seen #7 /0/a
                  spec /paths (guide)
                  id   00ff

                blame api: the API answered otherwise than it promises; report it to the vendor

                3 exchanges
                seen: 1 of 1 operation, 1 of 3 statuses, 1 of 2 media types
                exit 1: the API broke the contract: 1 finding in 2 places

                """
        )
        result = result.withEvidence { number in
            FindingEvidence(
                url: "https://a/\(number)",
                curl: "curl --http1.1 \\\n  --url 'https://a/b'",
                traceID: "8f3c"
            )
        }
        let text = FindingFormat.text(result)
        #expect(text.contains("  seen #7 /0/a (trace 8f3c)\n"))
        #expect(text.contains("  curl --http1.1 \\\n    --url 'https://a/b'\n  id   00ff\n"))
    }

    @Test func linesFitATerminal() throws {
        let words = String(repeating: "the body has something wrong in it and ", count: 7)
        let finding = VerdictTests.finding(message: words, operation: "GET /v1/" + String(repeating: "x", count: 200))
        let waiver = WaiverUse(
            waiver: Waivers.waiver(rule: "a", owner: "team", reason: words),
            state: .notSeen
        )
        var result = try VerdictTests.result([finding])
        result.waivers = [waiver]
        for line in FindingFormat.text(result).split(separator: "\n").dropLast() {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test func onlyTheFirstSampleKeepsItsCommand() throws {
        var finding = VerdictTests.finding()
        finding.samples = [1, 2, 1].map { FindingSample(exchange: $0, pointer: "") }
        var asked: [Int] = []
        let result = try VerdictTests.result([finding, finding]).withEvidence { number in
            asked.append(number)
            return FindingEvidence(curl: "curl \(number)", traceID: "t\(number)")
        }
        #expect(asked == [1, 2])
        #expect(result.findings[0].samples.map { $0.evidence?.curl } == ["curl 1", nil, nil])
        #expect(result.findings[0].samples.map { $0.evidence?.traceID } == ["t1", "t2", "t1"])
        #expect(result.findings[1].curl == "curl 1")
    }

    @Test func theSameResultGivesTheSameBytes() throws {
        let result = try HostileFindings.result()
        for format in FindingFormat.allCases {
            #expect(format.render(result) == format.render(result))
        }
        #expect(FindingFormat.githubSummary(result) == FindingFormat.githubSummary(result))
    }
}
