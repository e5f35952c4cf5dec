internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// Ids are ULIDs, as strings, in `id` members; an `@id` is a string.
package struct IdentifierRule: ContractRule {
    package let id = "kadence.identifier"
    package var failures: [String] { ["type", "format", "iri-type"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.members(of: root) { key, value, place in
            switch key {
            case "id": judgeID(value, subject, place, &gatherer)
            case "@id": judgeIRI(value, subject, place, &gatherer)
            // A view's links are pages, not resources; a context is vocabulary.
            case "hydra:view", "hydra:search", "@context": return false
            default: break
            }
            return true
        }
        return gatherer.result(isIncomplete: walk.isIncomplete)
    }

    private func judgeID(
        _ node: JSONNode,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        guard let value = subject.judged(node) else { return unjudged(place, &gatherer) }
        if !value.isString {
            gatherer.add("type", at: place) { rule, pointer in
                Observation(
                    rule: rule,
                    severity: .error,
                    provenance: .example,
                    message: "the id is not a string",
                    dataPointer: pointer,
                    specPointer: SpecPlace.ulid,
                    keyword: "type"
                )
            }
        } else if !value.has("ulid", { ULID($0) != nil }) {
            gatherer.add("format", at: place) { rule, pointer in
                Observation(
                    rule: rule,
                    severity: .error,
                    provenance: .document,
                    message: "the id is not a ULID",
                    dataPointer: pointer,
                    specPointer: SpecPlace.ulid,
                    keyword: "format"
                )
            }
        }
    }

    private func judgeIRI(
        _ node: JSONNode,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        // Whether it is the right one is `ResourceIRIRule`'s matter.
        guard let value = subject.judged(node) else { return unjudged(place, &gatherer) }
        guard !value.isString else { return }
        gatherer.add("iri-type", at: place) { rule, pointer in
            Observation(
                rule: rule,
                severity: .error,
                provenance: .document,
                message: "the @id is not a string",
                dataPointer: pointer,
                specPointer: SpecPlace.reference,
                keyword: "type"
            )
        }
    }

    private func unjudged(_ place: BodyWalk.Place, _ gatherer: inout ObservationGatherer) {
        gatherer.add("redacted", at: place) { rule, pointer in
            .notEvaluable(
                rule: rule,
                message: "the id was redacted, and what it looked like is not known",
                dataPointer: pointer,
                specPointer: SpecPlace.ulid,
                keyword: "format"
            )
        }
    }
}
