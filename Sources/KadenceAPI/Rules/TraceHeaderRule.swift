internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import Redaction

/// Every answer carries the trace id that support asks for, once.
///
/// The guide allows for its absence ("if unavailable"), so this is never an error.
package struct TraceHeaderRule: ContractRule {
    package let id = "kadence.trace-header"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response, !Kadence.isTokenRequest(subject.exchange.request.url) else { return [] }
        let values = response.headers.all(TraceID.headerName)
        if values.isEmpty { return [observation("missing", "the answer has no \(TraceID.headerName)", "required")] }
        if values.contains(where: { $0.isEmpty }) {
            return [observation("empty", "\(TraceID.headerName) is empty", "minLength")]
        }
        if Set(values).count > 1 {
            return [observation("several", "the answer has several different \(TraceID.headerName)", "maxItems")]
        }
        return []
    }

    private func observation(_ part: String, _ message: String, _ keyword: String) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: .warning,
            provenance: .guide,
            message: message,
            dataPointer: "header:" + TraceID.headerName,
            specPointer: SpecPlace.trace,
            keyword: keyword
        )
    }
}
