import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import KadenceAPI

/// Comparisons with the vendor's document, where it is there: agreement with ourselves proves nothing.
@Suite struct VendorDocumentTests {
    private func vendor() throws -> Contract? {
        try SharedFiles.document().map { try Contract(parsing: $0) }
    }

    private var own: [OperationDescription] {
        Kadence.contract.operations.operations.filter { $0.pathTemplate != "/oauth2/token" }
    }

    @Test func pathsMethodsAndParametersAgree() throws {
        guard let vendor = try vendor() else { return }
        for operation in own {
            let theirs = try #require(vendor.operations.operation(named: operation.label), "\(operation.label)")
            func names(_ operation: OperationDescription) -> Set<String> {
                Set(operation.parameters.map { "\($0.location) \($0.name) \($0.isRequired)" })
            }
            #expect(names(operation) == names(theirs), "\(operation.label)")
            #expect(Set(theirs.statuses).isSubset(of: operation.statuses), "\(operation.label)")
            #expect(Set(operation.mediaTypes) == Set(theirs.mediaTypes), "\(operation.label)")
            #expect(Set(theirs.requestMediaTypes).isSubset(of: operation.requestMediaTypes), "\(operation.label)")
        }
    }

    @Test func fieldNamesAndEnumsAgree() throws {
        guard let vendor = try vendor() else { return }
        var compared = 0
        for operation in own {
            let status = operation.method == "POST" ? 201 : 200
            let theirs = try #require(vendor.operations.operation(named: operation.label))
            let type = "application/ld+json"
            let mine = try #require(Kadence.contract.schema(of: operation, status: status, mediaType: type))
            let other = try #require(vendor.schema(of: theirs, status: status, mediaType: type))
            let left = fields(item(mine, Kadence.contract), Kadence.contract)
            let right = fields(item(other, vendor), vendor)
            #expect(
                Set(left.keys).subtracting(["@context"]) == Set(right.keys).subtracting(["@context"]),
                "\(operation.label)"
            )
            for (name, values) in right where !values.isEmpty {
                #expect(Set(left[name] ?? []).subtracting(["null"]) == Set(values), "\(operation.label) \(name)")
                compared += 1
            }
        }
        #expect(compared > 20)
    }

    @Test func theVendorsExamplesHaveNoFaultOfTheAPIs() throws {
        guard let vendor = try vendor() else { return }
        var exchanges: [(number: Int, exchange: RedactedExchange)] = []
        for operation in own {
            let status = operation.method == "POST" ? 201 : 200
            let theirs = try #require(vendor.operations.operation(named: operation.label))
            let schema = vendor.schema(of: theirs, status: status, mediaType: "application/ld+json")
            let body = ExampleBuilder(contract: vendor).value(of: try #require(schema))
            #expect(body.text.contains(Answers.id), "an answer without examples would prove nothing")
            var headers = Answers.good
            // The guide's own example, which lies in 1988.
            headers.set("X-RateLimit-Retry-After", "596505600")
            let path = operation.pathTemplate.split(separator: "{id}", omittingEmptySubsequences: false)
                .joined(separator: Answers.id)
            let exchange = Answers.exchange(operation.method, path, status: status, headers: headers, body: body.text)
            exchanges.append((number: exchanges.count + 1, exchange: exchange))
        }
        #expect(exchanges.count == 16)
        let result = Kadence.checker.check(exchanges)
        let blamed = result.findings.filter { $0.blame == .api }
        #expect(blamed.isEmpty, "\(FindingFormat.text(result))")
        #expect(result.coverage.operationsSeen.count == 16)
        #expect(result.verdict(failOn: .warning).exitCode == 0)
    }

    /// The schema of a collection's members, or the schema itself.
    private func item(_ schema: JSONNode, _ contract: Contract) -> JSONNode {
        let branches = [schema] + (schema["allOf"].map { Array($0.elements) } ?? [])
        for branch in branches {
            if let items = branch["properties"]?["hydra:member"]?["items"] { return resolved(items, contract) }
        }
        return schema
    }

    private func resolved(_ node: JSONNode, _ contract: Contract) -> JSONNode {
        guard let reference = node["$ref"]?.string, let pointer = JSONPointer(parsing: String(reference.dropFirst()))
        else { return node }
        return contract.node(at: pointer) ?? node
    }

    private func fields(_ schema: JSONNode, _ contract: Contract) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for (key, value) in schema["properties"]?.members.map({ $0 }) ?? [] {
            let values = resolved(value, contract)["enum"]?.elements.compactMap { $0.string } ?? []
            result[key.string ?? ""] = values
        }
        return result
    }
}

/// Builds an answer from a schema's examples, and from its types where it has none.
struct ExampleBuilder {
    let contract: Contract

    func value(of schema: JSONNode, depth: Int = 0) -> JSONValue {
        if let example = schema["example"] { return JSONValue(example) }
        guard depth < 12 else { return .null }
        if let reference = schema["$ref"]?.string, let pointer = JSONPointer(parsing: String(reference.dropFirst())) {
            return contract.node(at: pointer).map { value(of: $0, depth: depth + 1) } ?? .null
        }
        for keyword in ["anyOf", "oneOf"] {
            if let first = schema[keyword]?[0] { return value(of: first, depth: depth + 1) }
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
        case "string": return "text"
        default: return .null
        }
    }
}
