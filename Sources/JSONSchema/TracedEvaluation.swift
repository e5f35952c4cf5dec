import JSONTree
import TextPatterns

/// Judges an instance again, slowly, to say where and why it fails; and in three values, where something stands in for
/// a part of the instance or a part of the schema could not be compiled.
struct TracedEvaluation {
    let image: ProgramImage
    let view: ImageView
    let tape: TapeView
    let instance: JSONNode
    let lens: (any InstanceLens)?
    /// Failures kept at most, in all and of one branch.
    let limit: Int
    let stack: StackGuard
    let seed = ByteHash.seed
    var steps: Int

    var failures: [Trace] = []
    var unjudged: [Trace] = []
    var path: [Trace.Step] = []
    /// Where the present branch's failures begin.
    var branchStart = 0
    /// What has been evaluated: 2 surely, 1 perhaps, 0 not.
    var marks: [UInt8] = []
    var scope: [UInt32] = []
    /// Schemas being evaluated that may lead back to themselves.
    var active: [(schema: UInt32, node: Int)] = []

    static let formats = TextFormat.allCases
    static let unmarked = -1

    init(
        image: ProgramImage,
        view: ImageView,
        tape: TapeView,
        instance: JSONNode,
        lens: (any InstanceLens)?,
        limit: Int
    ) {
        self.image = image
        self.view = view
        self.tape = tape
        self.instance = instance
        self.lens = lens
        self.limit = max(1, limit)
        stack = StackGuard()
        steps = Machine.budget(schemas: view.headers.count, values: instance.endIndex - instance.index)
    }

    /// What is known of a value: its kind, and its shape where something stands in for it.
    struct Subject {
        let node: Int
        /// Nil where nothing is known.
        let kind: UInt32?
        let shape: InstanceShape?
        /// Whether the type is all that is known.
        var isHidden = false
        var isShown: Bool { kind != nil && shape == nil && !isHidden }
    }

    func subject(_ node: Int) -> Subject {
        let shown = Subject(node: node, kind: tape.entries[node].kindCode, shape: nil)
        guard let lens, let value = instance.sibling(at: node) else { return shown }
        switch lens.knowledge(of: value) {
        case .actual: return shown
        case .unknown: return Subject(node: node, kind: nil, shape: nil)
        case .kind(let kind): return Subject(node: node, kind: UInt32(kind.rawValue), shape: nil, isHidden: true)
        case .shape(let shape):
            // There is but one null.
            if shape.kind == .null, shown.kind == 0 { return shown }
            return Subject(node: node, kind: UInt32(shape.kind.rawValue), shape: shape)
        }
    }

    // MARK: Notes

    mutating func fail(
        _ schema: UInt32,
        _ code: Int?,
        _ keyword: Keyword,
        _ node: Int,
        _ detail: Trace.Detail = .none
    ) -> Trial {
        if failures.count - branchStart < limit {
            failures.append(
                Trace(schema: schema, code: code, keyword: keyword, node: node, path: path, detail: detail)
            )
        }
        return .invalid
    }

    mutating func leaveOpen(
        _ schema: UInt32,
        _ code: Int?,
        _ keyword: Keyword,
        _ node: Int,
        _ detail: Trace.Detail = .none
    ) -> Trial {
        if unjudged.count < limit {
            unjudged.append(
                Trace(schema: schema, code: code, keyword: keyword, node: node, path: path, detail: detail)
            )
        }
        return .unknown
    }

    // MARK: A schema

    mutating func evaluate(_ schema: UInt32, _ node: Int, _ marks: Int) -> Trial {
        if schema == SchemaCompiler.always { return .valid }
        steps -= 1
        guard steps > 0 else {
            return leaveOpen(schema, nil, .whole, node, .text("the evaluation takes too many steps"))
        }
        guard !stack.isNearEnd else {
            return leaveOpen(schema, nil, .whole, node, .text("schema and value are nested too deep"))
        }
        if schema == SchemaCompiler.never { return fail(schema, nil, .whole, node) }
        let header = view.headers[Int(schema)]
        let mayLoop = header.flags.contains(.mayLoop)
        if mayLoop {
            if active.contains(where: { $0.schema == schema && $0.node == node }) {
                let message = "the schema leads back to itself at the same value, so it never ends"
                return leaveOpen(schema, nil, .ref, node, .text(message))
            }
            active.append((schema, node))
        }
        defer { if mayLoop { active.removeLast() } }
        let enters = header.flags.contains(.resourceRoot)
        if enters { scope.append(header.resource) }
        defer { if enters { scope.removeLast() } }

        let subject = subject(node)
        if let kind = subject.kind {
            if kind == 0, header.flags.contains(.nullPasses) { return .valid }
            switch admits(header, subject, kind) {
            case .valid: break
            case .invalid: return fail(schema, nil, .type, node)
            case .unknown: _ = leaveOpen(schema, nil, .type, node, .replaced)
            }
        }
        guard header.flags.contains(.unevaluated), subject.isShown, let kind = subject.kind, kind >= 4 else {
            return run(schema, header, subject, marks)
        }
        let count = tape.entries[node].childCount
        let own = openMarks(count)
        let result = run(schema, header, subject, own)
        closeMarks(own, count, into: marks, as: result)
        return result
    }

