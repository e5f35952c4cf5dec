internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A relation is an IRI, an embedded object, or null.
package struct RelationRule: ContractRule {
    package let id = "kadence.relation"
    package var failures: [String] { ["type"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.members(of: root) { key, value, place in
            guard key != "@context" else { return false }
            if ResourceIRI.collectionByRelation[key] != nil { judge(value, subject, place, &gatherer) }
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
        guard let value = subject.judged(node) else {
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
        guard !value.isNull, !value.isString else { return }
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
    }
}
