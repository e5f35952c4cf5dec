import JSONTree

extension TracedEvaluation {
    /// Judges the instance and writes out what was noticed.
    mutating func result(_ entry: UInt32, at place: SchemaPlace) -> SchemaResult {
        scope.append(view.headers[Int(entry)].resource)
        let trial = evaluate(entry, instance.index, TracedEvaluation.unmarked)
        let writer = FailureWriter(evaluation: self, entry: entry, place: place)
        let verdict: SchemaResult.Verdict =
            switch trial {
            case .valid: .valid
            case .invalid: .invalid
            case .unknown: .notEvaluable
            }
        return SchemaResult(
            verdict: verdict,
            failures: trial == .invalid ? failures.prefix(limit).map { writer.write($0, isOpen: false) } : [],
            unjudged: trial == .valid ? [] : unjudged.prefix(limit).map { writer.write($0, isOpen: true) }
        )
    }
}

/// Turns what was noticed into pointers and sentences.
struct FailureWriter {
    private let evaluation: TracedEvaluation
    private let entry: UInt32
    private let place: SchemaPlace
    /// Characters of the instance quoted at most.
    private static let quoted = 40

    init(evaluation: TracedEvaluation, entry: UInt32, place: SchemaPlace) {
        self.evaluation = evaluation
        self.entry = entry
        self.place = place
    }

    private var tape: TapeView { evaluation.tape }
    private var view: ImageView { evaluation.view }

    func write(_ trace: Trace, isOpen: Bool) -> SchemaFailure {
        SchemaFailure(
            instancePointer: pointer(trace),
            instanceIndex: trace.node,
            place: trace.schema <= SchemaCompiler.never ? place : evaluation.image.place(Int(trace.schema)),
            keyword: trace.keyword.name,
            message: isOpen ? openMessage(trace) : message(trace),
            isHidden: isOpen && trace.detail.isReplaced
        )
    }

    private func pointer(_ trace: Trace) -> String {
        let tokens = trace.path.map { step in
            switch step {
            case .member(let key): text(key)
            case .element(let position): String(position)
            }
        }
        let start = evaluation.instance.index
        guard start > 0, let json = evaluation.instance.document.value(at: start) else {
            return JSONPointer(tokens).description
        }
        return JSONPointer(evaluation.instance.document.pointer(to: json).tokens + tokens).description
    }

    private func text(_ node: Int) -> String {
        TapeValues.withText(tape, node) {
            String(decoding: UnsafeBufferPointer(start: $0, count: $1), as: UTF8.self)
        }
    }

    private func cut(_ text: String) -> String {
        let short = String(String.UnicodeScalarView(text.unicodeScalars.prefix(FailureWriter.quoted)))
        return short.utf8.count < text.utf8.count ? short + "…" : short
    }

