import JSONTree
import Testing

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
        #expect(finding["samples"]?[0]?["exchange"]?.int == 7)
        #expect(finding["samples"]?[0]?["pointer"]?.string == "/0/a")
    }

    @Test func theLastLineNeverContradictsTheExitCode() throws {
        for failOn in [FailOn.standard, .nothing, .warning] {
            let result = try VerdictTests.result([VerdictTests.finding(.warning)])
            let last = FindingFormat.text(result, failOn: failOn).split(separator: "\n").last ?? ""
            #expect(last.hasPrefix("exit \(result.verdict(failOn: failOn).exitCode): "))
        }
    }

    @Test func textShowsWhereAndHowOften() throws {
        let text = FindingFormat.text(try VerdictTests.result([VerdictTests.finding()]))
        #expect(
            text == """
                error · api · GET /things 200 · a.b
                  m
                  at   /a · 2 times
                  seen #7 /0/a
                  spec /paths (guide)
                  id   00ff

                3 exchanges, 1 of 1 operation seen
                exit 1: the API broke the contract: 1 finding in 2 places

                """
        )
    }

    @Test func hostileTextIsNeutralised() throws {
        let hostile = VerdictTests.finding(
            message: "\u{1B}[2J\nexit 0: fine",
            operation: "GET /\u{202E}\u{7}",
            pointer: "/a\r\nb\u{9B}"
        )
        let text = FindingFormat.text(try VerdictTests.result([hostile]))
        #expect(!text.contains("\u{1B}"))
        #expect(!text.contains("\u{202E}"))
        #expect(!text.contains("\r"))
        #expect(!text.contains("\nexit 0"))
        let json = FindingFormat.json(try VerdictTests.result([hostile]))
        #expect(!json.contains(0x1B))
        #expect((try? JSONDocument.parse(json)) != nil)
    }
}
