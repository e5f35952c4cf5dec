internal import JSONSchema
internal import JSONTree

/// Compares two schemas of the same value, and those inside them.
struct SchemaDiff {
    private struct Pair: Hashable {
        let old: SchemaPlace
        let new: SchemaPlace
    }

    /// What is compared next; the path is that of the value, `*` for items.
    private struct Task {
        let old: SchemaPlace
        let new: SchemaPlace
        let path: String
    }

    let operation: OperationDescription
    let direction: ContractChange.Direction
    let subject: String
    let log: ChangeLog
    private var seen: Set<Pair> = []
    private var tasks: [Task] = []

    init(operation: OperationDescription, direction: ContractChange.Direction, subject: String, log: ChangeLog) {
        self.operation = operation
        self.direction = direction
        self.subject = subject
        self.log = log
    }

    mutating func compare(_ old: SchemaPlace, _ new: SchemaPlace) {
        tasks = [Task(old: old, new: new, path: "")]
        var next = 0
        while next < tasks.count {
            let task = tasks[next]
            next += 1
            let sides = SchemaSides(
                old: log.oldParts(at: task.old),
                new: log.newParts(at: task.new),
                path: task.path
            )
            guard seen.insert(Pair(old: sides.old.place, new: sides.new.place)).inserted else { continue }
            log.budget -= 1
            if log.budget < 0 {
                note("too-large", .unclassified, sides, "there is more than can be compared")
                return
            }
            compareValues(sides)
            compareObjects(sides)
            compareLists(sides)
            compareAlternatives(sides)
            compareTheRest(sides)
        }
    }

    // MARK: Noting

    func what(_ sides: SchemaSides) -> String {
        sides.path.isEmpty ? subject : "`\(sides.path)` in \(subject)"
    }

    mutating func note(
        _ kind: String,
        _ classification: ContractChange.Class,
        _ sides: SchemaSides,
        _ sentence: String,
        old: SchemaPlace? = nil,
        new: SchemaPlace? = nil
    ) {
        let before = old ?? sides.old.place
        let after = new ?? sides.new.place
        log.note(kind, direction, classification, operation, before, after, "\(what(sides)): \(sentence)")
    }

    /// Fewer values are valid than before.
    mutating func narrowed(_ kind: String, _ sides: SchemaSides, _ sentence: String) {
        note(kind, direction == .request ? .breaking : .nonBreaking, sides, sentence)
    }

    /// More values are valid than before.
    mutating func widened(_ kind: String, _ sides: SchemaSides, _ sentence: String) {
        note(kind, direction == .response ? .breaking : .nonBreaking, sides, sentence)
    }

    mutating func push(_ old: SchemaPlace, _ new: SchemaPlace, _ path: String) {
        tasks.append(Task(old: old, new: new, path: path))
    }

    // MARK: Scalars

