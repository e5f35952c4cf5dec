package import ExchangeModel
package import JSONTree

/// One call of a flow, with placeholders like `{userId}` where a value comes from before.
package struct FlowStep: Sendable, Hashable {
    /// Something to take out of the answer for later steps.
    package struct Extraction: Sendable, Hashable {
        package let variable: String
        /// RFC 6901, into the answer's body.
        package let pointer: String
        /// What it means when nothing is there, as the end of "the answer has …".
        package let absence: String

        package init(_ variable: String, _ pointer: String, absence: String) {
            self.variable = variable
            self.pointer = pointer
            self.absence = absence
        }
    }

    /// A query parameter; its name may hold brackets, which belong to the name.
    package struct QueryItem: Sendable, Hashable {
        package let name: String
        /// With placeholders.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the step is for, as a sentence without a full stop.
    package let title: String
    package let method: String
    /// The operation's path template; the placeholders' names are the variables'.
    package let path: String
    package let query: [QueryItem]
    /// Members of the JSON body, with placeholders in the values; nil for no body.
    package let body: [QueryItem]?
    package let extractions: [Extraction]

    package init(
        _ title: String,
        _ method: String,
        _ path: String,
        query: [QueryItem] = [],
        body: [QueryItem]? = nil,
        extractions: [Extraction] = []
    ) {
        self.title = title
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.extractions = extractions
    }

    /// Method and path as the contract writes them: `GET /v1/public/users/{id}/bookings`.
    package var operation: String {
        operationLabel(method: method, url: Array(path.utf8))
    }

    /// Names of all placeholders, in order, each once.
    package var placeholders: [String] {
        var names: [String] = []
        for text in [path] + query.map(\.value) + (body ?? []).map(\.value) {
            for case .variable(let name) in Placeholder.pieces(of: text) where !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }

    /// The request, without authorization: whoever sends it adds that.
    package func request(
        values: [String: String],
        endpoints: Endpoints
    ) throws(FlowError) -> RequestMessage {
        func filled(_ text: String) throws(FlowError) -> [UInt8] {
            try Placeholder.fill(text, values: values, step: title)
        }
        // Each piece is encoded on its own: a value with a slash must not become two segments.
        var target: [UInt8] = []
        for piece in Placeholder.pieces(of: path) {
            switch piece {
            case .literal(let text): target += Array(text.utf8)
            case .variable(let name): target += Percent.encoded(try filled("{\(name)}"))
            }
        }
        for (index, item) in query.enumerated() {
            target.append(index == 0 ? 0x3F : 0x26)
            target += Percent.encoded(item.name.utf8) + [0x3D] + Percent.encoded(try filled(item.value))
        }
        var headers: HeaderList = ["Accept": "application/ld+json"]
        var payload: [UInt8] = []
        if let body {
            headers.append("Content-Type", "application/json")
            payload.append(0x7B)
            for (index, member) in body.enumerated() {
                if index > 0 { payload.append(0x2C) }
                payload += JSONText.quoted(Array(member.name.utf8)) + [0x3A]
                payload += JSONText.quoted(try filled(member.value))
            }
            payload.append(0x7D)
        }
        return RequestMessage(
            method: method,
            url: endpoints.apiBase.bytes + target,
            headers: headers,
            body: MessageBody(payload)
        )
    }

    /// What the step takes out of an answer's body.
    package func extract(from document: JSONDocument) throws(FlowError) -> [String: String] {
        var values: [String: String] = [:]
        for extraction in extractions {
            let node = JSONPointer(parsing: extraction.pointer).flatMap { document.node(at: $0) }
            guard let node, node.kind == .string || node.kind == .number,
                let text = node.string ?? String(validating: node.lexeme, as: UTF8.self)
            else { throw FlowError.nothingToExtract(step: title, extraction: extraction) }
            values[extraction.variable] = text
        }
        return values
    }
}

/// Why a flow can't go on.
package enum FlowError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingValue(name: String, step: String)
    case nothingToExtract(step: String, extraction: FlowStep.Extraction)

    package var description: String {
        switch self {
        case .missingValue(let name, let step):
            "\"\(step)\" needs a value for \(name)"
        case .nothingToExtract(let step, let extraction):
            "\"\(step)\": the answer has \(extraction.absence) (\(extraction.pointer)), so the flow can't go on"
        }
    }
}
