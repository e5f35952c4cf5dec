import ContractCheck
import JSONTree

@testable import KadenceAPI

/// Compares a contract of ours with the vendor's document: names strictly, assertions against the list of corrections.
struct ContractComparison {
    let own: Contract
    let vendor: Contract

    /// Where the two differ without a reason on the list, each with the vendor's place.
    private(set) var differences: [String] = []
    /// Assertions compared, so that a test can tell agreement from not having looked.
    private(set) var compared = 0
    private var seen: Set<String> = []
    private let corrected: Set<String>

    init(own: Contract, vendor: Contract, corrections: [Correction] = Correction.all) {
        self.own = own
        self.vendor = vendor
        corrected = Set(corrections.flatMap(\.places))
    }

    /// JSON-LD's own members, which the vendor's schemas name in some places and leave out in others.
    private static let vocabulary: Set<String> = ["@context"]
    private static let ofCollections: Set<String> = ["@context", "@id", "@type", "hydra:view"]

    mutating func run() {
        for operation in own.operations.operations where operation.pathTemplate != "/oauth2/token" {
            guard let theirs = vendor.operations.operation(named: operation.label) else {
                differences.append("\(operation.label) is not in the document")
                continue
            }
            parameters(operation, theirs)
            let status = operation.method == "POST" ? "201" : "200"
            let answer = ["responses", status, "content", "application/ld+json", "schema"]
            schemas(operation, theirs, answer, operation.label)
            let body = ["requestBody", "content", "application/json", "schema"]
            schemas(operation, theirs, body, operation.label + " body")
            if !Set(theirs.statuses).isSubset(of: operation.statuses) { differ("statuses", operation.label) }
            if Set(operation.mediaTypes) != Set(theirs.mediaTypes) { differ("media types", operation.label) }
            if !Set(theirs.requestMediaTypes).isSubset(of: operation.requestMediaTypes) {
                differ("request media types", operation.label)
            }
        }
    }

    private mutating func differ(_ what: String, _ place: String) {
        differences.append("\(what): \(place)")
    }

    // MARK: Parameters

    private mutating func parameters(_ mine: OperationDescription, _ theirs: OperationDescription) {
        func names(_ operation: OperationDescription) -> Set<String> {
            Set(operation.parameters.map { "\($0.location) \($0.name) \($0.isRequired)" })
        }
        for name in names(mine).symmetricDifference(names(theirs)) { differ("parameter " + name, mine.label) }
        let left = listed(mine, own)
        let right = listed(theirs, vendor)
        for (name, parameter) in left {
            guard let other = right[name] else { continue }
            let (a, b) = (facts(parameter.schema, own), facts(other.schema, vendor))
            compared += 1
            if a != b, !corrected.contains(other.pointer) { differ("\(name): \(a) and \(b)", other.pointer) }
        }
    }

    private func listed(
        _ operation: OperationDescription,
        _ contract: Contract
    ) -> [String: (schema: Place, pointer: String)] {
        var result: [String: (schema: Place, pointer: String)] = [:]
        guard let at = JSONPointer(parsing: operation.pointer)?.appending("parameters"),
            let list = contract.document?.node(at: at)
        else { return [:] }
        for (index, element) in list.elements.enumerated() {
            let place = resolved(Place(node: element, pointer: at.appending(index)), contract)
            guard let name = place.node["name"]?.string, let location = place.node["in"]?.string,
                let schema = place.child("schema"), result[location + " " + name] == nil
            else { continue }
            result[location + " " + name] = (schema, at.appending(index).description)
        }
        return result
    }

    // MARK: Schemas

    /// A node and its way from the root.
    struct Place {
        let node: JSONNode
        let pointer: JSONPointer

        func child(_ name: String) -> Place? {
            node[name].map { Place(node: $0, pointer: pointer.appending(name)) }
        }

        func children(_ name: String) -> [Place] {
            (node[name].map { Array($0.elements) } ?? []).enumerated().map { index, node in
                Place(node: node, pointer: pointer.appending(name).appending(index))
            }
        }
    }

    private mutating func schemas(
        _ mine: OperationDescription,
        _ theirs: OperationDescription,
        _ way: [String],
        _ label: String
    ) {
        func root(_ operation: OperationDescription, _ contract: Contract) -> Place? {
            guard var pointer = JSONPointer(parsing: operation.pointer) else { return nil }
            pointer.tokens += way
            return contract.document?.node(at: pointer).map { Place(node: $0, pointer: pointer) }
        }
        guard let left = root(mine, own), let right = root(theirs, vendor) else {
            if way.first == "responses" || !theirs.requestMediaTypes.isEmpty { differ("no schema", label) }
            return
        }
        compare([left], [right], label)
    }

