package import APIDocument
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
    /// The request's body, where it claims to be JSON and is.
    package let requestJSON: JSONDocument?
    /// What redaction replaced in the response's body, and in the request's.
    package let responseSpans: ReplacedSpans
    package let requestSpans: ReplacedSpans

    package init(number: Int, exchange: RedactedExchange, operation: OperationDescription?) {
        self.number = number
        self.exchange = exchange
        self.operation = operation
        responseSpans = ReplacedSpans(exchange, in: .responseBody)
        requestSpans = ReplacedSpans(exchange, in: .requestBody)
        json = exchange.response.flatMap {
            CheckSubject.parsed($0.body, MediaType(contentTypeOf: $0))
        }
        requestJSON = CheckSubject.parsed(
            exchange.request.body,
            MediaType(exchange.request.headers.first("Content-Type") ?? [])
        )
    }

    private init(_ other: CheckSubject, operation: OperationDescription?) {
        number = other.number
        exchange = other.exchange
        json = other.json
        requestJSON = other.requestJSON
        responseSpans = other.responseSpans
        requestSpans = other.requestSpans
        self.operation = operation
    }

    /// The same exchange, seen by another document.
    package func seen(as operation: OperationDescription?) -> CheckSubject {
        CheckSubject(self, operation: operation)
    }

    private static func parsed(_ body: RedactedBody, _ type: MediaType) -> JSONDocument? {
        guard body.withheld == nil, !body.isCut, !body.bytes.isEmpty else { return nil }
        guard type.isJSON || body.facts.mediaKind == .json else { return nil }
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

    /// What the value of this node of the response's body really was, as far as it is known.
    package func view(of node: JSONNode) -> ValueView { responseSpans.view(of: node) }
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
