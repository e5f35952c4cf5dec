internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A refused sign-in says so in the guide's words. Such an exchange is inconclusive; this is only about its form.
package struct TokenRefusalRule: ContractRule {
    package let id = "kadence.token-refusal"
    package var failures: [String] { [] }
    package let judgesInconclusive = true

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard Kadence.isTokenRequest(subject.exchange.request.url), subject.status == 401, let root = subject.json?.root
        else { return [] }
        let missing = ["error", "error_description", "message"].filter { name in
            // Where redaction hides what it was, something was.
            root[name].map { subject.isString($0) == false } ?? true
        }
        guard !missing.isEmpty else { return [] }
        return [
            Observation(
                rule: id,
                severity: missing.contains("error") ? .warning : .info,
                provenance: .guide,
                message: "the refusal has no text in \(missing.joined(separator: ", "))",
                specPointer: SpecPlace.tokenRefusal,
                keyword: "required"
            )
        ]
    }
}
