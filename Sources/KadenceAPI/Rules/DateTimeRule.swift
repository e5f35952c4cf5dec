internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// Moments are RFC 3339 date-times; those of things that need not have happened may be null.
package struct DateTimeRule: ContractRule {
    package let id = "kadence.date-time"
    package var failures: [String] { ["type", "format"].map { id + "." + $0 } }

    /// Members that are moments, and whether null may stand there.
    static let names: [String: Bool] = [
        "startDate": false, "endDate": false, "createdAt": false, "updatedAt": false, "modifiedAt": false,
        "checkedInDate": true, "checkedOutDate": true, "selfCertifiedDate": true, "autoReleasedDate": true,
        "cancelledDate": true,
    ]

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.members(of: root) { key, value, place in
            guard key != "@context" else { return false }
            if let mayBeNull = DateTimeRule.names[key] {
                judge(key, value, mayBeNull: mayBeNull, subject, place, &gatherer)
            }
            return true
        }
        return gatherer.result(isIncomplete: walk.isIncomplete)
    }

    private func judge(
        _ key: String,
        _ node: JSONNode,
        mayBeNull: Bool,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        guard let value = subject.judged(node) else {
            return gatherer.add("redacted", at: place) { rule, pointer in
                .notEvaluable(
                    rule: rule,
                    message: "\(key) was redacted, and what it looked like is not known",
                    dataPointer: pointer,
                    specPointer: SpecPlace.dateTime,
                    keyword: "format"
                )
            }
        }
        if value.isNull, mayBeNull { return }
        if !value.isString {
            gatherer.add("type", at: place) { rule, pointer in
                observation(rule, .error, .document, "\(key) is not a string", pointer, "type")
            }
        } else if !value.has("date-time", { Timestamp(rfc3339: $0) != nil }) {
            gatherer.add("format", at: place) { rule, pointer in
                observation(rule, .error, .document, "\(key) is no date and time with an offset", pointer, "format")
            }
        }
    }

    private func observation(
        _ rule: String,
        _ severity: Severity,
        _ provenance: Provenance,
        _ message: String,
        _ pointer: String,
        _ keyword: String
    ) -> Observation {
        Observation(
            rule: rule,
            severity: severity,
            provenance: provenance,
            message: message,
            dataPointer: pointer,
            specPointer: SpecPlace.dateTime,
            keyword: keyword
        )
    }
}
