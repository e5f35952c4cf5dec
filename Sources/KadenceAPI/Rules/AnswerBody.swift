internal import APIDocument
internal import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

extension CheckSubject {
    /// The root of the API's JSON answer with a status in this range; nil for the token endpoint's.
    func answerBody(statuses: Range<Int>) -> JSONNode? {
        guard let status, statuses.contains(status), claimsJSON,
            !Kadence.isTokenRequest(exchange.request.url)
        else { return nil }
        return json?.root
    }

    /// Whether the value was a string; nil where redaction left nothing to tell it by.
    func isString(_ node: JSONNode) -> Bool? {
        switch view(of: node) {
        case .actual(let node): node.kind == .string
        case .replaced(let shape): shape.jsonType == .none ? nil : shape.jsonType == .string
        case .unknown: nil
        }
    }

    /// What is known of a value's type and text, through redaction; nil where nothing is.
    func judged(_ node: JSONNode) -> JudgedValue? {
        switch view(of: node) {
        case .actual(let node):
            JudgedValue(isString: node.kind == .string, isNull: node.isNull, text: node.string, formats: [])
        // A value found by its bytes alone was not seen as JSON, so its type is not known.
        case .replaced(let shape) where shape.jsonType == .none:
            nil
        case .replaced(let shape):
            JudgedValue(
                isString: shape.jsonType == .string,
                isNull: shape.jsonType == .null,
                text: nil,
                formats: shape.formats
            )
        case .unknown:
            nil
        }
    }
}

/// What a rule may know of a value: its text, or where redaction replaced it, the formats it had.
struct JudgedValue {
    let isString: Bool
    let isNull: Bool
    let text: String?
    let formats: Set<String>

    /// Whether the value is a string of this format.
    func has(_ format: String, _ test: (String) -> Bool) -> Bool {
        guard isString else { return false }
        return text.map(test) ?? formats.contains(format)
    }
}
