/// One way in which messages look otherwise than before.
struct ShapeChange: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case removed, type, null, word, absent, added, value

        /// The keyword of JSON Schema that says the like.
        var keyword: String {
            switch self {
            case .removed, .absent: "required"
            case .type, .null, .value: "type"
            case .word: "enum"
            case .added: "properties"
            }
        }

        var severity: Severity {
            switch self {
            case .removed, .type: .error
            case .null, .word, .absent: .warning
            case .added, .value: .info
            }
        }
    }

    let kind: Kind
    /// A pointer, items as `*`.
    let path: String
    let message: String
    /// How often.
    let count: Int
    /// The place among the new shape's nodes, and what it showed there, to find an exchange.
    let node: Int
    let event: ShapeEvent
    /// Whether, of something added, each object has it now.
    var isAlwaysThere = false
}
