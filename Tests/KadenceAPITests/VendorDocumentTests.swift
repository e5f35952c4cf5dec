import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import KadenceAPI

/// Comparisons with the vendor's document, where it is there: agreement with ourselves proves nothing.
@Suite struct VendorDocumentTests {
    /// Read once: it is a quarter of a megabyte of YAML, and many cases ask for it.
    private static let document = Result { try SharedFiles.document().map { try Contract(parsing: $0) } }

    private func vendor() throws -> Contract? { try VendorDocumentTests.document.get() }

    @Test func namesAgreeAndEveryOtherDifferenceIsACorrection() throws {
        guard let vendor = try vendor() else { return }
        var comparison = ContractComparison(own: Kadence.contract, vendor: vendor)
        comparison.run()
        #expect(comparison.differences.isEmpty, "\(comparison.differences.joined(separator: "\n"))")
        #expect(comparison.compared > 250)
    }

    /// The comparison itself: one name or value off, of any kind, and it says so.
    @Test(arguments: [
        ("/v1/public/floors:", "/v1/public/storeys:"),
        ("  /v1/public/users/{id}:\n    get:", "  /v1/public/users/{id}:\n    put:"),
        ("name: emailExact, in: query", "name: emailExactly, in: query"),
        ("name: 'order[endDate]', in: query", "name: 'order[end]', in: query"),
        ("name: floorId, in: query, required: true", "name: floorId, in: query"),
        ("        checkedInDate:", "        checkedInDay:"), ("floorPlanUrl:", "floorplanUrl:"),
        ("        monogram:", "        monograph:"), ("'hydra:totalItems':", "'hydra:total':"),
        ("        attendees:", "        guests:"), ("        method: {", "        means: {"),
        ("displayName: {", "fullName: {"),
        ("[booked, checkedIn, checkedOut, cancelled,", "[booked, checkedIn, cancelled,"),
        ("permanent: { type: boolean }", "permanent: { type: string }"),
        ("title: { type: string, maxLength: 255,", "title: { type: string, maxLength: 25,"),
        ("required: [userId, startDateTime, endDateTime]", "required: [userId]"),
        ("name: visitStatus, in: query", "name: visitorStatus, in: query"),
        ("        numPassesAvailable:", "        passes:"), ("        visitCount:", "        count:"),
        ("        locationTimezone: { type: [string, 'null'] }", "        locationTimezone: { type: string }"),
        ("application/merge-patch+json:", "application/json:"), ("multipart/form-data:", "application/octet-stream:"),
        ("        '204':\n", "        '200':\n"), ("enum: [external, user]", "enum: [external, user, host]"),
        ("noCapacity, unknown, null]", "noCapacity, null]"), ("not_responded]", "unanswered]"),
        ("items: { $ref: '#/components/schemas/Visit' }", "items: { $ref: '#/components/schemas/Visitor' }"),
        ("name: startDate, in: query, deprecated: true,", "name: startDate, in: query,"),
        ("            text/csv:\n              schema: { $ref: '#/components/schemas/Table' }\n", ""),
    ])
    func aNameThatIsOffIsFound(right: String, wrong: String) throws {
        guard let vendor = try vendor() else { return }
        let text = String(decoding: Kadence.contractBytes, as: UTF8.self)
        #expect(text.contains(right), "the text to change is there")
        let own = try Contract(parsing: Array(text.replacing(right, with: wrong).utf8))
        var comparison = ContractComparison(own: own, vendor: vendor)
        comparison.run()
        #expect(!comparison.differences.isEmpty)
    }

    // MARK: The vendor's examples as answers

