import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import KadenceAPI

/// A server that answers with the vendor document's own examples breaks the vendor's document in many places. A
/// checker that blames the API for one of them cries wolf.
@Suite struct BlameOnExamplesTests {
    private func vendor() throws -> Contract? {
        try SharedFiles.document().map { try Contract(parsing: $0, name: "public-api-openapi.yml") }
    }

    /// An answer of each operation, as the document's examples have it.
    private func recording(_ vendor: Contract) -> [(number: Int, exchange: RedactedExchange)] {
        var result: [(number: Int, exchange: RedactedExchange)] = []
        for operation in vendor.operations.operations {
            for response in operation.responses {
                guard let status = Int(response.status), (200..<300).contains(status), status != 204,
                    let content = response.content.first(where: { $0.mediaType == "application/ld+json" }),
                    let schema = content.schema, let example = vendor.assembledExample(at: schema)
                else { continue }
                let id = example.root["id"]?.string ?? Answers.id
                let target = operation.pathTemplate.replacing("{id}", with: id)
                let exchange = Answers.exchange(
                    operation.method,
                    target,
                    status: status,
                    body: String(decoding: example.bytes, as: UTF8.self)
                )
                result.append((result.count + 1, exchange))
            }
        }
        return result
    }

    private func counts(_ result: CheckResult) -> [Blame: Int] {
        result.findings.reduce(into: [:]) { $0[$1.blame, default: 0] += $1.count }
    }

    @Test func theAPIIsNotBlamedForTheDocument() throws {
        guard let vendor = try vendor() else { return }
        let recording = recording(vendor)
        #expect(recording.count == 26)
        var plan = Kadence.CheckPlan()
        plan.document = vendor
        let result = Kadence.checker(plan).check(recording)
        let blamed = result.findings.filter { $0.blame == .api }
        #expect(blamed.isEmpty, "\(blamed.map { "\($0.operation) \($0.rule) \($0.dataPointer): \($0.message)" })")
        #expect(counts(result)[.document, default: 0] > 100)
        print("the vendor's examples against the vendor's document, by blame: \(counts(result))")
    }

    @Test func theContractHasNothingAgainstTheExamples() throws {
        guard let vendor = try vendor() else { return }
        let result = Kadence.checker.check(recording(vendor))
        let blamed = result.findings.filter { $0.blame == .api }
        #expect(blamed.isEmpty, "\(blamed.map { "\($0.operation) \($0.rule) \($0.dataPointer): \($0.message)" })")
        print("the vendor's examples against the contract alone, by blame: \(counts(result))")
    }

    /// The document alone, without anything that knows better: its own examples still speak for the API.
    @Test func aDocumentThatContradictsItselfIsToBlame() throws {
        guard let vendor = try vendor() else { return }
        let rules = ResponseSchemaRule(vendor.compiled(.pragmatic), isNamed: true)
        let checker = ContractChecker(operations: vendor.operations, rules: [rules])
        let result = checker.check(recording(vendor))
        let blamed = result.findings.filter { $0.blame == .api }
        #expect(blamed.isEmpty, "\(blamed.map { "\($0.operation) \($0.rule) \($0.dataPointer): \($0.message)" })")
        #expect(counts(result)[.document, default: 0] > 50)
    }

    /// And a break that no example shares is the API's, by the document alone too.
    @Test func aRealBreakIsTheAPIs() throws {
        guard let vendor = try vendor() else { return }
        var plan = Kadence.CheckPlan()
        plan.document = vendor
        let body = #"{"@id":"/v1/public/buildings/\#(Answers.id)","@type":"Building","id":7,"name":"x"}"#
        let exchange = Answers.exchange("GET", "/v1/public/buildings/" + Answers.id, body: body)
        let result = Kadence.checker(plan).check([(1, exchange)])
        #expect(result.findings.contains { $0.blame == .api && $0.dataPointer == "/id" && $0.severity == .error })
        #expect(result.verdict().exitCode == 1)
    }
}
