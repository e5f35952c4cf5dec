import JSONTree

/// The places where answers may differ, numbered; positions in arrays and members of lists are all `*`.
///
/// Bounded: an API that makes up names without end gets `elsewhere` for the rest.
struct PlaceTable: Sendable {
    /// The whole body.
    static let body = 0
    /// Above the header fields.
    static let header = 1
    /// Above the columns of a table.
    static let column = 2
    /// Where there is no more room.
    static let elsewhere = 3
    static let element: [UInt8] = [0x2A]

    private struct Key: Hashable {
        var parent: Int
        var token: [UInt8]
    }

    private static let largest = 20_000
    private static let longestToken = 256
    private static let longestText = 200

    private var numbers: [Key: Int] = [:]
    private var entries: [Key] = Array(repeating: Key(parent: -1, token: []), count: 4)

    /// The place one step further.
    mutating func child(of parent: Int, _ token: [UInt8]) -> Int {
        guard parent != PlaceTable.elsewhere else { return parent }
        let key = Key(parent: parent, token: Array(token.prefix(PlaceTable.longestToken)))
        if let known = numbers[key] { return known }
        guard entries.count < PlaceTable.largest else { return PlaceTable.elsewhere }
        numbers[key] = entries.count
        entries.append(key)
        return entries.count - 1
    }

    /// `/hydra:member/*/status`, `header Content-Type`, `column status`, `the body`. Hostile text.
    func text(_ place: Int) -> String {
        var tokens: [String] = []
        var current = place
        while entries.indices.contains(current), entries[current].parent >= 0 {
            tokens.append(String(decoding: entries[current].token, as: UTF8.self))
            current = entries[current].parent
        }
        tokens.reverse()
        let text: String
        switch current {
        case PlaceTable.header: text = "header " + tokens.joined()
        case PlaceTable.column: text = tokens.isEmpty ? "the table" : "column " + tokens.joined()
        case PlaceTable.elsewhere: text = "one of too many places"
        default: text = tokens.isEmpty ? "the body" : JSONPointer(tokens).description
        }
        guard text.utf8.count > PlaceTable.longestText else { return text }
        return text.prefix(PlaceTable.longestText / 2) + "…" + text.suffix(PlaceTable.longestText / 3)
    }
}
