import APIDocument
import ContractCheck
import JSONTree

@testable import KadenceAPI

/// Compares a contract of ours with the vendor's document: names strictly, everything else against the list of
/// corrections, each of which stands for the places it names and no others.
struct ContractComparison {
    let own: Contract
    let vendor: Contract

    /// Where the two differ without a reason on the list, each with the vendor's place.
    private(set) var differences: [String] = []
    /// Assertions compared, so that a test can tell agreement from not having looked.
    var compared = 0
    /// Pairs of schemas that were compared before.
    var seen: Set<String> = []
    private let corrected: Set<String>
    private let ledger = Ledger()

    /// The places on the list that excused a difference.
    var excused: Set<String> { ledger.places }

    private final class Ledger {
        var places: Set<String> = []
    }

    init(own: Contract, vendor: Contract, corrections: [Correction] = Correction.all) {
        self.own = own
        self.vendor = vendor
        corrected = Set(corrections.flatMap(\.places))
    }

    mutating func run() {
        for name in ["webhooks"] where vendor.document?.root[name] != nil && own.document?.root[name] == nil {
            differ("only the document has \(name)", JSONPointer([name]))
        }
        for theirs in vendor.operations.operations where own.operations.operation(named: theirs.label) == nil {
            note("only the document has \(theirs.label)")
        }
        for operation in own.operations.operations {
            guard let theirs = vendor.operations.operation(named: operation.label) else {
                differ("only ours has \(operation.label)", JSONPointer(["paths"]))
                continue
            }
            parameters(operation, theirs)
            requestBody(operation, theirs)
            answers(operation, theirs)
        }
    }

    // MARK: What differs

    mutating func note(_ what: String) { differences.append(what) }

    /// Notes a difference unless it is on the list.
    mutating func differ(_ what: String, _ pointer: JSONPointer) {
        if !isCorrected(pointer) { note("\(what): \(pointer)") }
    }

    /// Whether the place is on the list. Asked only where there is a difference, so that a yes excuses one.
    func isCorrected(_ pointer: JSONPointer) -> Bool {
        guard corrected.contains(pointer.description) else { return false }
        ledger.places.insert(pointer.description)
        return true
    }

    // MARK: Parameters

    private struct Listed {
        let name: String
        let node: JSONNode
        let schema: Place?
        let pointer: JSONPointer
    }

    private mutating func parameters(_ mine: OperationDescription, _ theirs: OperationDescription) {
        func names(_ operation: OperationDescription) -> Set<String> {
            Set(operation.parameters.map { "\($0.location) \($0.name) \($0.isRequired)" })
        }
        for name in names(mine).symmetricDifference(names(theirs)).sorted() { note("parameter \(name): \(mine.label)") }
        let right = listed(theirs, vendor)
        let left = Dictionary(listed(mine, own).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var names: Set<String> = []
        for other in right {
            guard names.insert(other.name).inserted, let parameter = left[other.name] else {
                differ("\(other.name) is left out", other.pointer)
                continue
            }
            guard let a = parameter.schema, let b = other.schema else {
                note("a parameter without a schema: \(other.pointer)")
                continue
            }
            compared += 1
            if facts(a, own) != facts(b, vendor) {
                differ("\(other.name): \(facts(a, own)) and \(facts(b, vendor))", other.pointer)
            }
            if parameter.node["deprecated"]?.bool ?? false != other.node["deprecated"]?.bool ?? false {
                note("deprecated: \(other.pointer)")
            }
            if other.node["example"]?.kind == .string, facts(b, vendor).types == ["integer"] {
                differ("\(other.name) has text as its example", other.pointer)
            }
            if other.node["allowEmptyValue"]?.bool == true { differ("\(other.name) may be empty", other.pointer) }
        }
    }

    private func listed(_ operation: OperationDescription, _ contract: Contract) -> [Listed] {
        guard let at = JSONPointer(parsing: operation.pointer)?.appending("parameters"),
            let list = contract.document?.node(at: at)
        else { return [] }
        return list.elements.enumerated().map { index, element in
            let place = resolved(Place(node: element, pointer: at.appending(index)), contract)
            let name = [place.node["in"]?.string, place.node["name"]?.string].compactMap { $0 }.joined(separator: " ")
            return Listed(
                name: name,
                node: place.node,
                schema: place.child("schema"),
                pointer: at.appending(index)
            )
        }
    }

    // MARK: Bodies

    private mutating func requestBody(_ mine: OperationDescription, _ theirs: OperationDescription) {
        let (left, right) = (place(mine, ["requestBody"], own), place(theirs, ["requestBody"], vendor))
        guard let left, let right else {
            if (left == nil) != (right == nil) { note("request body: \(mine.label)") }
            return
        }
        if left.node["required"]?.bool ?? false != right.node["required"]?.bool ?? false {
            differ("required", right.pointer.appending("required"))
        }
        contents(left, right, mine.label + " body")
    }

    private mutating func answers(_ mine: OperationDescription, _ theirs: OperationDescription) {
        guard let left = place(mine, ["responses"], own), let right = place(theirs, ["responses"], vendor) else {
            return note("no responses: \(mine.label)")
        }
        func successes(_ operation: OperationDescription) -> [String] {
            operation.statuses.filter { $0.hasPrefix("2") }
        }
        if successes(mine) != successes(theirs) { note("success: \(mine.label)") }
        if !Set(mine.statuses).isSubset(of: theirs.statuses) { differ("statuses", right.pointer) }
        for status in theirs.statuses {
            guard let a = left.child(status).map({ resolved($0, own) }), let b = right.child(status) else {
                note("\(status): \(mine.label)")
                continue
            }
            let headers = { (place: Place) in Set(place.child("headers")?.node.members.map { $0.key.string } ?? []) }
            if headers(a) != headers(b) { differ("headers", b.pointer) }
            if b.child("links") != nil, a.child("links") == nil { differ("links", b.pointer.appending("links")) }
            // The document gives refusals no bodies at all, which the correction of the statuses says.
            guard status.hasPrefix("2") else { continue }
            contents(a, b, "\(mine.label) \(status)")
        }
    }

    /// What stands under `content`: the media types, and the schema of each.
    private mutating func contents(_ mine: Place, _ theirs: Place, _ label: String) {
        let types = { (place: Place) in
            Set(place.child("content")?.node.members.compactMap { $0.key.string } ?? [])
        }
        let (left, right) = (types(mine), types(theirs))
        if left != right { differ("media types of \(label)", theirs.pointer.appending("content")) }
        for type in left.intersection(right).sorted() {
            guard let a = mine.child("content")?.child(type)?.child("schema"),
                let b = theirs.child("content")?.child(type)?.child("schema")
            else {
                note("no schema for \(type): \(label)")
                continue
            }
            if b.node["$ref"] != nil, resolved(b, vendor).pointer == b.pointer {
                differ("the reference leads nowhere", b.pointer)
            } else if facts(a, own).types == ["string"], facts(b, vendor).types != ["string"] {
                differ("\(type) is text", b.pointer)
            } else {
                compare([a], [b], label)
            }
        }
    }

    private func place(_ operation: OperationDescription, _ way: [String], _ contract: Contract) -> Place? {
        guard var pointer = JSONPointer(parsing: operation.pointer) else { return nil }
        pointer.tokens += way
        return contract.document?.node(at: pointer).map { resolved(Place(node: $0, pointer: pointer), contract) }
    }
}
