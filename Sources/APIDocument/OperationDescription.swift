package import JSONSchema

/// What a contract says of one operation: what it takes, and with which statuses and media types it answers.
package struct OperationDescription: Sendable, Hashable {
    /// One documented answer.
    package struct Response: Sendable, Hashable {
        /// `200`, `4XX` or `default`, as the document writes it.
        package let status: String
        package let content: [ContentDescription]
        package let headerDescriptions: [ParameterDescription]
        /// Where the answer is described, references followed.
        package let place: SchemaPlace

        package var mediaTypes: [String] { content.map(\.mediaType) }
        package var headers: [String] { headerDescriptions.map(\.name) }
        /// Where in its document the answer is described.
        package var pointer: String { place.pointer }

        /// Whether an answer with this status is meant, exactly or by its class.
        func covers(_ other: Int) -> Bool {
            if status == String(other) { return true }
            return (100..<1_000).contains(other) && status.count == 3 && status.uppercased().hasSuffix("XX")
                && status.first == String(other).first
        }
    }

    /// The body an operation takes.
    package struct RequestBody: Sendable, Hashable {
        package let isRequired: Bool
        package let content: [ContentDescription]
        /// Where it is described, references followed.
        package let place: SchemaPlace
    }

    package typealias Parameter = ParameterDescription

    /// The document's `operationId`, or the label where it has none.
    package let id: String
    package let method: String
    package let pathTemplate: String
    package let parameters: [ParameterDescription]
    package let requestBody: RequestBody?
    package let responses: [Response]
    /// What its URLs begin with: its own, its path's or the document's servers.
    package let servers: [ServerDescription]
    /// The ways to authorise, one of which is enough, each as the names of its schemes; nil where nothing is said.
    package let security: [[String]]?
    package let isDeprecated: Bool
    /// Where the operation is described.
    package let place: SchemaPlace

    /// Where in its document the operation is described.
    package var pointer: String { place.pointer }
    /// Method and path template: `GET /v1/public/bookings/{id}`.
    package var label: String { method + " " + pathTemplate }
    package var statuses: [String] { responses.map(\.status) }
    package var requestMediaTypes: [String] { requestBody?.content.map(\.mediaType) ?? [] }
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
