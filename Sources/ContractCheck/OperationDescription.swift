/// What a contract says of one operation: what it takes, and with which statuses and media types it answers.
package struct OperationDescription: Sendable, Hashable {
    /// A parameter, by the name that stands in the URL or header; brackets belong to the name.
    package struct Parameter: Sendable, Hashable {
        package let name: String
        /// `path`, `query`, `header` or `cookie`.
        package let location: String
        package let isRequired: Bool
    }

    /// One documented answer.
    package struct Response: Sendable, Hashable {
        /// `200`, `4XX` or `default`, as the document writes it.
        package let status: String
        package let mediaTypes: [String]
        package let headers: [String]
        /// Where in the document the answer is described.
        package let pointer: String

        /// Whether an answer with this status is meant, exactly or by its class.
        func covers(_ other: Int) -> Bool {
            if status == String(other) { return true }
            return (100..<1_000).contains(other) && status.count == 3 && status.uppercased().hasSuffix("XX")
                && status.first == String(other).first
        }
    }

    /// The document's `operationId`, or the label where it has none.
    package let id: String
    package let method: String
    package let pathTemplate: String
    package let parameters: [Parameter]
    package let requestMediaTypes: [String]
    package let responses: [Response]
    /// Where in the document the operation is described.
    package let pointer: String

    /// Method and path template: `GET /v1/public/bookings/{id}`.
    package var label: String { method + " " + pathTemplate }
    package var statuses: [String] { responses.map(\.status) }
    /// The media types of successful answers, each once.
    package var mediaTypes: [String] {
        var seen: [String] = []
        for response in responses where response.status.hasPrefix("2") {
            seen += response.mediaTypes.filter { !seen.contains($0) }
        }
        return seen
    }
    /// Whether the path's last segment names one resource.
    package var endsInVariable: Bool { pathTemplate.hasSuffix("}") }

    /// What is documented for this status: exactly, by class, or by default.
    package func response(for status: Int) -> Response? {
        responses.first { $0.status == String(status) } ?? responses.first { $0.covers(status) }
            ?? responses.first { $0.status == "default" }
    }
}
