import APIDocument
import ExchangeModel
import JSONTree
import KadenceAPI

/// Puts a live check's plan together.
struct LivePlanner {
    private let values: ParameterValues
    private let options: LiveOptions
    private let reading: [OperationDescription]
    private let others: [OperationDescription]
    /// Those that read, by path without the variables' names; of several the first.
    private let byPath: [String: OperationDescription]
    /// Collections by the bare letters of their last segment: `bookabledays`.
    private let byName: [[UInt8]: OperationDescription]

    /// Headers that frame, address or sign a request; a document has no say in them.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect", "cookie",
        "proxy-authorization", "keep-alive",
    ]
    /// More ids would only be asked for with larger pages.
    private static let smallestPage = 10

    init(contract: Contract, options: LiveOptions) {
        values = ParameterValues(contract: contract, day: options.day)
        self.options = options
        let all = contract.operations.operations.filter { $0.pathTemplate != Endpoints.tokenPath }
        reading = all.filter { $0.method == "GET" }
        others = all.filter { $0.method != "GET" }
        byPath = Dictionary(reading.map { (LiveOrder.erased($0.pathTemplate), $0) }) { first, _ in first }
        let collections = reading.filter { !$0.pathTemplate.utf8.contains(0x7B) }
        byName = Dictionary(
            collections.map { (LivePlanner.letters($0.pathTemplate.utf8.split(separator: 0x2F).last ?? [][...]), $0) }
        ) { first, _ in first }
    }

    private static func letters(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        ASCII.lower(bytes).filter { $0 &- 0x61 < 26 }
    }

    func plan() throws(LivePlanError) -> LivePlan {
        guard options.budget > 0 else { throw .noBudget(options.budget) }
        guard !reading.isEmpty else { throw .nothingToRead }
        let wanted = try selected()
        var skipped: [LivePlan.Skip] = []
        var drafts: [LiveStep] = []
        for operation in reading {
            switch draft(operation) {
            case .success(let step): drafts.append(step)
            case .failure(let problem): skipped.append(LivePlan.Skip(operation: operation, reason: problem.reason))
            }
        }
        var steps = LiveOrder.sorted(drafts, skipped: &skipped)
        if let wanted {
            steps = LiveOrder.narrowed(steps, to: wanted)
            skipped.removeAll { !wanted.contains($0.operation.label) }
        }
        steps = withinBudget(steps, &skipped)
        return LivePlan(
            steps: steps,
            skipped: skipped,
            budget: options.budget,
            writing: wanted == nil ? others.count : 0
        )
    }

    /// Labels of the operations named; nil for all.
    private func selected() throws(LivePlanError) -> Set<String>? {
        guard !options.operations.isEmpty else { return nil }
        var labels: Set<String> = []
        for given in options.operations {
            let name = given.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            func isNamed(_ operation: OperationDescription) -> Bool {
                operation.id == name || operation.label == name
            }
            if let found = reading.first(where: { isNamed($0) || $0.pathTemplate == name }) {
                labels.insert(found.label)
            } else if let found = others.first(where: isNamed) {
                throw .doesNotRead(name, label: found.label)
            } else {
                let names = reading.map(\.id) + reading.map(\.label) + others.map(\.id)
                throw .unknownOperation(name, near: LivePlanError.near(name, among: names))
            }
        }
        return labels
    }

    private struct Unusable: Error { let reason: LivePlan.Skip.Reason }

    private func draft(_ operation: OperationDescription) -> Result<LiveStep, Unusable> {
        do throws(Unusable) {
            let parameters = values.descriptions(of: operation)
            var query: [LiveStep.Parameter] = []
            var headers: [LiveStep.Parameter] = []
            for parameter in parameters where parameter.isRequired && parameter.location != "path" {
                switch parameter.location {
                case "query" where parameter.name == "page" || parameter.name == "itemsPerPage": continue
                case "query": query.append(try self.query(parameter, of: operation))
                case "header": headers.append(try header(parameter, of: operation))
                default: throw Unusable(reason: .noValue(parameter: parameter.name))
                }
            }
            let size = parameters.first { $0.location == "query" && $0.name == "itemsPerPage" }
            return .success(
                LiveStep(
                    operation: operation,
                    path: try path(of: operation, parameters),
                    query: query,
                    headers: headers,
                    isPaged: parameters.contains { $0.location == "query" && $0.name == "page" },
                    pageSize: size.map { pageSize($0.schema) }
                )
            )
        } catch {
            return .failure(error)
        }
    }

    private func given(_ name: String, of operation: OperationDescription) -> String? {
        options.values[operation.id + "." + name] ?? options.values[name]
    }

    private func query(
        _ parameter: ParameterValues.Description,
        of operation: OperationDescription
    ) throws(Unusable) -> LiveStep.Parameter {
        let shape = IdentifierShape(schema: parameter.schema)
        if let value = given(parameter.name, of: operation) {
            return LiveStep.Parameter(name: parameter.name, source: .value(value), shape: shape)
        }
        // A made-up id in an example would only earn a 404.
        if values.choice(of: parameter.schema) == nil, let collection = collection(namedBy: parameter.name),
            collection.label != operation.label
        {
            let source = LiveStep.Source.collection(path: collection.pathTemplate)
            return LiveStep.Parameter(name: parameter.name, source: source, shape: shape)
        }
        guard let value = values.value(for: parameter) else {
            throw Unusable(reason: .noValue(parameter: parameter.name))
        }
        return LiveStep.Parameter(name: parameter.name, source: .value(value), shape: shape)
    }

    private func header(
        _ parameter: ParameterValues.Description,
        of operation: OperationDescription
    ) throws(Unusable) -> LiveStep.Parameter {
        guard parameter.name.utf8.allSatisfy({ ASCII.isToken($0) }),
            !LivePlanner.reserved.contains(parameter.name.lowercased())
        else { throw Unusable(reason: .reservedHeader(parameter.name)) }
        guard let value = given(parameter.name, of: operation) ?? values.value(for: parameter),
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { throw Unusable(reason: .noValue(parameter: parameter.name)) }
        return LiveStep.Parameter(name: parameter.name, source: .value(value))
    }

    /// The collection whose members a parameter such as `buildingId` names.
    private func collection(namedBy name: String) -> OperationDescription? {
        let lower = ASCII.lower(name.utf8)
        guard lower.suffix(2).elementsEqual("id".utf8), lower.count > 2 else { return nil }
        let one = LivePlanner.letters(lower.dropLast(2))
        guard let last = one.last else { return nil }
        var plurals = [one + Array("s".utf8), one + Array("es".utf8)]
        if last == 0x79 { plurals.append(one.dropLast() + Array("ies".utf8)) }
        return plurals.lazy.compactMap { byName[$0] }.first { _ in true }
    }

    private func path(
        of operation: OperationDescription,
        _ parameters: [ParameterValues.Description]
    ) throws(Unusable) -> [LiveStep.Segment] {
        var segments: [LiveStep.Segment] = []
        var before = ""
        for text in operation.pathTemplate.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard text != ".", text != ".." else { throw Unusable(reason: .unusablePath) }
            let whole = before + "/" + text
            defer { before = whole }
            guard let open = text.firstIndex(of: "{"), let close = text.lastIndex(of: "}"), open < close else {
                segments.append(.literal(String(text)))
                continue
            }
            let name = String(text[text.index(after: open)..<close])
            guard !name.contains("{"), !name.contains("}") else { throw Unusable(reason: .unusablePath) }
            let parameter = parameters.first { $0.location == "path" && $0.name == name }
            let source = try source(of: name, parameter, before: before, whole: whole, operation)
            segments.append(
                .variable(
                    prefix: String(text[..<open]),
                    LiveStep.Parameter(name: name, source: source, shape: IdentifierShape(schema: parameter?.schema)),
                    suffix: String(text[text.index(after: close)...])
                )
            )
        }
        return segments
    }

    private func source(
        of name: String,
        _ parameter: ParameterValues.Description?,
        before: String,
        whole: String,
        _ operation: OperationDescription
    ) throws(Unusable) -> LiveStep.Source {
        if let value = given(name, of: operation) { return .value(value) }
        if let choice = values.choice(of: parameter?.schema) { return .value(choice) }
        if let list = byPath[LiveOrder.erased(before)] { return .collection(path: list.pathTemplate) }
        // A resource that can be fetched is linked to by its own path.
        if !before.contains("{"), whole == before + "/{\(name)}", byPath[LiveOrder.erased(whole)] != nil {
            return .links(path: whole)
        }
        guard let parameter, !ASCII.lower(name.utf8).suffix(2).elementsEqual("id".utf8),
            let value = values.value(for: parameter)
        else { throw Unusable(reason: .noValue(parameter: name)) }
        return .value(value)
    }

    /// Small pages: enough for the ids that are asked for, within the schema's bounds.
    private func pageSize(_ schema: JSONNode?) -> Int {
        let wanted = max(LivePlanner.smallestPage, min(options.samples, 500))
        return max(min(wanted, schema?["maximum"]?.int ?? wanted), schema?["minimum"]?.int ?? 1)
    }

    /// One call for each operation comes first, then more samples, then further pages, as far as the budget goes.
    private func withinBudget(_ ordered: [LiveStep], _ skipped: inout [LivePlan.Skip]) -> [LiveStep] {
        var steps = Array(ordered.prefix(options.budget))
        for step in ordered.dropFirst(steps.count) where !step.isPrerequisite {
            skipped.append(LivePlan.Skip(operation: step.operation, reason: .budget(options.budget)))
        }
        // Ids that nothing else needs any more are not fetched.
        let needed = Set(steps.filter { !$0.isPrerequisite }.map(\.operation.label))
        steps = LiveOrder.narrowed(steps, to: needed)
        var left = options.budget - steps.count
        for index in steps.indices where steps[index].hasOpenPath {
            let more = min(max(0, options.samples - 1), left)
            steps[index].samples += more
            left -= more
        }
        for index in steps.indices where steps[index].isPaged && !steps[index].isPrerequisite {
            let more = min(max(0, options.pages - 1), left / steps[index].samples)
            steps[index].pages += more
            left -= more * steps[index].samples
        }
        return steps
    }
}
