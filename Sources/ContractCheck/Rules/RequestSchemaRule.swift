package import APIDocument
internal import ExchangeModel
internal import JSONSchema
internal import JSONTree
internal import Redaction

/// A request's parameters and body are what the document's schemas say; where they are not, the client is to blame.
///
/// A request that the API took all the same shows that the document asks for more than the API does, so it is a
/// warning; one that was refused is an error.
package struct RequestSchemaRule: ContractRule {
    package let id = "schema.request"
    package var failures: [String] { [] }
    private let compiled: CompiledContract
    private let observer: SchemaObserver
    private let exampleFaults: [SchemaPlace: ExampleFaults]

    /// - Parameter isNamed: whether the user named the document, so that findings say its file and line.
    package init(_ compiled: CompiledContract, isNamed: Bool = false) {
        self.compiled = compiled
        observer = SchemaObserver(compiled, isNamed: isNamed)
        exampleFaults = ExampleFaults.all(in: compiled)
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        let request = subject.exchange.request
        guard let operation = subject.operation, let status = subject.status,
            let match = compiled.contract.operations.find(method: request.method, url: request.url)
        else { return [] }
        let severity: Severity = (400..<500).contains(status) ? .error : .warning
        return parameters(subject, match, severity) + body(subject, operation, severity)
    }

    // MARK: Parameters

    private func parameters(_ subject: CheckSubject, _ match: OperationMatch, _ severity: Severity) -> [Observation] {
        let exchange = subject.exchange
        let request = exchange.request
        let reading = ParameterReader(contract: compiled).read(match, url: request.url, headers: request.headers)
        let url = (spans: ReplacedSpans(exchange, in: .url), bytes: request.url)
        var found: [Observation] = []
        for value in reading.values {
            let parameter = value.parameter
            let part = SchemaObserver.Part.parameter(name: parameter.name, location: parameter.location)
            guard value.isPresent else {
                if parameter.isRequired { found.append(observer.missing(parameter, in: part, severity: severity)) }
                continue
            }
            if let problem = value.problem {
                found.append(observer.unreadable(parameter, problem, in: part, severity: severity))
            }
            guard let instance = value.instance else { continue }
            let isScalar = instance.root.kind != .array && instance.root.kind != .object
            if value.occurrences > 1, isScalar {
                found.append(observer.repeated(parameter, value.occurrences, in: part))
            }
            guard let schema = compiled.schema(of: parameter) else { continue }
            let lens = PieceLens(
                value,
                url: url,
                fields: { ReplacedSpans(exchange, in: .requestHeader($0)) },
                headers: request.headers
            )
            let result = schema.program.evaluate(instance.root, through: lens, limit: SchemaObserver.limit)
            found += observer.observations(of: result, in: part, severity: severity)
        }
        return found + unknown(reading.unknownQueryNames, match.operation)
    }

    /// A misspelt filter is silently ignored by most APIs, and the answer is then quietly wrong.
    private func unknown(
        _ names: [ParameterReading.UnknownName],
        _ operation: OperationDescription
    ) -> [Observation] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0.name).inserted }.prefix(16).map { name in
            Observation(
                rule: "parameter.unknown",
                severity: .info,
                blame: .client,
                provenance: .document,
                message: "the document has no query parameter of this name, so the API may ignore it",
                dataPointer: "request:query:" + String(name.name.prefix(120)),
                specPointer: operation.pointer + "/parameters",
                keyword: "parameters",
                specDocument: observer.isNamed
                    ? compiled.contract.documents.name(of: operation.place.document) : nil,
                specLine: observer.isNamed
                    ? compiled.contract.documents.line(of: operation.place, keyword: "parameters") : nil
            )
        }
    }

    // MARK: Body

    private func body(
        _ subject: CheckSubject,
        _ operation: OperationDescription,
        _ severity: Severity
    ) -> [Observation] {
        guard let documented = operation.requestBody else { return [] }
        let request = subject.exchange.request
        let body = request.body
        let type = MediaType(request.headers.first("Content-Type") ?? [])
        if body.trueLength == 0, body.withheld == nil {
            guard documented.isRequired else { return [] }
            return [requestBody("required", "the request has no body, and one is required", documented, severity)]
        }
        guard let content = documented.content.best(for: type) else {
            let known = documented.content.map(\.mediaType).joined(separator: ", ")
            let given = type.isEmpty ? "has no Content-Type" : "is \(type)"
            return [requestBody("content", "the request's body \(given); documented: \(known)", documented, severity)]
        }
        if let fault = body.facts.syntaxError, type.isJSON {
            let message = "the request's body is not the JSON it claims to be: \(fault.reason), at byte \(fault.offset)"
            return [requestBody("syntax", message, documented, severity)]
        }
        guard content.schema != nil else { return [] }
        guard let schema = compiled[content.schema, .request] else {
            return [observer.notCompiled(content, in: .requestBody)]
        }
        let faults = exampleFaults[content.place]
        if type.isJSON, let json = subject.requestJSON {
            let spans = subject.requestSpans
            let isShown = spans.isEmpty && !StandIn.occurs(in: json.bytes)
            let lens: (any InstanceLens)? = isShown ? nil : spans
            let result = schema.program.evaluate(json.root, through: lens, limit: SchemaObserver.limit)
            return observer.observations(of: result, in: .requestBody, severity: severity, shared: faults)
        }
        if type.text == "application/x-www-form-urlencoded", body.withheld == nil, !body.isCut,
            let form = FormBody.document(of: body.bytes, shape: compiled.shape(at: content.schema))
        {
            let lens = PieceLens(form: form, subject.exchange)
            let result = schema.program.evaluate(form.root, through: lens, limit: SchemaObserver.limit)
            return observer.observations(of: result, in: .requestBody, severity: severity, shared: faults)
        }
        return []
    }

    private func requestBody(
        _ keyword: String,
        _ message: String,
        _ body: OperationDescription.RequestBody,
        _ severity: Severity
    ) -> Observation {
        let contract = compiled.contract
        return Observation(
            rule: "schema.request-body",
            severity: severity,
            blame: .client,
            provenance: keyword == "syntax"
                ? .internal : contract.provenance(at: body.place, keyword: keyword) ?? .document,
            message: message,
            dataPointer: "request:",
            specPointer: body.place.pointer,
            keyword: keyword,
            specDocument: observer.isNamed ? contract.documents.name(of: body.place.document) : nil,
            specLine: observer.isNamed ? contract.documents.line(of: body.place, keyword: keyword) : nil
        )
    }
}