    /// A short piece of the value; nothing of one that was replaced.
    private func quote(_ node: Int) -> String {
        guard !evaluation.hidesSomething(node) else { return "the value" }
        let entry = tape.entries[node]
        switch entry.kindCode {
        case 3: return "\"" + cut(text(node)) + "\""
        case 4: return "the array"
        case 5: return "the object"
        default:
            let bytes = UnsafeBufferPointer(
                start: tape.bytes + Int(entry.start),
                count: min(Int(entry.end - entry.start), 64)
            )
            return cut(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// What the schema says under the keyword, shortened.
    private func said(_ trace: Trace, _ keyword: Keyword) -> String {
        guard trace.schema > SchemaCompiler.never,
            let value = evaluation.image.value(Int(trace.schema))?[keyword.name]
        else { return "?" }
        return cut(String(decoding: value.lexeme.prefix(200), as: UTF8.self))
    }

    private func openMessage(_ trace: Trace) -> String {
        switch trace.detail {
        case .text(let message): message
        case .replaced: "the value was replaced, and what was kept of it does not tell"
        default: "can't be judged"
        }
    }

    private func message(_ trace: Trace) -> String {
        let keyword = trace.keyword
        switch trace.detail {
        case .forbidden: return forbidden(trace)
        case .missing(let property):
            let entry = view.properties[property]
            let bytes = UnsafeBufferPointer(start: view.text(entry.offset), count: Int(entry.length))
            let name = cut(String(decoding: bytes, as: UTF8.self))
            return keyword == .required
                ? "the member \"\(name)\" is missing"
                : "the member \"\(name)\" is missing beside another that asks for it"
        case .count(let found): return count(trace, found)
        case .pair(let first, let second): return "the elements \(first) and \(second) are equal"
        case .branches(let positions): return branches(trace, positions)
        case .none, .replaced, .text: break
        }
        switch keyword {
        case .type: return "is \(kindPhrase(trace.node)), where \(types(trace.schema)) is expected"
        case .whole: return "no value is allowed here"
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum: return bound(trace)
        case .multipleOf: return "\(quote(trace.node)) is not a multiple of \(said(trace, .multipleOf))"
        case .pattern: return "\(quote(trace.node)) does not match the pattern \(said(trace, .pattern))"
        case .format: return "\(quote(trace.node)) does not have the format \(said(trace, .format))"
        case .enum: return "\(quote(trace.node)) is none of \(said(trace, .enum))"
        case .const: return "\(quote(trace.node)) is not \(said(trace, .const))"
        case .not: return "\(quote(trace.node)) fits a schema that it must not fit"
        default: return "\(quote(trace.node)) fails \(keyword.name)"
        }
    }

    private func forbidden(_ trace: Trace) -> String {
        switch trace.path.last {
        case .member(let key):
            switch trace.keyword {
            case .additionalProperties, .unevaluatedProperties, .properties, .patternProperties:
                return "the member \"\(cut(text(key)))\" is not allowed"
            case .propertyNames: return "no member may be named \"\(cut(text(key)))\""
            default: break
            }
        case .element(let position):
            switch trace.keyword {
            case .items, .prefixItems, .unevaluatedItems: return "the element \(position) is not allowed"
            default: break
            }
        case nil: break
        }
        return "no value is allowed here"
    }

    private func kindPhrase(_ node: Int) -> String {
        let kind = evaluation.subject(node).kind.flatMap { JSONKind(rawValue: UInt8(truncatingIfNeeded: $0)) }
        return kind?.phrase ?? "of an unknown type"
    }

    private func types(_ schema: UInt32) -> String {
        let kinds = view.headers[Int(schema)].kinds
        var names = (0..<6).filter { kinds & (1 << UInt8($0)) != 0 }
            .compactMap { JSONKind(rawValue: UInt8($0))?.name }
        if kinds & SchemaHeader.integerBit != 0, kinds & SchemaHeader.numberBit == 0 { names.append("integer") }
        guard let last = names.popLast() else { return "nothing" }
        return names.isEmpty ? last : names.joined(separator: ", ") + " or " + last
    }

    private func bound(_ trace: Trace) -> String {
        let relation =
            switch trace.code.map({ view.code[$0].operation }) {
            case .minimum: "below the minimum"
            case .maximum: "above the maximum"
            case .exclusiveMinimum: "not above"
            default: "not below"
            }
        return "\(quote(trace.node)) is \(relation) \(said(trace, trace.keyword))"
    }

    private func count(_ trace: Trace, _ found: Int) -> String {
        let wanted = said(trace, trace.keyword)
        switch trace.keyword {
        case .minLength: return "has \(plural(found, "character")), fewer than \(wanted)"
        case .maxLength: return "has \(plural(found, "character")), more than \(wanted)"
        case .minItems: return "has \(plural(found, "element")), fewer than \(wanted)"
        case .maxItems: return "has \(plural(found, "element")), more than \(wanted)"
        case .minProperties: return "has \(plural(found, "member")), fewer than \(wanted)"
        case .maxProperties: return "has \(plural(found, "member")), more than \(wanted)"
        case .minContains: return "has \(plural(found, "element")) that fit contains, fewer than \(wanted)"
        case .maxContains: return "has \(plural(found, "element")) that fit contains, more than \(wanted)"
        default: return "no element fits contains"
        }
    }

    private func plural(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

    private func branches(_ trace: Trace, _ positions: [Int]) -> String {
        guard let code = trace.code else { return "fits no branch" }
        let instruction = view.code[code]
        let names = (0..<Int(instruction.b)).map { branchName(view.words[Int(instruction.a) + $0]) }
        let shown = { (list: [String]) -> String in
            list.prefix(8).joined(separator: ", ") + (list.count > 8 ? ", …" : "")
        }
        if positions.isEmpty { return "fits none of the \(names.count): \(shown(names))" }
        let fitting = positions.map { "\(names[$0]) (\($0))" }
        return "fits \(positions.count) of the \(names.count), and may fit only one: \(shown(fitting))"
    }

    /// What a branch is called: its title, the name it is defined under, its types, or its constant.
    private func branchName(_ schema: UInt32) -> String {
        if schema == SchemaCompiler.always { return "anything" }
        if schema == SchemaCompiler.never { return "nothing" }
        guard let value = evaluation.image.value(Int(schema)) else { return "?" }
        if let title = value["title"]?.string { return cut(title) }
        if let reference = value["$ref"]?.string {
            return cut(reference.split(separator: "/").last.map(String.init) ?? reference)
        }
        // Defined elsewhere, under a name.
        let way = JSONPointer(parsing: evaluation.image.place(Int(schema)).pointer)?.tokens ?? []
        if let name = way.last, way.count > 1, ["$defs", "definitions", "schemas"].contains(way[way.count - 2]) {
            return cut(name)
        }
        if let constant = value["const"] { return cut(String(decoding: constant.lexeme.prefix(200), as: UTF8.self)) }
        if view.headers[Int(schema)].kinds != SchemaHeader.everyKind { return types(schema) }
        if let listed = value["enum"] {
            return "one of " + cut(String(decoding: listed.lexeme.prefix(200), as: UTF8.self))
        }
        return "a schema"
    }
}
