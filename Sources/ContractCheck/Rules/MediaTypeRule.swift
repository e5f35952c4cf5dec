internal import Redaction

/// An answer's media type is one that the contract documents for the operation and status.
///
/// Where the contract documents no content for the answer, the general promise applies: the API answers in JSON.
package struct MediaTypeRule: ContractRule {
    package let id = "body.media-type"
    private let answersInJSON: Provenance?

    /// - Parameter answersInJSON: who promises that every body is JSON; nil if nobody does.
    package init(answersInJSON: Provenance? = nil) {
        self.answersInJSON = answersInJSON
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response, !BodySyntaxRule.hasNoBody(subject) else { return [] }
        let documented = subject.operation?.response(for: response.status)
        let types = documented?.mediaTypes ?? []
        let isEmpty = response.body.trueLength == 0
        guard !types.isEmpty || answersInJSON != nil else { return [] }
        if isEmpty, subject.mediaType.isEmpty {
            guard !types.isEmpty, response.status < 300 else { return [] }
            return [
                observation(
                    .error,
                    .document,
                    documented,
                    "the answer is empty where \(types.joined(separator: " or ")) is documented",
                    subject
                )
            ]
        }
        if subject.mediaType.isEmpty {
            return [
                observation(
                    .warning,
                    .document,
                    documented,
                    "the answer has a body but no Content-Type",
                    subject
                )
            ]
        }
        if types.contains(where: { MediaType($0).includes(subject.mediaType) }) { return [] }
        let isJSON = subject.mediaType.isJSON
        if types.isEmpty {
            guard let provenance = answersInJSON, !isJSON else { return [] }
            return [
                observation(
                    severity(of: response.status),
                    provenance,
                    documented,
                    "the answer is \(subject.mediaType) where JSON is promised",
                    subject
                )
            ]
        }
        // JSON under another JSON's name is still readable as what was promised.
        let related = isJSON && types.contains { MediaType($0).isJSON }
        return [
            observation(
                related ? .warning : severity(of: response.status),
                .document,
                documented,
                "the answer is \(subject.mediaType); documented: \(types.joined(separator: ", "))",
                subject
            )
        ]
    }

    /// Refusals and failures are often written by a gateway that stands before the API.
    private func severity(of status: Int) -> Severity {
        status < 400 ? .error : .warning
    }

    private func observation(
        _ severity: Severity,
        _ provenance: Provenance,
        _ documented: OperationDescription.Response?,
        _ message: String,
        _ subject: CheckSubject
    ) -> Observation {
        Observation(
            rule: id,
            severity: severity,
            provenance: provenance,
            message: message,
            dataPointer: "header:Content-Type",
            specPointer: documented.map { $0.pointer + "/content" } ?? "",
            keyword: "content"
        )
    }
}
