internal import APIDocument
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// A body that claims to be JSON is JSON, and one that claims a content coding can be decoded.
///
/// What this program can't decode or read whole is not the API's fault: it is said to be not evaluable, and so is
/// what lies in a body that was left out, since none of the other rules sees it.
package struct BodySyntaxRule: ContractRule {
    package let id = "body.syntax"
    /// The codings whose damage can be told from a decoder's shortcomings.
    private static let decoded: Set<String> = ["identity", "gzip", "x-gzip", "deflate"]

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response else { return [] }
        let body = response.body
        if let reason = body.facts.decoderError, !body.isCut { return [coding(reason, body.facts)] }
        guard subject.claimsJSON, !BodySyntaxRule.hasNoBody(subject) else { return [] }
        if body.isCut {
            return [unjudged("only the start of the body was recorded, so its JSON could not be checked")]
        }
        // The facts were taken before redaction, so they hold for bodies that were withheld as well.
        if let fault = body.facts.syntaxError { return [syntax(fault)] }
        if subject.json != nil { return [] }
        if body.trueLength == 0 { return [violation("the body is empty where JSON is announced", "syntax")] }
        if let reason = body.withheld {
            let known = body.facts.mediaKind == .json ? "it is JSON, but what it holds" : "its JSON"
            return [unjudged("the body was withheld (\(reason)): \(known) could not be checked")]
        }
        return [violation("the body is not the JSON it claims to be", "syntax")]
    }

    /// Whether the answer has no body by rule (RFC 9110 §6.4.1).
    static func hasNoBody(_ subject: CheckSubject) -> Bool {
        guard let status = subject.status else { return true }
        return subject.exchange.request.method == "HEAD" || status < 200 || status == 204 || status == 205
            || status == 304
    }

    private func coding(_ reason: String, _ facts: BodyFacts) -> Observation {
        let isOurs = !facts.contentCodings.allSatisfy(BodySyntaxRule.decoded.contains)
        if isOurs || BodySyntaxRule.namesALimit(reason) {
            return .notEvaluable(
                rule: id,
                message: "the body was not decoded (\(reason)), so it could not be checked",
                keyword: "contentEncoding"
            )
        }
        return violation("the body can't be decoded as its Content-Encoding says: \(reason)", "contentEncoding")
    }

    private func syntax(_ fault: BodySyntaxError) -> Observation {
        if BodySyntaxRule.namesALimit(fault.reason) {
            return unjudged("the body is more than is read (\(fault.reason)), so it could not be checked")
        }
        return violation("the body is not the JSON it claims to be: \(fault.reason), at byte \(fault.offset)", "syntax")
    }

    /// Whether the reason is a limit of this program's own, not a fault of the bytes. The facts keep words only;
    /// tests hold them to what JSONTree and Deflate say.
    private static func namesALimit(_ reason: String) -> Bool {
        [
            "nested deeper than ", "the text is longer than ", "larger than the limit of ", "expands to more than ",
            "more than 4 content codings",
        ].contains { reason.contains($0) }
    }

    private func violation(_ message: String, _ keyword: String) -> Observation {
        Observation(rule: id, severity: .error, provenance: .internal, message: message, keyword: keyword)
    }

    private func unjudged(_ message: String) -> Observation {
        .notEvaluable(rule: id, message: message, keyword: "syntax")
    }
}
