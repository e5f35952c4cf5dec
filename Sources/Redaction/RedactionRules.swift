internal import CResources
internal import JSONTree

/// What is secret or personal in this API's messages: header names, field names. Read from the embedded file
/// `redaction-rules.json`.
package struct RedactionRules: Sendable {
    /// Names whose values stay, though they are searched; one ending in `*` is a beginning. Lower case.
    let harmlessHeaders: Set<[UInt8]>
    let harmlessBeginnings: [[UInt8]]
    /// What makes a header's name tell of a credential. Lower case.
    let credentialWords: [[UInt8]]
    let fields: FieldRules

    /// The rules this binary carries.
    package static let embedded: RedactionRules = {
        var size = 0
        let start = reprise_redaction_rules(&size)
        return RedactionRules(parsing: Array(UnsafeBufferPointer(start: start, count: size))) ?? .strictest
    }()

    /// For want of rules: no header is harmless, and every field is secret.
    static let strictest = RedactionRules(harmless: [], credentialWords: [], fields: FieldRules([], everything: true))

    private init(harmless: [[UInt8]], credentialWords: [[UInt8]], fields: FieldRules) {
        harmlessHeaders = Set(harmless.filter { $0.last != 0x2A })
        harmlessBeginnings = harmless.filter { $0.last == 0x2A }.map { Array($0.dropLast()) }
        self.credentialWords = credentialWords
        self.fields = fields
    }

    /// Nil where the text is not what the embedded file is.
    init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument.parse(bytes).root,
            let harmless = root["harmlessHeaders"], let words = root["credentialHeaderWords"],
            let fields = root["fields"], harmless.count > 0, fields.count > 0
        else { return nil }
        var rules: [FieldRule] = []
        for field in fields.elements {
            guard let rule = FieldRule(field) else { return nil }
            rules.append(rule)
        }
        self.init(
            harmless: harmless.elements.compactMap(\.stringBytes),
            credentialWords: words.elements.compactMap(\.stringBytes),
            fields: FieldRules(
                rules,
                exceptions: (root["harmlessFields"]?.elements).map { $0.compactMap(\.stringBytes) } ?? []
            )
        )
    }

    /// Whether the field's value may stay; `name` in lower case.
    func isHarmless(header name: [UInt8]) -> Bool {
        harmlessHeaders.contains(name) || harmlessBeginnings.contains { name.starts(with: $0) }
    }

    /// Whether the field's name tells of a credential; `name` in lower case.
    func tellsOfCredential(header name: [UInt8]) -> Bool {
        credentialWords.contains { word in
            name.count >= word.count
                && (0...(name.count - word.count)).contains { name[$0..<($0 + word.count)].elementsEqual(word) }
        }
    }
}

/// A rule for fields by their names: JSON members, form and query fields, columns, parts.
struct FieldRule: Sendable {
    /// As the rules spell it first; for lists of what was replaced.
    let name: String
    let names: [[UInt8]]
    let id: String
    let kind: StandInKind
    let reason: String
    /// Whether names that end like it count as well: `userEmail` for `email`.
    let isSuffix: Bool
    /// Only in queries and forms, where the name says more than in other text.
    let onlyInPairs: Bool
    /// Only in JSON objects of one of these types, or under a member of these names.
    let within: [[UInt8]]

    init?(_ node: JSONNode) {
        guard let names = node["names"]?.elements.compactMap(\.string), let first = names.first,
            let kind = node["kind"]?.string, StandInKind.all.contains(StandInKind(rawValue: kind))
        else { return nil }
        name = first
        self.names = names.map { FieldRules.normalized(Array($0.utf8)) }
        self.kind = StandInKind(rawValue: kind)
        id = "field." + String(decoding: FieldRules.normalized(Array(first.utf8)), as: UTF8.self)
        reason = self.kind.isCredential ? Reason.credential : Reason.personal
        isSuffix = node["endings"]?.bool ?? false
        onlyInPairs = node["onlyInPairs"]?.bool ?? false
        within = (node["within"]?.elements).map { $0.compactMap(\.stringBytes).map(FieldRules.normalized) } ?? []
    }

    /// The rule of last resort.
    fileprivate init(everythingAs kind: StandInKind) {
        name = "field"
        names = []
        id = "field.any"
        self.kind = kind
        reason = "the rules could not be read"
        isSuffix = false
        onlyInPairs = false
        within = []
    }

    /// Whether a name can be shown: it is the rule's own, spelled somehow.
    func isSafe(_ name: [UInt8]) -> Bool { names.contains(FieldRules.normalized(name)) }

    static let any = FieldRule(everythingAs: .secret)
}