    /// An answer to each operation of the vendor's document.
    private func answers(
        _ vendor: Contract,
        change: (String) -> String = { $0 }
    ) throws -> [(number: Int, exchange: RedactedExchange)] {
        var exchanges: [(number: Int, exchange: RedactedExchange)] = []
        for operation in vendor.operations.operations {
            for response in operation.responses where response.status.hasPrefix("2") {
                let type = "application/ld+json"
                // One 204 documents content, which it can't have.
                guard let status = Int(response.status), status != 204, response.mediaTypes.contains(type) else {
                    continue
                }
                let schema = vendor.schema(of: operation, status: status, mediaType: type)
                let body = ExampleBuilder(contract: vendor).value(of: try #require(schema)).text
                var headers = Answers.good
                // The guide's own example, which lies in 1988.
                headers.set("X-RateLimit-Retry-After", "596505600")
                let path = operation.pathTemplate.split(separator: "/").map { part in
                    part.hasPrefix("{") ? Answers.id : String(part)
                }
                let exchange = Answers.exchange(
                    operation.method,
                    "/" + path.joined(separator: "/"),
                    status: status,
                    headers: headers,
                    body: change(body)
                )
                exchanges.append((number: exchanges.count + 1, exchange: exchange))
            }
        }
        return exchanges
    }

    @Test func theVendorsExamplesHaveNoFaultOfTheAPIs() throws {
        guard let vendor = try vendor() else { return }
        let exchanges = try answers(vendor)
        #expect(exchanges.count == 26)
        let withExamples = exchanges.filter {
            $0.exchange.response?.body.bytes.firstRange(of: Array(Answers.id.utf8)) != nil
        }
        #expect(withExamples.count >= 24, "answers without examples would prove nothing")
        let result = Kadence.checker.check(exchanges)
        let blamed = result.findings.filter { $0.blame == .api }
        #expect(blamed.isEmpty, "\(FindingFormat.text(result))")
        #expect(result.coverage.operationsSeen.count == 26)
        #expect(result.notEvaluable == 0)
        #expect(result.verdict(failOn: .warning).exitCode == 0)
    }

    /// The same answers with one thing wrong: what passes them must not be blindness.
    @Test(arguments: [
        (#""id":"01GTBV1CT3BM8A42SEJ2J5F4EG""#, #""id":7"#, "schema.response-body", 24),
        (#""id":"01GTBV1CT3BM8A42SEJ2J5F4EG""#, #""id":"01GTBV1CT3""#, "schema.response-body", 24),
        ("2017-07-21T17:32:28+00:00", "2017-07-21 17:32", "schema.response-body", 17),
        ("\"hydra:member\"", "\"members\"", "schema.response-body", 11),
        ("/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG", "/v1/public/users/7", "kadence.iri.form", 11),
        ("\"hydra:totalItems\":1", "\"hydra:totalItems\":0", "kadence.collection.total-count", 11),
        ("}", "", "body.syntax", 26),
    ])
    func theVendorsExamplesWithAFaultAreFound(right: String, wrong: String, rule: String, least: Int) throws {
        guard let vendor = try vendor() else { return }
        let result = Kadence.checker.check(try answers(vendor) { $0.replacing(right, with: wrong) })
        let found = result.findings.filter { $0.rule == rule && $0.severity == .error && $0.blame == .api }
        #expect(Set(found.map(\.operation)).count >= least, "\(FindingFormat.text(result))")
        #expect(result.verdict().exitCode == 1)
    }
}

/// Builds an answer from a schema's examples, and from its types where it has none.
struct ExampleBuilder {
    let contract: Contract
    /// Which of several choices is taken, the last where there are fewer.
    var branch = 0

    func value(of schema: JSONNode, depth: Int = 0) -> JSONValue {
        if let example = schema["example"] { return JSONValue(example) }
        guard depth < 12 else { return .null }
        if let reference = schema["$ref"]?.string, let pointer = JSONPointer(parsing: String(reference.dropFirst())) {
            return contract.node(at: pointer).map { value(of: $0, depth: depth + 1) } ?? .null
        }
        for keyword in ["anyOf", "oneOf"] {
            guard let choices = schema[keyword], choices.count > 0 else { continue }
            if let choice = choices[min(branch, choices.count - 1)] { return value(of: choice, depth: depth + 1) }
        }
        if let first = schema["enum"]?[0] { return JSONValue(first) }
        if let properties = schema["properties"] {
            return .object(
                properties.members.map { key, schema in (key.string ?? "", value(of: schema, depth: depth + 1)) }
            )
        }
        let type = schema["type"]?.string ?? schema["type"]?[0]?.string
        switch type {
        case "array": return .array(schema["items"].map { [value(of: $0, depth: depth + 1)] } ?? [])
        case "integer", "number": return .int(1)
        case "boolean": return .bool(true)
        case "object": return .object([])
        case "string" where schema["format"]?.string == "date-time": return "2017-07-21T17:32:28+00:00"
        case "string" where schema["format"]?.string == "email": return "john.smith@example.com"
        case "string": return "text"
        default: return .null
        }
    }
}
