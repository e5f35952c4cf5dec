internal import APIDocument
internal import JSONSchema

extension SchemaObserver {
    /// A parameter or header that must be there and is not.
    func missing(_ parameter: ParameterDescription, in part: Part, severity: Severity) -> Observation {
        let noun = parameter.location == "header" ? "header" : "\(parameter.location) parameter"
        return observation(
            parameter,
            part,
            severity,
            keyword: "required",
            message: "the \(noun) \(parameter.name) is missing"
        )
    }

    /// One whose value is not written as the document says.
    func unreadable(
        _ parameter: ParameterDescription,
        _ problem: String,
        in part: Part,
        severity: Severity
    ) -> Observation {
        observation(parameter, part, severity, keyword: "content", message: problem)
    }

    /// One that is given more often than its value allows.
    func repeated(_ parameter: ParameterDescription, _ times: Int, in part: Part) -> Observation {
        observation(
            parameter,
            part,
            .warning,
            keyword: "style",
            message: "\(parameter.name) is given \(times) times, and the document has one value for it"
        )
    }

    /// A body whose schema is there and can't be compiled: nothing is known of it.
    func notCompiled(_ content: ContentDescription, in part: Part) -> Observation {
        let fault = compiled.notEvaluable.first { $0.isWhole && $0.part.hasSuffix(content.mediaType) }
        return .notEvaluable(
            rule: part.rule,
            message: "the schema can't be compiled, so nothing is known of the body"
                + (fault.map { ": \($0.defect)" } ?? ""),
            dataPointer: part.pointer(""),
            specPointer: (content.schema ?? content.place).pointer,
            keyword: "schema"
        )
    }

    private func observation(
        _ parameter: ParameterDescription,
        _ part: Part,
        _ severity: Severity,
        keyword: String,
        message: String
    ) -> Observation {
        let contract = compiled.contract
        return Observation(
            rule: part.rule,
            severity: severity,
            blame: part.blame,
            provenance: contract.provenance(at: parameter.place, keyword: keyword) ?? .document,
            message: message,
            dataPointer: part.pointer(""),
            specPointer: parameter.place.pointer,
            keyword: keyword,
            specDocument: isNamed ? contract.documents.name(of: parameter.place.document) : nil,
            specLine: isNamed ? contract.documents.line(of: parameter.place, keyword: keyword) : nil
        )
    }
}
