/// The strings seen at one place, as far as they might be an enumeration's words.
///
/// A word has 1 to 32 ASCII letters, digits, `_`, `-`, `.` and `:`, begins with a letter and has at most four digits:
/// that leaves out ULIDs, UUIDs, dates, numbers, IRIs, addresses and free text. Members that hold a person's words
/// (`name`, `title` and the like) are left out as well, and so is whatever redaction replaced. One string that is no
/// word, or more than sixteen different ones, and the place is no enumeration: nothing is kept but a count.
struct StringValues: Sendable, Hashable {
    static let mostWords = 16
    private static let spoken: Set<String> = [
        "name", "title", "label", "description", "reference", "code", "comment", "note", "message", "subject",
    ]

    /// The words and how often each was seen; empty once `other` is not 0.
    private(set) var words: [String: Int] = [:]
    /// All strings in the clear, where one of them is no word or the words are too many.
    private(set) var other = 0
    /// Strings that redaction replaced.
    private(set) var hidden = 0

    init() {}

    /// - Returns: nil where the numbers can't come from this type.
    init?(words: [String: Int], other: Int, hidden: Int) {
        guard words.isEmpty || other == 0, words.count <= StringValues.mostWords,
            words.keys.allSatisfy({ StringValues.isWord(Array($0.utf8)) }), words.values.allSatisfy({ $0 > 0 })
        else { return nil }
        self.words = words
        self.other = other
        self.hidden = hidden
    }

    var total: Int { ShapeCount.sum(words.values.reduce(other, ShapeCount.sum), hidden) }
    /// Whether all the strings were words in the clear.
    var isClosed: Bool { other == 0 && hidden == 0 && !words.isEmpty }

    /// Whether the member's strings may be an enumeration's at all.
    static func mayEnumerate(_ member: [UInt8]) -> Bool {
        !spoken.contains(String(decoding: member, as: UTF8.self).lowercased())
    }

    static func isWord(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= 32, let first = bytes.first, (first | 0x20) &- 0x61 < 26 else { return false }
        var digits = 0
        for byte in bytes {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: continue
            case 0x30...0x39: digits += 1
            default: return false
            }
        }
        return digits <= 4
    }

    mutating func add(_ bytes: [UInt8], mayEnumerate: Bool) {
        guard other == 0, mayEnumerate, StringValues.isWord(bytes) else {
            other = ShapeCount.sum(words.values.reduce(other, ShapeCount.sum), 1)
            words = [:]
            return
        }
        words[String(decoding: bytes, as: UTF8.self), default: 0] += 1
        settle()
    }

    mutating func addHidden() { hidden = ShapeCount.sum(hidden, 1) }

    mutating func merge(_ more: StringValues) {
        hidden = ShapeCount.sum(hidden, more.hidden)
        for (word, count) in more.words { words[word] = ShapeCount.sum(words[word] ?? 0, count) }
        other = ShapeCount.sum(other, more.other)
        settle()
    }

    /// Gives the words up where they are too many, or something else was seen.
    private mutating func settle() {
        guard other > 0 || words.count > StringValues.mostWords else { return }
        other = words.values.reduce(other, ShapeCount.sum)
        words = [:]
    }
}

/// Counts that never overflow, and that every reader of JSON holds exactly.
enum ShapeCount {
    static let most = 1 << 53

    static func sum(_ a: Int, _ b: Int) -> Int { min(a &+ b, most) }
}