    private mutating func compare(_ mine: [Place], _ theirs: [Place], _ label: String) {
        let left = mine.flatMap { branches($0, own) }
        let right = theirs.flatMap { branches($0, vendor) }
        let key = [left, right].map { $0.map(\.pointer.description).joined(separator: ",") }.joined(separator: " ")
        guard seen.insert(key).inserted else { return }
        let (a, b) = (properties(left), properties(right))
        // Where the document has no members at all, or ours has no object, the corrections speak of the whole.
        guard !b.isEmpty, !a.isEmpty || facts(mine, own).types.contains("object") else { return }
        let isCollection = b["hydra:member"] != nil
        let free = isCollection ? ContractComparison.ofCollections : ContractComparison.vocabulary
        for name in Set(a.keys).symmetricDifference(b.keys).subtracting(free).sorted() {
            differ("only \(a[name] == nil ? "the document" : "ours") has \(name)", label)
        }
        if required(left) != required(right), !right.contains(where: { corrected.contains($0.pointer.description) }) {
            differ("required", right.first?.pointer.description ?? label)
        }
        for (name, places) in a.sorted(by: { $0.key < $1.key }) where !ContractComparison.vocabulary.contains(name) {
            guard let others = b[name] else { continue }
            member(name, places, others, label)
        }
    }

    private mutating func member(_ name: String, _ mine: [Place], _ theirs: [Place], _ label: String) {
        let (a, b) = (facts(mine, own), facts(theirs, vendor))
        compared += 1
        if a != b, !theirs.contains(where: { corrected.contains($0.pointer.description) }) {
            differ("\(label) \(name): \(a) and \(b)", theirs.first?.pointer.description ?? "")
        }
        compare(mine, theirs, label + "." + name)
        let items = (mine + mine.flatMap { branches($0, own) }).compactMap { $0.child("items") }
        let others = (theirs + theirs.flatMap { branches($0, vendor) }).compactMap { $0.child("items") }
        if let item = items.first, let other = others.first { compare([item], [other], label + "." + name + "[]") }
    }

    private func resolved(_ place: Place, _ contract: Contract) -> Place {
        var place = place
        for _ in 0..<32 {
            guard let reference = place.node["$ref"]?.string,
                let pointer = JSONPointer(parsing: String(reference.dropFirst())),
                let node = contract.document?.node(at: pointer)
            else { return place }
            place = Place(node: node, pointer: pointer)
        }
        return place
    }

    /// The schema itself and what it is put together of, references followed.
    private func branches(_ place: Place, _ contract: Contract, depth: Int = 0) -> [Place] {
        guard depth < 8 else { return [] }
        let place = resolved(place, contract)
        return [place]
            + ["allOf", "anyOf", "oneOf"].flatMap { place.children($0) }
            .flatMap { branches($0, contract, depth: depth + 1) }
    }

    private func properties(_ places: [Place]) -> [String: [Place]] {
        var result: [String: [Place]] = [:]
        for place in places {
            guard let list = place.child("properties") else { continue }
            for (key, value) in list.node.members {
                guard let name = key.string else { continue }
                result[name, default: []].append(Place(node: value, pointer: list.pointer.appending(name)))
            }
        }
        return result
    }

    private func required(_ places: [Place]) -> Set<String> {
        Set(places.flatMap { $0.node["required"]?.elements.compactMap(\.string) ?? [] })
    }

    // MARK: Assertions

    /// What a schema says of a value itself.
    struct Facts: Equatable, CustomStringConvertible {
        var types: Set<String> = []
        var values: Set<String> = []
        var bounds: Set<String> = []

        var description: String { (types.sorted() + values.sorted() + bounds.sorted()).joined(separator: " ") }
    }

    private func facts(_ place: Place, _ contract: Contract) -> Facts { facts([place], contract) }

    private func facts(_ places: [Place], _ contract: Contract) -> Facts {
        var facts = Facts()
        for place in places.flatMap({ branches($0, contract) }) {
            let node = place.node
            if let type = node["type"] {
                facts.types.formUnion(type.string.map { [$0] } ?? type.elements.compactMap(\.string))
            } else if node["properties"] != nil {
                facts.types.insert("object")
            }
            for value in node["enum"].map({ Array($0.elements) }) ?? [] {
                facts.values.insert(JSONValue(value).text)
                facts.types.insert(value.isNull ? "null" : "string")
            }
            for keyword in ["format", "pattern", "minimum", "maximum", "minLength", "maxLength"] {
                if let value = node[keyword] { facts.bounds.insert(keyword + " " + JSONValue(value).text) }
            }
        }
        return facts
    }
}