    mutating func compareValues(_ sides: SchemaSides) {
        compareTypes(sides)
        switch (sides.old.values, sides.new.values) {
        case (nil, nil): break
        case (nil, _?): narrowed("enum-added", sides, "only certain values are left")
        case (_?, nil): widened("enum-removed", sides, "any value is possible now, not only those listed")
        case (let old?, let new?):
            let (before, after) = (Set(old), Set(new))
            for value in new where !before.contains(value) {
                widened("enum-value-added", sides, "\(shown(value)) is a new value")
            }
            for value in old where !after.contains(value) {
                narrowed("enum-value-removed", sides, "\(shown(value)) is no value any more")
            }
        }
        compareText("format", sides, isComparable: true)
        compareText("pattern", sides, isComparable: false)
        for keyword in ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"] {
            compareBound(keyword, sides, isLower: true)
        }
        for keyword in ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"] {
            compareBound(keyword, sides, isLower: false)
        }
        compareText("multipleOf", sides, isComparable: false)
        let unique = (sides.old.isTrue("uniqueItems"), sides.new.isTrue("uniqueItems"))
        if unique == (false, true) { narrowed("unique-added", sides, "items must be unique now") }
        if unique == (true, false) { widened("unique-removed", sides, "items may repeat now") }
    }

    mutating func compareTypes(_ sides: SchemaSides) {
        let old = sides.old.types
        let new = sides.new.types
        guard old != new else { return }
        let all: Set<String> = ["string", "number", "integer", "boolean", "array", "object", "null"]
        let lost = (old ?? all).subtracting(new ?? all)
        let won = (new ?? all).subtracting(old ?? all)
        if won == ["null"] { widened("null-added", sides, "may be null now") }
        if lost == ["null"] { narrowed("null-removed", sides, "is never null now") }
        let (lostTypes, wonTypes) = (lost.subtracting(["null"]), won.subtracting(["null"]))
        if !lostTypes.isEmpty, !wonTypes.isEmpty, lostTypes != ["integer"] || !wonTypes.isEmpty {
            note(
                "type-changed",
                .breaking,
                sides,
                "was \(names(old)), is \(names(new)) now"
            )
        } else if !lostTypes.isEmpty {
            narrowed("type-narrowed", sides, "was \(names(old)), is \(names(new)) now")
        } else if !wonTypes.isEmpty {
            widened("type-widened", sides, "was \(names(old)), is \(names(new)) now")
        }
    }

    func names(_ types: Set<String>?) -> String {
        guard var types else { return "of any type" }
        if types.contains("number") { types.remove("integer") }
        return types.isEmpty ? "of no type" : types.sorted().joined(separator: " or ")
    }

    mutating func compareText(_ keyword: String, _ sides: SchemaSides, isComparable: Bool) {
        let old = sides.old.first(keyword).map { JSONValue($0.value).text }
        let new = sides.new.first(keyword).map { JSONValue($0.value).text }
        guard old != new else { return }
        if let old, let new {
            let kind = "\(keyword)-changed"
            note(
                kind,
                isComparable ? .breaking : .unclassified,
                sides,
                "`\(keyword)` was \(shown(old)), is \(shown(new)) now"
            )
        } else if let new {
            narrowed("\(keyword)-added", sides, "`\(keyword)` \(shown(new)) is new")
        } else if let old {
            widened("\(keyword)-removed", sides, "`\(keyword)` \(shown(old)) is gone")
        }
    }

    mutating func compareBound(_ keyword: String, _ sides: SchemaSides, isLower: Bool) {
        let old = sides.old.first(keyword)?.value
        let new = sides.new.first(keyword)?.value
        let texts = (old.map { JSONValue($0).text }, new.map { JSONValue($0).text })
        guard texts.0 != texts.1 else { return }
        let sentence = "`\(keyword)` was \(shown(texts.0 ?? "not set")), is \(shown(texts.1 ?? "not set")) now"
        // OpenAPI 3.0's `exclusiveMinimum: true` and `false`.
        let isFlag = old?.kind == .bool || new?.kind == .bool
        if isFlag, old == nil || old?.kind == .bool, new == nil || new?.kind == .bool {
            if new?.bool == true { narrowed("bound-narrowed", sides, sentence) }
            if new?.bool != true, old?.bool == true { widened("bound-widened", sides, sentence) }
            return
        }
        let bounds = (old?.double, new?.double)
        if old != nil, bounds.0 == nil || new != nil, bounds.1 == nil {
            note("bound-changed", .unclassified, sides, sentence)
            return
        }
        let low = isLower ? -Double.infinity : .infinity
        let (before, after) = (bounds.0 ?? low, bounds.1 ?? low)
        if before == after { return }
        if (after > before) == isLower {
            narrowed("bound-narrowed", sides, sentence)
        } else {
            widened("bound-widened", sides, sentence)
        }
    }

    // MARK: Alternatives

    mutating func compareAlternatives(_ sides: SchemaSides) {
        for keyword in ["oneOf", "anyOf"] {
            let old = sides.alternatives(keyword, of: sides.old)
            let new = sides.alternatives(keyword, of: sides.new)
            if old.isEmpty, new.isEmpty { continue }
            if old.isEmpty {
                narrowed("\(keyword)-added", sides, "`\(keyword)` is new")
                continue
            }
            if new.isEmpty {
                widened("\(keyword)-removed", sides, "`\(keyword)` is gone")
                continue
            }
            var rest = new
            var open: [SchemaSides.Alternative] = []
            for alternative in old {
                if let index = rest.firstIndex(where: { $0.text == alternative.text }) {
                    push(alternative.place, rest.remove(at: index).place, sides.path)
                } else {
                    open.append(alternative)
                }
            }
            // What is left is taken for the same in order; what then has no partner is gone or new.
            for (alternative, other) in zip(open, rest) { push(alternative.place, other.place, sides.path) }
            for _ in open.dropFirst(rest.count) {
                narrowed("alternative-removed", sides, "`\(keyword)` has an alternative less")
            }
            for _ in rest.dropFirst(open.count) {
                widened("alternative-added", sides, "`\(keyword)` has a new alternative")
            }
        }
    }

    /// Keywords whose effect can't be told from their texts.
    mutating func compareTheRest(_ sides: SchemaSides) {
        let keywords = [
            "not", "if", "then", "else", "patternProperties", "propertyNames", "contains", "minContains", "maxContains",
            "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties",
            "discriminator", "contentEncoding", "contentMediaType",
        ]
        for keyword in keywords {
            let old = sides.old.first(keyword).map { JSONValue($0.value).text }
            let new = sides.new.first(keyword).map { JSONValue($0.value).text }
            if old != new { note("keyword-changed", .unclassified, sides, "`\(keyword)` is another now") }
        }
        for keyword in ["readOnly", "writeOnly"] where sides.old.isTrue(keyword) != sides.new.isTrue(keyword) {
            note("keyword-changed", .unclassified, sides, "`\(keyword)` is another now")
        }
    }

    func shown(_ text: String) -> String { text.count > 80 ? String(text.prefix(77)) + "…" : text }
}

/// The two schemas of one comparison.
struct SchemaSides {
    struct Alternative {
        let text: String
        let place: SchemaPlace
    }

    let old: SchemaParts
    let new: SchemaParts
    /// The value's, from the outermost schema's.
    let path: String

    func alternatives(_ keyword: String, of parts: SchemaParts) -> [Alternative] {
        guard let (list, place) = parts.first(keyword), list.kind == .array else { return [] }
        return list.elements.enumerated().map { index, node in
            let name = node["$ref"].map { JSONValue($0).text } ?? JSONValue(node).text
            return Alternative(text: name, place: place.appending(keyword).appending(index))
        }
    }
}
