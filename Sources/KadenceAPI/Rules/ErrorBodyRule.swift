package import ContractCheck
internal import JSONTree
internal import Redaction

/// A refusal or failure explains itself: as a Hydra error, or as a list of violations.
///
/// The vendor documents no error bodies, so all of this is inference and never more than information.
package struct ErrorBodyRule: ContractRule {
    package let id = "kadence.error-body"

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let root = subject.answerBody(statuses: 400..<600) else { return [] }
        guard root.kind == .object else {
            return [observation("type", "the error is not an object", "", "type", SpecPlace.error)]
        }
        if let violations = root["violations"] { return judge(violations) }
        let missing = ["hydra:title", "hydra:description"].filter { root[$0]?.kind != .string }
        return missing.isEmpty
            ? []
            : [
                observation(
                    "members",
                    "the error has no text in \(missing.joined(separator: " and "))",
                    "",
                    "required",
                    SpecPlace.error
                )
            ]
    }

    private func judge(_ violations: JSONNode) -> [Observation] {
        guard violations.kind == .array else {
            return [
                observation("violations", "violations is not an array", "/violations", "type", SpecPlace.violations)
            ]
        }
        let bad = violations.elements.enumerated().first { item in
            item.element["propertyPath"]?.kind != .string || item.element["message"]?.kind != .string
        }
        guard let bad else { return [] }
        return [
            observation(
                "violation",
                "a violation has no propertyPath or no message",
                "/violations/\(bad.offset)",
                "required",
                SpecPlace.violations
            )
        ]
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
