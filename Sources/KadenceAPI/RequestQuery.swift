internal import ExchangeModel
internal import Redaction

/// What a URL's query asks for: names and values decoded as a form's, and seen through redaction.
///
/// Brackets and dots belong to the names; the API's own document writes them so.
struct RequestQuery: Sendable {
    /// A value, as far as redaction lets it be known.
    enum Value: Sendable, Hashable {
        case text([UInt8])
        /// The value was replaced as a whole; equal values have equal stand-ins.
        case standIn(String)
        /// A stand-in is somewhere in it.
        case unknown
    }

    struct Item: Sendable, Hashable {
        let name: String
        let value: Value
        /// The decoded bytes, stand-ins included: enough to tell whether two values are the same.
        let bytes: [UInt8]
    }

    /// No client of this API asks for more; what a URL holds beyond is left alone.
    private static let maximumItems = 1_000

    /// In the query's order, those without a value left out.
    let items: [Item]
    private let values: [String: Value?]

    /// - Parameter query: what stands after `?`, not decoded.
    init(_ query: [UInt8]) {
        var items: [Item] = []
        var values: [String: Value?] = [:]
        for pair in query.split(separator: 0x26).prefix(RequestQuery.maximumItems) {
            guard let equals = pair.firstIndex(of: 0x3D) else { continue }
            let bytes = PercentCoding.decoded(pair[(equals + 1)...], plusIsSpace: true)
            guard !bytes.isEmpty else { continue }
            let name = String(decoding: PercentCoding.decoded(pair[..<equals], plusIsSpace: true), as: UTF8.self)
            let item = Item(name: name, value: RequestQuery.value(of: bytes), bytes: bytes)
            items.append(item)
            if let known = values[name], known != item.value {
                // Which of several values counts is the server's affair.
                values[name] = .some(nil)
            } else {
                values[name] = item.value
            }
        }
        self.items = items
        self.values = values
    }

    /// The value of this name; nil where there is none, or several that differ.
    subscript(_ name: String) -> Value? { values[name] ?? nil }

    /// A value that is a whole number from 0; nil otherwise.
    func number(_ name: String) -> Int? {
        guard case .text(let bytes) = self[name] else { return nil }
        return ASCII.decimal(bytes)
    }

    /// The page that is asked for, from 1; nil where it is not a page's number.
    var page: Int? {
        guard values["page"] != nil else { return 1 }
        guard let page = number("page"), page >= 1 else { return nil }
        return page
    }

    private static func value(of bytes: [UInt8]) -> Value {
        guard let first = StandIn.find(in: bytes).first else { return .text(bytes) }
        return first.range == bytes.indices ? .standIn(first.text) : .unknown
    }
}
