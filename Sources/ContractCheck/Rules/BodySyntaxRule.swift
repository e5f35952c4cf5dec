internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// A body that claims to be JSON is JSON, and one that claims a content coding can be decoded.
package struct BodySyntaxRule: ContractRule {
    package let id = "body.syntax"

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response else { return [] }
        let body = response.body
        if let reason = body.facts.decoderError, !body.isCut {
            return [
                violation("the body can't be decoded as its Content-Encoding says: \(reason)", "contentEncoding")
            ]
        }
        guard subject.mediaType.isJSON, !BodySyntaxRule.hasNoBody(subject) else { return [] }
        if body.isCut {
            return [unjudged("only the start of the body was recorded, so its JSON could not be checked")]
        }
        // The facts were taken before redaction, so they hold for bodies that were withheld as well.
        if let (offset, reason) = body.facts.syntaxError.map({ ($0.offset, $0.reason) }) {
            return [violation("the body is not the JSON it claims to be: \(reason), at byte \(offset)", "syntax")]
        }
        if subject.json != nil { return [] }
        if body.trueLength == 0 { return [violation("the body is empty where JSON is announced", "syntax")] }
        if let reason = body.withheld {
            // Withheld, and no fact speaks against it: the recorder had parsed it.
            guard body.facts.mediaKind != .json else { return [] }
            return [unjudged("the body was withheld (\(reason)), so its JSON could not be checked")]
        }
        return [violation("the body is not the JSON it claims to be", "syntax")]
    }

    /// Whether the answer has no body by rule (RFC 9110 §6.4.1).
    static func hasNoBody(_ subject: CheckSubject) -> Bool {
        guard let status = subject.status else { return true }
        return subject.exchange.request.method == "HEAD" || status < 200 || status == 204 || status == 205
            || status == 304
    }

    private func violation(_ message: String, _ keyword: String) -> Observation {
        Observation(rule: id, severity: .error, provenance: .internal, message: message, keyword: keyword)
    }

    private func unjudged(_ message: String) -> Observation {
        .notEvaluable(rule: id, message: message, keyword: "syntax")
    }
}
