internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A granted token comes with its type and lifetime, as the guide shows.
package struct TokenRule: ContractRule {
    package let id = "kadence.token"
    package var failures: [String] { ["type", "access-token", "token-type", "expires-in"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard Kadence.isTokenRequest(subject.exchange.request.url), subject.status == 200, let root = subject.json?.root
        else { return [] }
        guard root.kind == .object else {
            return [observation("type", .error, "the token's answer is not an object", "", "type")]
        }
        return token(root["access_token"], subject) + type(root["token_type"], subject) + lifetime(root["expires_in"])
    }

    private func token(_ node: JSONNode?, _ subject: CheckSubject) -> [Observation] {
        guard let node else {
            return [observation("access-token", .error, "the answer has no access_token", "", "required")]
        }
        // That something stands there for it is enough: redaction leaves an empty string alone.
        let isText = subject.judged(node).map { $0.isString && $0.text?.isEmpty != true } ?? (node.kind == .string)
        return isText
            ? []
            : [
                observation(
                    "access-token",
                    .error,
                    "access_token is not a string with something in it",
                    "/access_token",
                    "type"
                )
            ]
    }

    private func type(_ node: JSONNode?, _ subject: CheckSubject) -> [Observation] {
        // Compared without case, as RFC 6749 §7.1 has it.
        if node?.string?.lowercased() == "bearer" { return [] }
        return [
            observation(
                "token-type",
                .error,
                "token_type is not Bearer",
                node == nil ? "" : "/token_type",
                node == nil ? "required" : "const"
            )
        ]
    }

    private func lifetime(_ node: JSONNode?) -> [Observation] {
        guard let node else {
            return [observation("expires-in", .error, "the answer has no expires_in", "", "required")]
        }
        if node.kind == .number, let seconds = node.double, seconds > 0 { return [] }
        return [
            observation("expires-in", .error, "expires_in is not a number of seconds", "/expires_in", "type")
        ]
    }

    private func observation(
        _ part: String,
        _ severity: Severity,
        _ message: String,
        _ pointer: String,
        _ keyword: String
    ) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: severity,
            provenance: .guide,
            message: message,
            dataPointer: pointer,
            specPointer: SpecPlace.token,
            keyword: keyword
        )
    }
}
