internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// Moments in answers are in UTC, as the vendor's document says and its examples show; a schema's `date-time` allows
/// any offset.
///
/// A moment with another offset still is one moment, so that a client that reads it whole is not misled: a warning.
package struct UTCRule: ContractRule {
    package let id = "kadence.utc"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 200..<300) else { return [] }
        var gatherer = ObservationGatherer(rule: id)
        var walk = BodyWalk()
        walk.members(of: root) { key, value, place in
            guard key != "@context" else { return false }
            guard value.kind == .string else { return true }
            if UTCRule.isMoment(key) { judge(key, value, subject, place, &gatherer) }
            return false
        }
        // That a body is too deep to be read whole is said by the rules that need all of it.
        return gatherer.result(isIncomplete: false)
    }

    /// Whether a member of this name is a moment: `startDate`, `createdAt`, `endDateTime`, a day's `start` and `end`.
    static func isMoment(_ name: String) -> Bool {
        ["Date", "At", "DateTime"].contains { name.hasSuffix($0) } || name == "start" || name == "end"
    }

    private func judge(
        _ key: String,
        _ node: JSONNode,
        _ subject: CheckSubject,
        _ place: BodyWalk.Place,
        _ gatherer: inout ObservationGatherer
    ) {
        guard let value = subject.judged(node), value.isString else { return }
        guard let text = value.text else {
            // The shape says that it was a moment, not which offset it had.
            guard value.formats.contains("date-time") else { return }
            return gatherer.add("redacted", at: place) { rule, pointer in
                .notEvaluable(
                    rule: rule,
                    message: "\(key) was redacted, and whether it was in UTC is not known",
                    dataPointer: pointer,
                    specPointer: SpecPlace.dateTime,
                    keyword: "format"
                )
            }
        }
        // What is no date and time at all is the schema's matter.
        guard text.utf8.count <= 64, Timestamp(rfc3339: text) != nil, !UTCRule.isUTC(text) else { return }
        gatherer.add("offset", at: place) { rule, pointer in
            Observation(
                rule: rule,
                severity: .warning,
                provenance: .document,
                message: "\(key) is not in UTC",
                dataPointer: pointer,
                specPointer: SpecPlace.dateTime,
                keyword: "format"
            )
        }
    }

    private static func isUTC(_ text: String) -> Bool {
        ["Z", "z", "+00:00", "+0000", "-00:00"].contains { text.hasSuffix($0) }
    }
}
