import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@Suite struct ContractCheckerTests {
    /// Says something about every member named `bad`, and about every exchange.
    private struct BadRule: ContractRule {
        let id = "test.bad"

        func evaluate(_ subject: CheckSubject) -> [Observation] {
            (subject.json.map { Array($0.root.elements) } ?? []).enumerated().compactMap { index, node in
                guard node["bad"] != nil else { return nil }
                return Observation(
                    rule: id,
                    severity: .error,
                    provenance: .document,
                    message: "item \(index) is bad",
                    dataPointer: "/\(index)/bad",
                    keyword: "not"
                )
            }
        }
    }

    private func check(_ exchanges: [RedactedExchange], concerns: Bool = true) throws -> CheckResult {
        let checker = ContractChecker(
            operations: try Answers.table(),
            rules: [BadRule(), StatusKnownRule(), BodySyntaxRule()],
            concerns: { _ in concerns }
        )
        return checker.check(exchanges.enumerated().map { (number: $0.offset + 1, exchange: $0.element) })
    }

    @Test func groupsByFingerprintAndKeepsThreeSamples() throws {
        let body = Answers.body(#"[{"bad":1},{},{"bad":1},{"bad":1}]"#)
        let result = try check([Answers.exchange(body: body), Answers.exchange(body: body)])
        let finding = try #require(result.findings.first)
        #expect(result.findings.count == 1)
        #expect(finding.count == 6)
        #expect(finding.dataPointer == "/*/bad")
        #expect(finding.samples.map(\.pointer) == ["/0/bad", "/2/bad", "/3/bad"])
        #expect(finding.samples.map(\.exchange) == [1, 1, 1])
        #expect(finding.operation == "GET /things")
        // The value itself is promised: waivers and reports hold it.
        #expect(finding.fingerprint.text == "5ba490dba6641c5d")
    }

    @Test func differentStatusesAreDifferentFindings() throws {
        let body = Answers.body(#"[{"bad":1}]"#)
        let result = try check([Answers.exchange(body: body), Answers.exchange(status: 404, body: body)])
        #expect(Set(result.findings.map(\.fingerprint)).count == 2)
    }

    @Test(arguments: [
        (429, HeaderList(), "inconclusive.quota"),
        (503, ["X-RateLimit-Remaining": "0"] as HeaderList, "inconclusive.quota"),
        (0, HeaderList(), "inconclusive.transport"), (407, HeaderList(), "inconclusive.transport"),
    ])
    func whatStandsInTheWayIsInconclusive(status: Int, headers: HeaderList, rule: String) throws {
        let result = try check([Answers.exchange(status: status, headers: headers, body: Answers.body("[{\"bad\":1}]"))]
        )
        #expect(result.findings.map(\.rule) == [rule])
        #expect(result.findings.map(\.blame) == [.inconclusive])
        #expect(result.inconclusive == 1)
        #expect(result.verdict().exitCode == 4)
    }

    @Test func failuresAndShortAnswersAreInconclusive() throws {
        let failure = TransportFailure(.reset, "the connection was reset")
        let short = MessageBody(Array("{\"a\"".utf8), trueLength: 4, isTruncated: true)
        let result = try check([
            Answers.exchange(status: nil, failure: failure), Answers.exchange(failure: failure),
            Answers.exchange(body: short), Answers.exchange(status: nil),
        ])
        #expect(result.findings.allSatisfy { $0.blame == .inconclusive })
        #expect(result.inconclusive == 4)
        #expect(result.verdict().kind == .inconclusive)
        #expect(result.verdict(failOn: .warning).exitCode == 4)
    }

    @Test func a503WithQuotaLeftIsAnAnswer() throws {
        let headers: HeaderList = ["X-RateLimit-Remaining": "7", "Content-Type": "application/json"]
        #expect(try check([Answers.exchange(status: 503, headers: headers)]).findings.isEmpty)
    }

    @Test func othersServersArePassedOver() throws {
        // The second has a path of the contract's, by chance.
        let result = try check(
            [Answers.exchange("GET", "/elsewhere", status: 700), Answers.exchange(status: 700)],
            concerns: false
        )
        #expect(result.findings.isEmpty)
        #expect(result.coverage.notMatched == 2)
        #expect(result.verdict().exitCode == 3)
    }

    @Test func unknownOperationsAreNamedByTheLabel() throws {
        let exchanges = (1...3).map { (number: $0, exchange: Answers.exchange("GET", "/others/\($0)?a=\($0)")) }
        let rules: [any ContractRule] = [OperationKnownRule()]
        let plain = ContractChecker(operations: try Answers.table(), rules: rules).check(exchanges)
        #expect(plain.findings.map(\.operation) == ["GET /others/1", "GET /others/2", "GET /others/3"])
        let checker = ContractChecker(
            operations: try Answers.table(),
            rules: rules,
            label: { "\($0.request.method) /others/{id}" }
        )
        let named = checker.check(exchanges)
        #expect(named.findings.map(\.operation) == ["GET /others/{id}"])
        #expect(named.findings.map(\.count) == [3])
    }

    @Test func coverageCountsWhatWasSeen() throws {
        let result = try check([
            Answers.exchange(), Answers.exchange(status: 404), Answers.exchange("GET", "/things/1"),
            Answers.exchange("PUT", "/things/1"),
        ])
        #expect(result.coverage.exchanges == 4)
        #expect(result.coverage.notMatched == 1)
        #expect(result.coverage.operationsSeen == ["GET /things", "GET /things/{id}"])
        #expect(result.coverage.exchangesByOperation["GET /things"] == 2)
        #expect(result.coverage.statusesByOperation["GET /things"] == [200, 404])
        #expect(result.coverage.operationsDocumented.count == 5)
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let body = Answers.body(#"[{"bad":1},{"bad":2}]"#)
        let exchanges = (0..<20).map { Answers.exchange("GET", "/things/\($0)", status: 200 + $0, body: body) }
        #expect(FindingFormat.json(try check(exchanges)) == FindingFormat.json(try check(exchanges)))
    }
}
