import JSONTree

// Keywords that combine schemas, and which branch came nearest.
extension TracedEvaluation {
    mutating func general(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        switch instruction.operation {
        case .enumeration, .constant: return enumeration(schema, code, subject)
        case .notEvaluable: return broken(schema, code, subject)
        case .reference: return follow(instruction.a, schema, code, node, marks)
        case .dynamicReference: return follow(dynamicTarget(instruction), schema, code, node, marks)
        case .allOf:
            var result = Trial.valid
            for place in 0..<Int(instruction.b) {
                let target = view.words[Int(instruction.a) + place]
                result = result && same(target, from: schema, code, .allOf, node, marks)
            }
            return result
        case .anyOf, .oneOf: return branches(schema, code, subject, marks)
        case .not:
            switch aside({ $0.evaluate(instruction.a, node, TracedEvaluation.unmarked) }) {
            case .valid: return fail(schema, code, .not, node)
            case .invalid: return .valid
            case .unknown: return .unknown
            }
        case .conditional: return conditional(schema, code, subject, marks)
        default: return unevaluated(schema, code, subject, marks)
        }
    }

    private mutating func follow(_ target: UInt32, _ schema: UInt32, _ code: Int, _ node: Int, _ marks: Int) -> Trial {
        scope.append(view.headers[Int(target)].resource)
        defer { scope.removeLast() }
        return same(target, from: schema, code, view.code[code].keyword, node, marks)
    }

    private func dynamicTarget(_ instruction: Instruction) -> UInt32 {
        for resource in scope {
            for place in 0..<Int(instruction.c) where view.words[Int(instruction.b) + 2 * place] == resource {
                return view.words[Int(instruction.b) + 2 * place + 1]
            }
        }
        return instruction.a
    }

    /// Evaluates with marks of its own, which count only as far as the result does.
    private mutating func marked(_ marks: Int, _ node: Int, _ body: (inout TracedEvaluation, Int) -> Trial) -> Trial {
        guard marks != TracedEvaluation.unmarked else { return body(&self, marks) }
        let count = tape.entries[node].childCount
        let own = openMarks(count)
        let result = body(&self, own)
        closeMarks(own, count, into: marks, as: result)
        return result
    }

    private mutating func conditional(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        let openStart = unjudged.count
        let condition = aside { evaluation in
            evaluation.marked(marks, node) { $0.evaluate(instruction.a, node, $1) }
        }
        func next(_ target: UInt32, _ keyword: Keyword, _ marks: Int, _ evaluation: inout TracedEvaluation) -> Trial {
            guard target != Instruction.none else { return .valid }
            return evaluation.same(target, from: schema, code, keyword, node, marks)
        }
        switch condition {
        case .valid: return next(instruction.b, .then, marks, &self)
        case .invalid: return next(instruction.c, .else, marks, &self)
        case .unknown:
            // Only if both ways agree is the answer known.
            let conditionOpen = Array(unjudged[openStart...])
            let failureStart = failures.count
            // What either way evaluates is evaluated perhaps.
            func perhaps(_ target: UInt32, _ keyword: Keyword) -> Trial {
                var result = Trial.valid
                _ = marked(marks, node) { evaluation, own in
                    result = next(target, keyword, own, &evaluation)
                    return result == .invalid ? .invalid : .unknown
                }
                return result
            }
            let then = perhaps(instruction.b, .then)
            let thenFailures = failures.count
            let otherwise = perhaps(instruction.c, .else)
            if then == .invalid && otherwise == .invalid {
                failures.removeLast(failures.count - max(failureStart, thenFailures))
                return .invalid
            }
            failures.removeLast(failures.count - failureStart)
            unjudged.removeLast(unjudged.count - openStart)
            if then == .valid && otherwise == .valid { return .valid }
            unjudged += conditionOpen
            return .unknown
        }
    }

    /// What became of one branch.
    private struct Branch {
        let position: Int
        let target: UInt32
        let result: Trial
        let failures: [Trace]
        let unjudged: [Trace]
    }

    private mutating func branches(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        let isExclusive = instruction.operation == .oneOf
        var tried: [Branch] = []
        var fitting: [Int] = []
        for position in 0..<Int(instruction.b) {
            let target = view.words[Int(instruction.a) + position]
            let (start, failureStart, openStart) = (branchStart, failures.count, unjudged.count)
            branchStart = failureStart
            let result = marked(marks, node) { evaluation, own in
                evaluation.same(target, from: schema, code, instruction.keyword, node, own)
            }
            branchStart = start
            let branch = Branch(
                position: position,
                target: target,
                result: result,
                failures: Array(failures[failureStart...]),
                unjudged: Array(unjudged[openStart...])
            )
            failures.removeLast(failures.count - failureStart)
            unjudged.removeLast(unjudged.count - openStart)
            if result == .valid { fitting.append(position) }
            tried.append(branch)
            // The first that fits is enough, unless what the others evaluate is asked for.
            if result == .valid, !isExclusive, marks == TracedEvaluation.unmarked { return .valid }
        }
        let open = tried.filter { $0.result == .unknown }
        if isExclusive, fitting.count > 1 {
            return fail(schema, code, .oneOf, node, .branches(fitting))
        }
        if !fitting.isEmpty && (!isExclusive || open.isEmpty) { return .valid }
        if !open.isEmpty {
            unjudged += open.flatMap { $0.unjudged }.prefix(max(0, limit - unjudged.count))
            return .unknown
        }
        guard let nearest = nearest(tried, node) else {
            return fail(schema, code, instruction.keyword, node, .branches([]))
        }
        failures += nearest.failures.prefix(max(0, limit - (failures.count - branchStart)))
        return .invalid
    }

    /// The branch that came nearest: past its own type, const and enum, with the right discriminators, with the fewest
    /// failures, with the deepest ones. Nil if none got past its type.
    private func nearest(_ tried: [Branch], _ node: Int) -> Branch? {
        let depth = path.count
        func isGate(_ trace: Trace) -> Bool {
            switch trace.keyword {
            case .type, .const, .enum, .anyOf, .oneOf, .not, .whole: trace.node == node
            default: if case .forbidden = trace.detail { trace.node == node } else { false }
            }
        }
        func rank(_ branch: Branch) -> (Int, Int, Int, Int) {
            let discriminators = branch.failures.count { trace in
                trace.path.count == depth + 1 && (trace.keyword == .const || trace.keyword == .enum)
            }
            let deepest = branch.failures.map { $0.path.count }.max() ?? 0
            return (discriminators, branch.failures.count, -deepest, branch.position)
        }
        return tried.filter { !$0.failures.isEmpty && !$0.failures.contains(where: isGate) }
            .min { rank($0) < rank($1) }
    }
}
