import APIDocument
import ExchangeModel
import JSONTree

/// The ids that a live check's answers have given so far. In memory only: they are taken from answers as they came,
/// since a stand-in for an id names nothing.
struct IdentifierPool {
    /// Enough for every sample; a collection of millions must not be kept.
    private static let maximumKept = 500

    /// In order, by the collection's path as it was asked for.
    private var members: [String: [[UInt8]]] = [:]
    /// In order, by the collection's path without the variables' names.
    private var byTemplate: [String: [[UInt8]]] = [:]
    private var links: [String: [[UInt8]]] = [:]
    private let linked: [PathTemplate]
    /// Why a collection gave no ids, by its path without the variables' names.
    private var problems: [String: String] = [:]

    /// - Parameter plan: says which links are worth looking for.
    init(_ plan: LivePlan) {
        var paths: Set<String> = []
        for case .links(let path) in plan.steps.flatMap(\.sources) { paths.insert(path) }
        linked = paths.sorted().map { PathTemplate($0) }
    }

    /// Ids for a parameter, in the order in which they came.
    ///
    /// - Parameter base: the path before the parameter's segment, as it was asked for; nil outside of paths.
    func identifiers(for source: LiveStep.Source, base: String?) -> [[UInt8]] {
        switch source {
        case .value(let text): [Array(text.utf8)]
        case .collection(let path): (base.map { members[$0] } ?? byTemplate[LiveOrder.erased(path)]) ?? []
        case .links(let path): links[path] ?? []
        }
    }

    /// What went wrong with the collection, as the end of "GET /v1/… "; nil where nothing did.
    func problem(with source: LiveStep.Source) -> String? {
        if case .collection(let path) = source { problems[LiveOrder.erased(path)] } else { nil }
    }

    /// Notes that an operation gave no ids, and why.
    mutating func note(_ problem: String, about step: LiveStep) {
        let template = LiveOrder.erased(step.operation.pathTemplate)
        if byTemplate[template]?.isEmpty ?? true { problems[template] = problem }
    }

    /// Learns from an answer.
    ///
    /// - Parameter path: the path that was asked for, without its query.
    mutating func learn(from document: JSONDocument, step: LiveStep, path: String) {
        let found = IdentifierPool.members(of: document.root).compactMap { element in
            IdentifierPool.identifier(of: element, collection: path)
        }
        let template = LiveOrder.erased(step.operation.pathTemplate)
        IdentifierPool.add(found, to: &members[path, default: []])
        IdentifierPool.add(found, to: &byTemplate[template, default: []])
        guard !linked.isEmpty else { return }
        var pending = [document.root]
        while let node = pending.popLast() {
            switch node.kind {
            case .array: pending += node.elements
            case .object: pending += node.members.map(\.value)
            case .string: noteLink(node)
            case .null, .bool, .number: continue
            }
        }
    }

    /// The members of a collection: Hydra's, JSON-LD's, or those of a plain array.
    static func members(of root: JSONNode) -> [JSONNode] {
        if root.kind == .array { return Array(root.elements) }
        for name in ["hydra:member", "member", "items", "data", "results"] {
            if let list = root[name], list.kind == .array { return Array(list.elements) }
        }
        return []
    }

    private static func identifier(of element: JSONNode, collection: String) -> [UInt8]? {
        if let id = element["id"] {
            if let text = id.stringBytes { return text }
            if id.kind == .number { return id.lexeme }
        }
        // The IRI of a member is its collection's with one segment more.
        guard let iri = (element["@id"] ?? element).stringBytes else { return nil }
        let segments = PathTemplate.segments(ofPath: path(of: iri))
        let parent = PathTemplate.segments(ofPath: Array(collection.utf8))
        return segments.count == parent.count + 1 && segments.starts(with: parent) ? segments.last : nil
    }

    private mutating func noteLink(_ node: JSONNode) {
        guard let text = node.stringBytes, text.count <= 2_000, text.first == 0x2F || text.first == 0x68 else { return }
        let segments = PathTemplate.segments(ofPath: IdentifierPool.path(of: text))
        for template in linked where template.matches(segments) {
            if let last = segments.last { IdentifierPool.add([last], to: &links[template.text, default: []]) }
        }
    }

    /// Only the path: wherever a link leads, the id goes to the API's own address.
    private static func path(of link: [UInt8]) -> [UInt8] {
        if let parts = URLParts(link) { return parts.path }
        return Array(link.prefix { $0 != 0x3F && $0 != 0x23 })
    }

    private static func add(_ found: [[UInt8]], to known: inout [[UInt8]]) {
        var seen = Set(known)
        for id in found where known.count < maximumKept && seen.insert(id).inserted { known.append(id) }
    }
}
