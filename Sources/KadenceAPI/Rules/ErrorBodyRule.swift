internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A refusal or failure explains itself: as a Hydra error, or as a list of violations.
///
/// The vendor documents no error bodies, so all of this is inference and never more than information.
package struct ErrorBodyRule: ContractRule {
    package let id = "kadence.error-body"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 400..<600) else { return [] }
        guard root.kind == .object else {
            return [observation("type", "the error is not an object", "", "type", SpecPlace.error)]
        }
        if let violations = root["violations"] { return judge(violations, subject) }
        let missing = ["hydra:title", "hydra:description"].filter { !hasText(root[$0], subject) }
        guard !missing.isEmpty else { return [] }
        return [
            observation(
                "members",
                "the error has no text in \(missing.joined(separator: " and "))",
                "",
                "required",
                SpecPlace.error
            )
        ]
    }

    private func judge(_ violations: JSONNode, _ subject: CheckSubject) -> [Observation] {
        guard violations.kind == .array else {
            return [
                observation("violations", "violations is not an array", "/violations", "type", SpecPlace.violations)
            ]
        }
        let bad = violations.elements.enumerated().filter { item in
            !hasText(item.element["propertyPath"], subject) || !hasText(item.element["message"], subject)
        }.map { "/violations/\($0.offset)" }
        guard let first = bad.first else { return [] }
        var found = observation(
            "violation",
            "a violation has no propertyPath or no message",
            first,
            "required",
            SpecPlace.violations
        )
        found.count = bad.count
        found.furtherPointers = Array(bad.dropFirst().prefix(2))
        return [found]
    }

    /// Whether a text stands there. Where redaction hides what it was, something was, and that is enough here.
    private func hasText(_ node: JSONNode?, _ subject: CheckSubject) -> Bool {
        node.map { subject.isString($0) ?? true } ?? false
    }

    private func observation(
        _ part: String,
        _ message: String,
        _ pointer: String,
        _ keyword: String,
        _ place: String
    ) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: .warning,
            provenance: .inference,
            message: message,
            dataPointer: pointer,
            specPointer: place,
            keyword: keyword
        )
    }
}
