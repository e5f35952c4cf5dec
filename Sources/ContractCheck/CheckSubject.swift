internal import ExchangeModel
package import JSONTree
package import Redaction

/// One exchange as rules see it: with its operation, its body parsed once, and what redaction replaced in it.
package struct CheckSubject: Sendable {
    /// The capture's number, or the entry's index.
    package let number: Int
    package let exchange: RedactedExchange
    /// The operation the request names, where the contract knows it.
    package let operation: OperationDescription?
    /// The response's body, where it claims to be JSON and is.
    package let json: JSONDocument?
    /// What stands for something else in the response's body, by where it begins.
    private let replacements: [Replacement]

    package init(number: Int, exchange: RedactedExchange, operation: OperationDescription?) {
        self.number = number
        self.exchange = exchange
        self.operation = operation
        replacements = exchange.replacements
            .filter { $0.place == .responseBody }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        json = exchange.response.flatMap { CheckSubject.parsed($0) }
    }

    private static func parsed(_ response: RedactedResponse) -> JSONDocument? {
        let body = response.body
        guard body.withheld == nil, !body.isCut, !body.bytes.isEmpty else { return nil }
        guard MediaType(contentTypeOf: response).isJSON || body.facts.mediaKind == .json else { return nil }
        return try? JSONDocument.parse(body.bytes)
    }

    package var response: RedactedResponse? { exchange.response }
    package var status: Int? { exchange.response?.status }

    /// The response's media type; empty where none is declared.
    package var mediaType: MediaType {
        exchange.response.map { MediaType(contentTypeOf: $0) } ?? MediaType([])
    }

    /// Whether the body is meant to be JSON: by its type, or where it has none, by its look.
    package var claimsJSON: Bool {
        let type = mediaType
        return type.isJSON || type.isEmpty && response?.body.facts.mediaKind == .json
    }

    /// What the value of this node really was, as far as it is known.
    package func view(of node: JSONNode) -> ValueView {
        if let replaced = replacement(overlapping: node.range) {
            // A stand-in for part of a string tells nothing of the whole string's format.
            let inner = node.kind == .string ? (node.range.lowerBound + 1)..<(node.range.upperBound - 1) : node.range
            let isWhole = replaced.range.lowerBound <= inner.lowerBound && replaced.range.upperBound >= inner.upperBound
            return isWhole ? .replaced(replaced.shape) : .unknown
        }
        if node.kind == .string, StandIn.occurs(in: node.lexeme) { return .unknown }
        return .actual(node)
    }

    private func replacement(overlapping range: Range<Int>) -> Replacement? {
        guard !replacements.isEmpty else { return nil }
        var low = 0
        var high = replacements.count
        while low < high {
            let middle = (low + high) / 2
            if replacements[middle].range.upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < replacements.count, replacements[low].range.lowerBound < range.upperBound else { return nil }
        return replacements[low]
    }
}

/// A value of the answer, seen through redaction.
package enum ValueView: Sendable {
    /// The value as it came.
    case actual(JSONNode)
    /// A stand-in replaced it whole; this is what was kept of it.
    case replaced(ValueShape)
    /// A stand-in is in it, and nothing was kept that would tell what it was.
    case unknown
}