    private func admits(_ header: SchemaHeader, _ subject: Subject, _ kind: UInt32) -> Trial {
        if header.kinds & (1 << UInt8(truncatingIfNeeded: kind)) != 0 { return .valid }
        guard kind == 2, header.kinds & SchemaHeader.integerBit != 0 else { return .invalid }
        guard subject.isShown else { return .unknown }
        return TapeValues.number(tape, subject.node).isInteger ? .valid : .invalid
    }

    private mutating func run(_ schema: UInt32, _ header: SchemaHeader, _ subject: Subject, _ marks: Int) -> Trial {
        var result = Trial.valid
        guard let kind = subject.kind else {
            // Nothing is known: whatever looks at one kind alone is open, and so is `type`.
            if header.kinds != SchemaHeader.everyKind {
                result = leaveOpen(schema, nil, .type, subject.node, .replaced)
            }
            for code in Int(header.numbers)..<Int(header.general) {
                result = result && leaveOpen(schema, code, view.code[code].keyword, subject.node, .replaced)
            }
            for code in Int(header.general)..<Int(header.end) {
                result = result && general(schema, code, subject, marks)
            }
            return result
        }
        if admits(header, subject, kind) == .unknown { result = .unknown }
        let (from, to) = header.own(kind)
        for code in from..<to {
            switch kind {
            case 2: result = result && number(schema, code, subject)
            case 3: result = result && string(schema, code, subject)
            case 4: result = result && array(schema, code, subject, marks)
            default: result = result && object(schema, code, subject, marks)
            }
        }
        for code in Int(header.general)..<Int(header.end) {
            let operation = view.code[code].operation
            if operation == .unevaluatedItems || operation == .unevaluatedProperties {
                // Where a part failed, what it would have evaluated can't be told; the verdict stands already.
                if result != .invalid { result = result && unevaluated(schema, code, subject, marks) }
            } else {
                result = result && general(schema, code, subject, marks)
            }
        }
        return result
    }

    /// A child judged by a schema; the schema `false` is the keyword's failure.
    mutating func child(
        _ target: UInt32,
        _ node: Int,
        _ step: Trace.Step,
        from schema: UInt32,
        _ code: Int,
        _ keyword: Keyword
    ) -> Trial {
        guard target != SchemaCompiler.always else { return .valid }
        path.append(step)
        defer { path.removeLast() }
        if target == SchemaCompiler.never { return fail(schema, code, keyword, node, .forbidden) }
        return evaluate(target, node, TracedEvaluation.unmarked)
    }

    /// The same value judged by another schema.
    mutating func same(
        _ target: UInt32,
        from schema: UInt32,
        _ code: Int,
        _ keyword: Keyword,
        _ node: Int,
        _ marks: Int
    )
        -> Trial
    {
        if target == SchemaCompiler.never { return fail(schema, code, keyword, node, .forbidden) }
        return evaluate(target, node, marks)
    }

    // MARK: Marks

    mutating func openMarks(_ count: Int) -> Int {
        let base = marks.count
        marks.append(contentsOf: repeatElement(0, count: count))
        return base
    }

    mutating func closeMarks(_ base: Int, _ count: Int, into target: Int, as result: Trial) {
        if target != TracedEvaluation.unmarked, result != .invalid {
            for place in 0..<count {
                let mark = result == .valid ? marks[base + place] : min(1, marks[base + place])
                marks[target + place] = max(marks[target + place], mark)
            }
        }
        marks.removeLast(count)
    }

    mutating func mark(_ base: Int, _ ordinal: Int) {
        if base != TracedEvaluation.unmarked { marks[base + ordinal] = 2 }
    }

    // MARK: Replaced values

    /// Whether something stands in for the value or a part of it.
    func hidesSomething(_ node: Int) -> Bool {
        guard let lens else { return false }
        for place in node..<Int(tape.entries[node].next) {
            guard let value = instance.sibling(at: place) else { return true }
            if lens.knowledge(of: value) != .actual { return true }
        }
        return false
    }
}
