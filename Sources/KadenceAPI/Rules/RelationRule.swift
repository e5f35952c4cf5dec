package import ContractCheck
internal import JSONTree
internal import Redaction

/// A relation is an IRI, an embedded object, or null; an IRI names its resource by a ULID.
package struct RelationRule: ContractRule {
    package let id = "kadence.relation"

    /// Members of answers that refer to another resource. `userId` and its like hold IRIs, in spite of their names.
    static let names: Set<String> = [
        "createdUserId", "userId", "checkedInUserId", "checkedOutUser", "cancelledUserId", "space", "building", "floor",
        "neighborhood", "preferredFloor",
    ]

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.members(of: root) { key, value, place in
            guard key != "@context" else { return false }
            if RelationRule.names.contains(key) { judge(value, subject, place, &gatherer) }
            return true
        }
        return gatherer.result(isIncomplete: walk.isIncomplete)
    }

    private func judge(
        _ node: JSONNode,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        if node.kind == .object || node.isNull { return }
        let judged = subject.judged(node)
        // Of an IRI the shape keeps no more than that it was a string.
        guard let value = judged, !(value.isString && value.text == nil) else {
            return gatherer.add("redacted", at: place) { rule, pointer in
                .notEvaluable(
                    rule: rule,
                    message: "the relation was redacted, and what it looked like is not known",
                    dataPointer: pointer,
                    specPointer: SpecPlace.reference,
                    keyword: "type"
                )
            }
        }
        if value.isNull { return }
        if !value.isString {
            gatherer.add("type", at: place) { rule, pointer in
                Observation(
                    rule: rule,
                    severity: .error,
                    provenance: .example,
                    message: "the relation is neither an IRI nor an object nor null",
                    dataPointer: pointer,
                    specPointer: SpecPlace.reference,
                    keyword: "type"
                )
            }
        } else if let text = value.text, !ResourceIRI.isPlausible(text) {
            gatherer.add("iri", at: place) { rule, pointer in
                Observation(
                    rule: rule,
                    severity: .error,
                    provenance: .example,
                    message: "the relation's IRI has no ULID in it",
                    dataPointer: pointer,
                    specPointer: SpecPlace.reference,
                    keyword: "pattern"
                )
            }
        }
    }
}
