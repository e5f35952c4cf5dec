internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// IRIs lead to what they stand for: they name resources by ULIDs, a relation leads to a resource of its kind, an `@id`
/// to the resource with the same `id`, and an answer to a GET is the resource that was asked for.
package struct ResourceIRIRule: ContractRule {
    package let id = "kadence.iri"
    package var failures: [String] { ["form", "relation", "id", "type", "other"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.objects(of: root) { name, object, place in
            guard name != "@context", name != "hydra:view", name != "hydra:search" else { return false }
            judge(object, subject, place, &gatherer)
            return true
        }
        return answered(root, subject) + gatherer.result(isIncomplete: walk.isIncomplete)
    }

    private func judge(
        _ object: JSONNode,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        var own: (collection: String, id: ULID)?
        var id: ULID?
        var type: String?
        for (key, value) in object.members where value.kind == .string {
            guard let name = key.string else { continue }
            let relation = ResourceIRI.collectionByRelation[name]
            guard relation != nil || name == "@id" || name == "id" || name == "@type" else { continue }
            guard let bytes = ResourceIRIRule.text(value, subject) else {
                // The shape of an id or a type is the schema's matter.
                if name != "id", name != "@type" { unjudged(name, place, &gatherer) }
                continue
            }
            switch name {
            case "id": id = ULID(bytes)
            case "@type": type = bytes.count <= 64 ? String(decoding: bytes, as: UTF8.self) : nil
            default:
                guard ResourceIRI.isPlausible(bytes) else {
                    add("form", name, "\(name) names a resource, but not by a ULID", place, &gatherer)
                    continue
                }
                let target = ResourceIRI.resource(bytes)
                if name == "@id" { own = target }
                guard let relation, let target, target.collection != relation else { continue }
                add("relation", name, "\(name) leads to \(target.collection), not to \(relation)", place, &gatherer)
            }
        }
        guard let own else { return }
        if let id, id != own.id {
            add("id", "@id", "the @id names another resource than the id beside it", place, &gatherer)
        }
        if let type, let expected = ResourceIRI.collectionsByType[type], !expected.contains(own.collection) {
            add("type", "@id", "the @id of a \(type) leads to \(own.collection)", place, &gatherer)
        }
    }

    private func add(
        _ part: String,
        _ member: String,
        _ message: String,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        var hash = StableHash()
        hash.combine(member)
        gatherer.add(part, alike: place.generalizedHash ^ hash.value, pointer: { place.pointer(to: member) }) {
            rule,
            pointer in
            Observation(
                rule: rule,
                severity: .error,
                provenance: .example,
                message: message,
                dataPointer: pointer,
                specPointer: SpecPlace.reference,
                keyword: "pattern"
            )
        }
    }

    private func unjudged(_ member: String, _ place: BodyWalk.Place, _ gatherer: inout ObservationGatherer) {
        var hash = StableHash()
        hash.combine(member)
        gatherer.add("redacted", alike: place.generalizedHash ^ hash.value, pointer: { place.pointer(to: member) }) {
            rule,
            pointer in
            .notEvaluable(
                rule: rule,
                message: "\(member) was redacted, and where it leads is not known",
                dataPointer: pointer,
                specPointer: SpecPlace.reference,
                keyword: "pattern"
            )
        }
    }

    /// An answer to a call for one resource is that resource, be it read, changed, checked in to or cancelled.
    private func answered(_ root: JSONNode, _ subject: CheckSubject) -> [Observation] {
        guard root.kind == .object, let parts = URLParts(subject.exchange.request.url),
            let path = APIPath(parts.path), let asked = path.id, path.segments.count >= 2,
            ResourceIRI.collections.contains(path.collection), ResourceIRIRule.answering.contains(path.template)
        else { return [] }
        for name in ["@id", "id"] {
            guard let node = root[name], let bytes = ResourceIRIRule.text(node, subject) else { continue }
            let shown = name == "id" ? ULID(bytes) : ResourceIRI.resource(bytes)?.id
            guard let shown, shown != asked else { continue }
            return [
                Observation(
                    rule: id + ".other",
                    severity: .error,
                    provenance: .document,
                    message: "the answer is another resource than the one asked for",
                    dataPointer: "/" + name,
                    specPointer: subject.operation?.pointer ?? "",
                    keyword: "id"
                )
            ]
        }
        return []
    }

    /// Paths whose answer is the resource they begin with.
    private static let answering: Set<String> = Set(
        ResourceIRI.collections.map { $0 + "/{id}" }
            + ["cancel", "check-in", "check-out"].map { "bookings/{id}/" + $0 }
    )

    /// A string as it came; nil where redaction had a hand in it.
    private static func text(_ node: JSONNode, _ subject: CheckSubject) -> [UInt8]? {
        guard node.kind == .string, case .actual = subject.view(of: node) else { return nil }
        return node.stringBytes
    }
}
