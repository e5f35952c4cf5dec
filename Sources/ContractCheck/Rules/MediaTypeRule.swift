package import APIDocument
internal import JSONTree
internal import Redaction

/// An answer's media type is one that the contract documents for the operation and status.
///
/// Where the contract documents no content for the answer, the general promise applies: the API answers in JSON.
package struct MediaTypeRule: ContractRule {
    package let id = "body.media-type"
    private let answersInJSON: Provenance?
    private let contract: Contract?

    /// - Parameters:
    ///   - answersInJSON: who promises that every body is JSON; nil if nobody does.
    ///   - contract: says where a documented type comes from; without it, and where it says nothing, the types are
    ///     the document's own.
    package init(answersInJSON: Provenance? = nil, contract: Contract? = nil) {
        self.answersInJSON = answersInJSON
        self.contract = contract
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response, !BodySyntaxRule.hasNoBody(subject) else { return [] }
        let documented = subject.operation?.response(for: response.status)
        let types = documented?.mediaTypes ?? []
        guard !types.isEmpty || answersInJSON != nil else { return [] }
        let list = types.joined(separator: ", ")
        let type = subject.mediaType
        if type.isEmpty {
            if response.body.trueLength > 0 {
                return [observation(.warning, documented, "the answer has a body but no Content-Type")]
            }
            guard !types.isEmpty, response.status < 300 else { return [] }
            return [observation(.error, documented, "the answer is empty where this is documented: \(list)")]
        }
        if types.contains(where: { MediaType($0).includes(type) }) { return [] }
        if !type.isJSON, let answersInJSON, types.isEmpty || types.contains(where: { MediaType($0).isJSON }) {
            let expected = types.isEmpty ? "where JSON is promised" : "where this is documented: \(list)"
            return [
                observation(
                    severity(of: response.status),
                    documented,
                    "the answer is \(type) \(expected)",
                    answersInJSON
                )
            ]
        }
        guard !types.isEmpty else { return [] }
        // JSON under another JSON's name is still readable as what was promised.
        let isRelated = type.isJSON && types.contains { MediaType($0).isJSON }
        return [
            observation(
                isRelated ? .warning : severity(of: response.status),
                documented,
                "the answer is \(type); documented: \(list)"
            )
        ]
    }

    /// Refusals and failures are often written by a gateway that stands before the API.
    private func severity(of status: Int) -> Severity {
        status < 400 ? .error : .warning
    }

    private func observation(
        _ severity: Severity,
        _ documented: OperationDescription.Response?,
        _ message: String,
        _ promised: Provenance? = nil
    ) -> Observation {
        let place = documented.map { $0.pointer + "/content" } ?? ""
        return Observation(
            rule: id,
            severity: severity,
            provenance: promised ?? provenance(of: documented),
            message: message,
            dataPointer: "header:Content-Type",
            specPointer: place,
            keyword: "content"
        )
    }

    private func provenance(of documented: OperationDescription.Response?) -> Provenance {
        documented.flatMap { JSONPointer(parsing: $0.pointer) }.flatMap {
            contract?.provenance(at: $0, keyword: "content")
        }
            ?? .document
    }
}
