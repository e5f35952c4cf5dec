internal import APIDocument
internal import JSONSchema
internal import JSONTree

/// Turns what a schema's evaluation came to into observations.
struct SchemaObserver: Sendable {
    /// Where the instance stood: what pointers into it begin with.
    enum Part: Sendable {
        case responseBody, requestBody
        case parameter(name: String, location: String)
        case responseHeader(String)

        var rule: String {
            switch self {
            case .responseBody: "schema.response-body"
            case .requestBody: "schema.request-body"
            case .parameter: "schema.parameter"
            case .responseHeader: "schema.response-header"
            }
        }

        var blame: Blame {
            switch self {
            case .responseBody, .responseHeader: .api
            case .requestBody, .parameter: .client
            }
        }

        func pointer(_ instance: String) -> String {
            switch self {
            case .responseBody: instance
            case .requestBody: "request:" + instance
            case .parameter(let name, let location): "request:\(location):\(name)\(instance)"
            case .responseHeader(let name): "header:\(name)\(instance)"
            }
        }
    }

    /// Failures gathered of one instance; more of the same kind add nothing.
    static let limit = 1_000

    let compiled: CompiledContract
    /// Whether the document is one the user named, so that its file and line mean something to them.
    let isNamed: Bool

    init(_ compiled: CompiledContract, isNamed: Bool) {
        self.compiled = compiled
        self.isNamed = isNamed
    }

    /// - Parameters:
    ///   - severity: of a violation, before its provenance lowers it.
    ///   - shared: what the document's own example breaks as well.
    ///   - isConfirmed: whether real answers confirm an assertion that is only inferred, so that it weighs in full.
    func observations(
        of result: SchemaResult,
        in part: Part,
        severity: Severity = .error,
        shared: ExampleFaults? = nil,
        isConfirmed: (SchemaFailure) -> Bool = { _ in false }
    ) -> [Observation] {
        var found = result.failures.map { failure in
            var observation = observation(failure, part, severity)
            if observation.provenance == .inference, isConfirmed(failure) {
                observation.severity = severity
                observation.message += "; all answers of the baseline kept it"
            }
            if shared?.contains(failure) == true {
                observation.blame = .document
                observation.message += "; the document's own example breaks this as well"
            }
            return observation
        }
        // Where the instance is invalid anyway, what could not be judged changes nothing of the verdict, but is said.
        found += result.unjudged.map { failure in
            var unjudged = observation(failure, part, .info)
            unjudged.blame = .inconclusive
            unjudged.provenance = .internal
            unjudged.isNotEvaluable = true
            if failure.isHidden { unjudged.rule += Finding.hiddenSuffix }
            return unjudged
        }
        return found
    }

    private func observation(_ failure: SchemaFailure, _ part: Part, _ severity: Severity) -> Observation {
        let contract = compiled.contract
        return Observation(
            rule: part.rule,
            severity: severity,
            blame: part.blame,
            provenance: contract.provenance(at: failure.place, keyword: failure.keyword) ?? .document,
            message: failure.message,
            dataPointer: part.pointer(failure.instancePointer),
            specPointer: failure.place.appending(failure.keyword).pointer,
            keyword: failure.keyword,
            specDocument: isNamed ? contract.documents.name(of: failure.place.document) : nil,
            specLine: isNamed ? contract.documents.line(of: failure.place, keyword: failure.keyword) : nil
        )
    }
}
