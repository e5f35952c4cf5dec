package import APIDocument

/// One operation of a live check, with all that its requests need but the ids.
package struct LiveStep: Sendable {
    /// Where a parameter's value comes from.
    package enum Source: Sendable, Hashable {
        /// Known before the first call.
        case value(String)
        /// The members of the collection at this path, in an earlier answer.
        case collection(path: String)
        /// A link in an earlier answer that fits this path: `"building": "/v1/public/buildings/01…"`.
        case links(path: String)
    }

    /// A parameter that is sent.
    package struct Parameter: Sendable, Hashable {
        package let name: String
        package let source: Source
        package let shape: IdentifierShape

        package init(name: String, source: Source, shape: IdentifierShape = IdentifierShape()) {
            self.name = name
            self.source = source
            self.shape = shape
        }
    }

    /// A part of the path between two slashes.
    package enum Segment: Sendable, Hashable {
        case literal(String)
        /// With what stands around the variable in the same segment.
        case variable(prefix: String, Parameter, suffix: String)
    }

    package let operation: OperationDescription
    package let path: [Segment]
    package let query: [Parameter]
    package let headers: [Parameter]
    /// Whether the operation has `page`.
    package let isPaged: Bool
    /// What `itemsPerPage` is to be; nil where the operation has no such parameter.
    package let pageSize: Int?
    /// Only called because another operation needs its ids.
    package var isPrerequisite = false
    /// How many resources are asked for at most.
    package var samples = 1
    /// How many pages of each at most.
    package var pages = 1

    package init(
        operation: OperationDescription,
        path: [Segment],
        query: [Parameter] = [],
        headers: [Parameter] = [],
        isPaged: Bool = false,
        pageSize: Int? = nil
    ) {
        self.operation = operation
        self.path = path
        self.query = query
        self.headers = headers
        self.isPaged = isPaged
        self.pageSize = pageSize
    }

    /// Calls at most.
    package var calls: Int {
        let (product, overflow) = max(1, samples).multipliedReportingOverflow(by: max(1, pages))
        return overflow ? .max : product
    }

    /// The parameters in the path, from the left.
    package var variables: [Parameter] {
        path.compactMap { if case .variable(_, let parameter, _) = $0 { parameter } else { nil } }
    }

    /// Whether ids are needed to put the path together.
    package var hasOpenPath: Bool {
        variables.contains { if case .value = $0.source { false } else { true } }
    }

    /// Where ids come from, each place once.
    package var sources: [Source] {
        var seen: [Source] = []
        for parameter in variables + query {
            if case .value = parameter.source { continue }
            if !seen.contains(parameter.source) { seen.append(parameter.source) }
        }
        return seen
    }

    /// A line for people.
    package var line: String {
        var text = operation.label + " · " + (calls == 1 ? "1 call" : "\(calls) calls")
        if samples > 1, pages > 1 {
            text += " (\(samples) resources, \(pages) pages)"
        } else if pages > 1 {
            text += " (\(pages) pages)"
        }
        if isPrerequisite { text += " · for its ids only" }
        let places = sources.map { source in
            switch source {
            case .value: ""
            case .collection(let path): "GET " + path
            case .links: "links in earlier answers"
            }
        }
        if !places.isEmpty { text += " · ids from " + places.joined(separator: ", ") }
        return text
    }
}
