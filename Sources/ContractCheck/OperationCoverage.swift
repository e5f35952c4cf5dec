internal import APIDocument
internal import ExchangeModel
internal import Redaction

/// What was seen of one operation, of what the contract documents.
package struct OperationCoverage: Sendable, Hashable {
    /// Something documented, and how many exchanges showed it.
    package struct Item: Sendable, Hashable {
        package let name: String
        package fileprivate(set) var exchanges = 0
        package var isSeen: Bool { exchanges > 0 }
    }

    /// The operation's label.
    package let operation: String
    /// Exchanges whose request names the operation.
    package private(set) var exchanges = 0
    /// The answers documented, as the document writes them (`200`, `4XX`, `default`). One is seen where an answer was
    /// judged by it: exactly, else by its class, else by default.
    package private(set) var statuses: [Item] = []
    /// The parameters documented, as `query:page`. One is seen where a request carried it, with whatever value:
    /// a query parameter by its name as it reads percent-decoded, or with brackets behind where no other has that
    /// name; a header in any case; a path's with each exchange.
    package private(set) var parameters: [Item] = []
    /// The types of requests documented; seen where a request declared one, by exact type or by range.
    package private(set) var requestMediaTypes: [Item] = []
    /// The types of answers documented, as `200 application/json`; seen where an answer of that status declared one.
    package private(set) var responseMediaTypes: [Item] = []
    /// The statuses that came, documented or not, ascending.
    package private(set) var statusesSeen: [Int] = []
    private(set) var isDescribed = false

    package var isSeen: Bool { exchanges > 0 }

    /// What the contract documents and no exchange showed, in words; empty for an operation never called, where that
    /// says it all.
    package var gaps: [String] {
        guard isSeen else { return [] }
        var gaps: [String] = []
        for (noun, items) in [
            ("status", statuses), ("parameter", parameters), ("request type", requestMediaTypes),
            ("answer type", responseMediaTypes),
        ] {
            gaps += items.filter { !$0.isSeen }.map { noun + " " + $0.name }
        }
        return gaps
    }

    init(operation: String) {
        self.operation = operation
    }

    mutating func describe(_ description: OperationDescription) {
        isDescribed = true
        statuses = description.responses.map { Item(name: $0.status) }
        parameters = description.parameters.map { Item(name: $0.location + ":" + $0.name) }
        requestMediaTypes = description.requestMediaTypes.map { Item(name: $0) }
        responseMediaTypes = description.responses.flatMap { response in
            response.mediaTypes.map { Item(name: response.status + " " + $0) }
        }
    }

    mutating func count(_ subject: CheckSubject, as description: OperationDescription) {
        exchanges += 1
        let request = subject.exchange.request
        let sent = SentParameters(subject.exchange)
        let names = Set(description.parameters.filter { $0.location == "query" }.map(\.name))
        for (index, parameter) in description.parameters.enumerated()
        where parameters.indices.contains(index) && sent.carry(parameter, besides: names) {
            parameters[index].exchanges += 1
        }
        let requestType = MediaType(request.headers.first("Content-Type") ?? [])
        if !requestType.isEmpty, let index = best(of: description.requestMediaTypes, for: requestType) {
            requestMediaTypes[index].exchanges += 1
        }
        guard let status = subject.status, status != 0 else { return }
        if let place = statusesSeen.firstIndex(where: { $0 >= status }) {
            if statusesSeen[place] != status { statusesSeen.insert(status, at: place) }
        } else {
            statusesSeen.append(status)
        }
        guard let response = description.response(for: status) else { return }
        if let index = statuses.firstIndex(where: { $0.name == response.status }) { statuses[index].exchanges += 1 }
        if !subject.mediaType.isEmpty, let index = best(of: response.mediaTypes, for: subject.mediaType) {
            let name = response.status + " " + response.mediaTypes[index]
            if let index = responseMediaTypes.firstIndex(where: { $0.name == name }) {
                responseMediaTypes[index].exchanges += 1
            }
        }
    }

    /// The type itself, else the first range that takes it in.
    private func best(of documented: [String], for type: MediaType) -> Int? {
        let documented = documented.map { MediaType($0) }
        return documented.firstIndex { $0.text == type.text } ?? documented.firstIndex { $0.includes(type) }
    }
}

/// The names of the parameters that a request carried.
private struct SentParameters {
    private let query: Set<String>
    /// The query's names up to their first bracket, for those that have one.
    private let bracketed: [String: [String]]
    private let cookies: Set<String>
    private let headers: HeaderList

    init(_ exchange: RedactedExchange) {
        let url = exchange.request.url
        let text = URLParts(url)?.query ?? Array(url.drop { $0 != 0x3F }.dropFirst().prefix { $0 != 0x23 })
        var query: Set<String> = []
        var bracketed: [String: [String]] = [:]
        for pair in text.split(separator: 0x26) {
            let name = String(
                decoding: PercentCoding.decoded(pair.prefix { $0 != 0x3D }, plusIsSpace: true),
                as: UTF8.self
            )
            guard query.insert(name).inserted, let bracket = name.utf8.firstIndex(of: 0x5B) else { continue }
            bracketed[String(name[..<bracket]), default: []].append(name)
        }
        self.query = query
        self.bracketed = bracketed
        headers = exchange.request.headers
        var cookies: Set<String> = []
        for field in headers.all("Cookie") {
            for pair in field.split(separator: 0x3B) {
                cookies.insert(String(decoding: ASCII.trimmed(Array(pair.prefix { $0 != 0x3D })), as: UTF8.self))
            }
        }
        self.cookies = cookies
    }

    /// - Parameter names: the names of all query parameters documented.
    func carry(_ parameter: OperationDescription.Parameter, besides names: Set<String>) -> Bool {
        switch parameter.location {
        case "path": true
        case "header": headers.contains(parameter.name)
        case "cookie": cookies.contains(parameter.name)
        default:
            query.contains(parameter.name)
                // deepObject and lists: the name stands before a bracket, and what stands there is no name of its own.
                || bracketed[parameter.name].map { $0.contains { !names.contains($0) } } ?? false
        }
    }
}
