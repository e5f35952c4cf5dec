package import APIDocument
internal import ExchangeModel
internal import JSONSchema
internal import JSONTree
internal import Redaction

/// An answer's body and headers are what the document's schemas say.
package struct ResponseSchemaRule: ContractRule {
    package let id = "schema.response"
    package var failures: [String] { ["schema.response-body", "schema.response-header"] }
    private let compiled: CompiledContract
    private let observer: SchemaObserver
    private let exampleFaults: [SchemaPlace: ExampleFaults]
    private let leftOut: Set<String>
    private let confirmation: BaselineConfirmation?

    /// - Parameters:
    ///   - isNamed: whether the user named the document, so that findings say its file and line.
    ///   - leavingOut: response headers that other rules judge, in lower case.
    ///   - baseline: real answers, which may confirm what the document only infers.
    package init(
        _ compiled: CompiledContract,
        isNamed: Bool = false,
        leavingOut: Set<String> = [],
        baseline: ShapeBaseline? = nil
    ) {
        self.compiled = compiled
        observer = SchemaObserver(compiled, isNamed: isNamed)
        exampleFaults = ExampleFaults.all(in: compiled)
        leftOut = leavingOut
        confirmation = baseline.map { BaselineConfirmation($0, contract: compiled.contract) }
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let operation = subject.operation, let response = subject.response,
            let documented = operation.response(for: response.status)
        else { return [] }
        return body(subject, documented) + headers(subject, documented, response.headers)
    }

    private func body(_ subject: CheckSubject, _ documented: OperationDescription.Response) -> [Observation] {
        // Whether the body is JSON at all is the syntax rule's matter, and its type the media type rule's.
        guard let json = subject.json, !BodySyntaxRule.hasNoBody(subject) else { return [] }
        let declared = subject.mediaType
        let type =
            declared.isEmpty ? documented.mediaTypes.first { MediaType($0).isJSON }.map { MediaType($0) } : declared
        guard let type, let content = documented.content.best(for: type), content.schema != nil else { return [] }
        guard let schema = compiled[content.schema, .response] else {
            return [observer.notCompiled(content, in: .responseBody)]
        }
        let spans = subject.responseSpans
        // A flow file has stand-ins and no list of them.
        let isShown = spans.isEmpty && !StandIn.occurs(in: json.bytes)
        // Most answers are fine, and that is quicker to find out than why one isn't.
        if isShown, schema.program.isValid(json.root) == true { return [] }
        let lens: (any InstanceLens)? = isShown ? nil : spans
        let result = schema.program.evaluate(json.root, through: lens, limit: SchemaObserver.limit)
        return observer.observations(
            of: result,
            in: .responseBody,
            shared: exampleFaults[content.place],
            isConfirmed: { confirmation?.confirms($0, in: subject) ?? false }
        )
    }

    private func headers(
        _ subject: CheckSubject,
        _ documented: OperationDescription.Response,
        _ headers: HeaderList
    ) -> [Observation] {
        let reader = ParameterReader(contract: compiled)
        return documented.headerDescriptions.flatMap { header -> [Observation] in
            // A response's Content-Type is said by its content (OpenAPI 3.1 §4.8.17.1).
            let name = header.name.lowercased()
            guard name != "content-type", !leftOut.contains(name) else { return [] }
            let part = SchemaObserver.Part.responseHeader(header.name)
            let value = reader.read(header: header, in: headers)
            guard value.isPresent else {
                return header.isRequired ? [observer.missing(header, in: part, severity: .error)] : []
            }
            guard let instance = value.instance, let schema = compiled.schema(ofHeader: header) else {
                return value.problem.map { [observer.unreadable(header, $0, in: part, severity: .error)] } ?? []
            }
            let spans = ReplacedSpans(subject.exchange, in: .responseHeader(header.name))
            let lens = PieceLens(value, url: nil, fields: { _ in spans }, headers: headers)
            let result = schema.program.evaluate(instance.root, through: lens, limit: SchemaObserver.limit)
            return observer.observations(of: result, in: part)
        }
    }
}
