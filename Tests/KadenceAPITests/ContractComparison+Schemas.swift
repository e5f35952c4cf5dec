import APIDocument
import JSONTree

/// The comparison of two schemas: their members by name, their assertions by value.
extension ContractComparison {
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

    mutating func compare(_ mine: [Place], _ theirs: [Place], _ label: String) {
        let left = mine.flatMap { branches($0, own) }
        let right = theirs.flatMap { branches($0, vendor) }
        let key = [left, right].map { $0.map(\.pointer.description).joined(separator: ",") }.joined(separator: " ")
        guard seen.insert(key).inserted else { return }
        let (a, b) = (properties(left), properties(right))
        // Where the document has no members at all, or ours has no object, the corrections speak of the whole.
        guard !b.isEmpty, !a.isEmpty || facts(mine, own).types.contains("object") else { return }
        for name in Set(b.keys).subtracting(a.keys).sorted() { note("only the document has \(name): \(label)") }
        let more = Set(a.keys).subtracting(b.keys).sorted()
        if !more.isEmpty, !right.contains(where: { isCorrected($0.pointer.appending("properties")) }) {
            note("only ours has \(more): \(right.first?.pointer.description ?? label)")
        }
        if required(left) != required(right), !right.contains(where: { isCorrected($0.pointer) }) {
            note("required: \(right.first?.pointer.description ?? label)")
        }
        let kinds = { (places: [Place]) in places.contains { $0.node["oneOf"] != nil } }
        if kinds(right), !kinds(left), !right.contains(where: { isCorrected($0.pointer.appending("oneOf")) }) {
            note("oneOf: \(right.first?.pointer.description ?? label)")
        }
        // What a context looks like is JSON-LD's matter and said in one place out of three.
        for (name, places) in a.sorted(by: { $0.key < $1.key }) where name != "@context" {
            guard let others = b[name] else { continue }
            member(name, places, others, label)
        }
    }

    private mutating func member(_ name: String, _ mine: [Place], _ theirs: [Place], _ label: String) {
        let (a, b) = (facts(mine, own), facts(theirs, vendor))
        compared += 1
        if a != b, !theirs.contains(where: { isCorrected($0.pointer) }) {
            note("\(label) \(name): \(a) and \(b): \(theirs.first?.pointer.description ?? "")")
        }
        // A place on the list is no free pass: the values are the document's, and what may be null may be.
        if a.values.subtracting(["null"]) != b.values.subtracting(["null"]) {
            note("values: \(theirs.first?.pointer.description ?? label)")
        }
        if theirs.contains(where: { $0.node["nullable"]?.bool == true }), !a.types.contains("null") {
            note("nullable: \(theirs.first?.pointer.description ?? label)")
        }
        compare(mine, theirs, label + "." + name)
        let items = (mine + mine.flatMap { branches($0, own) }).compactMap { $0.child("items") }
        let others = (theirs + theirs.flatMap { branches($0, vendor) }).compactMap { $0.child("items") }
        if items.isEmpty != others.isEmpty, !theirs.contains(where: { isCorrected($0.pointer) }) {
            note("items: \(theirs.first?.pointer.description ?? label)")
        }
        if let item = items.first, let other = others.first { compare([item], [other], label + "." + name + "[]") }
    }

    func resolved(_ place: Place, _ contract: Contract) -> Place {
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

    func facts(_ place: Place, _ contract: Contract) -> Facts { facts([place], contract) }

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
                // What the document's own type forbids is a value all the same; the list says which it is.
                if node["type"] == nil { facts.types.insert(value.isNull ? "null" : "string") }
            }
            for keyword in ["format", "pattern", "minimum", "maximum", "minLength", "maxLength"] {
                if let value = node[keyword] { facts.bounds.insert(keyword + " " + JSONValue(value).text) }
            }
        }
        return facts
    }
}
