import JSONTree
import TextPatterns

// Keywords of objects, and what nothing else has evaluated.
extension TracedEvaluation {
    mutating func object(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        guard instruction.operation != .notEvaluable else { return broken(schema, code, subject) }
        guard subject.isShown else { return leaveOpen(schema, code, instruction.keyword, node, .replaced) }
        switch instruction.operation {
        case .memberCount:
            let count = tape.entries[node].childCount
            if count < Int(instruction.a) { return fail(schema, code, .minProperties, node, .count(count)) }
            if count > Int(instruction.b) { return fail(schema, code, .maxProperties, node, .count(count)) }
            return .valid
        case .members: return members(schema, code, node, marks)
        case .dependentRequired:
            guard hasMember(instruction.a, node) else { return .valid }
            var result = Trial.valid
            for place in 0..<instruction.b where !hasMember(instruction.c + place, node) {
                result = fail(schema, code, instruction.keyword, node, .missing(Int(instruction.c + place)))
            }
            return result
        default:
            guard hasMember(instruction.a, node) else { return .valid }
            return same(instruction.b, from: schema, code, instruction.keyword, node, marks)
        }
    }

    private mutating func members(_ schema: UInt32, _ code: Int, _ node: Int, _ marks: Int) -> Trial {
        let table = view.objects[Int(view.code[code].a)]
        var result = Trial.valid
        var seen = [Bool](repeating: false, count: Int(table.requiredCount))
        var position = node + 1
        var ordinal = 0
        let end = Int(tape.entries[node].next)
        if table.brokenPattern != Instruction.none, position < end {
            let message = image.defects[Int(table.brokenPattern)].message
            result = leaveOpen(schema, code, .patternProperties, node, .text(message))
        }
        while position < end {
            let value = position + 1
            let step = Trace.Step.member(position)
            var isCovered = false
            if table.keys.count > 0 {
                let found = TapeValues.withText(tape, position) { view.find(table.keys, $0, $1, seed) }
                if found >= 0 {
                    let entry = view.properties[found]
                    if entry.required != Instruction.none { seen[Int(entry.required)] = true }
                    if entry.schema != Instruction.none {
                        isCovered = true
                        result = result && child(entry.schema, value, step, from: schema, code, .properties)
                    }
                }
            }
            for place in 0..<table.patternCount {
                let number = view.words[Int(table.patterns + 2 * place)]
                let matches = TapeValues.withText(tape, position) { text, count in
                    view.patterns[Int(number)].matches(UnsafeBufferPointer(start: text, count: count))
                }
                guard matches else { continue }
                isCovered = true
                let target = view.words[Int(table.patterns + 2 * place + 1)]
                result = result && child(target, value, step, from: schema, code, .patternProperties)
            }
            if !isCovered, table.additional != Instruction.none {
                isCovered = true
                if table.brokenPattern == Instruction.none {
                    result = result && child(table.additional, value, step, from: schema, code, .additionalProperties)
                }
            } else if !isCovered, table.brokenPattern != Instruction.none, marks != TracedEvaluation.unmarked {
                // Perhaps the broken pattern names it.
                self.marks[marks + ordinal] = max(1, self.marks[marks + ordinal])
            }
            if table.names != Instruction.none {
                result = result && name(table.names, position, from: schema, code)
            }
            if isCovered { mark(marks, ordinal) }
            ordinal += 1
            position = Int(tape.entries[value].next)
        }
        guard table.requiredCount > 0 else { return result }
        for place in 0..<table.keys.count {
            let property = Int(table.keys.first + place)
            let required = view.properties[property].required
            if required != Instruction.none, !seen[Int(required)] {
                result = result && fail(schema, code, .required, node, .missing(property))
            }
        }
        return result
    }

    private mutating func name(_ target: UInt32, _ key: Int, from schema: UInt32, _ code: Int) -> Trial {
        guard target != SchemaCompiler.always else { return .valid }
        path.append(.member(key))
        defer { path.removeLast() }
        if target == SchemaCompiler.never { return fail(schema, code, .propertyNames, key, .forbidden) }
        return evaluate(target, key, TracedEvaluation.unmarked)
    }

    private func hasMember(_ property: UInt32, _ node: Int) -> Bool {
        let wanted = view.properties[Int(property)]
        var position = node + 1
        while position < Int(tape.entries[node].next) {
            let isIt = TapeValues.withText(tape, position) { text, count in
                count == Int(wanted.length) && ByteHash.equal(view.text(wanted.offset), text, count)
            }
            if isIt { return true }
            position = Int(tape.entries[position + 1].next)
        }
        return false
    }

    mutating func unevaluated(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let isObject = instruction.operation == .unevaluatedProperties
        let node = subject.node
        guard let kind = subject.kind else { return leaveOpen(schema, code, instruction.keyword, node, .replaced) }
        guard kind == (isObject ? 5 : 4) else { return .valid }
        guard subject.isShown, marks != TracedEvaluation.unmarked else {
            return leaveOpen(schema, code, instruction.keyword, node, .replaced)
        }
        var result = Trial.valid
        var position = node + 1
        var ordinal = 0
        while position < Int(tape.entries[node].next) {
            let value = isObject ? position + 1 : position
            let step = isObject ? Trace.Step.member(position) : .element(ordinal)
            let known = self.marks[marks + ordinal]
            if known == 1 {
                let target = instruction.a
                let fits = aside { $0.child(target, value, step, from: schema, code, instruction.keyword) }
                if fits == .invalid {
                    let message = "whether another keyword has evaluated it can't be told"
                    result = result && leaveOpen(schema, code, instruction.keyword, value, .text(message))
                } else {
                    result = result && fits
                }
            } else if known == 0 {
                result = result && child(instruction.a, value, step, from: schema, code, instruction.keyword)
            }
            self.marks[marks + ordinal] = 2
            position = Int(tape.entries[value].next)
            ordinal += 1
        }
        return result
    }
}
