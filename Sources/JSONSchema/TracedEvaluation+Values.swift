import JSONTree
import TextPatterns

// Keywords of numbers, strings and arrays, and enum and const.
extension TracedEvaluation {
    mutating func number(_ schema: UInt32, _ code: Int, _ subject: Subject) -> Trial {
        let instruction = view.code[code]
        guard instruction.operation != .notEvaluable else { return broken(schema, code, subject) }
        guard subject.isShown else { return leaveOpen(schema, code, instruction.keyword, subject.node, .replaced) }
        let value = TapeValues.number(tape, subject.node)
        let bound = view.decimal(view.numbers[Int(instruction.a)])
        let fits =
            switch instruction.operation {
            case .multipleOf: value.isMultiple(of: bound)
            case .minimum: DecimalView.compare(value, bound) >= 0
            case .maximum: DecimalView.compare(value, bound) <= 0
            case .exclusiveMinimum: DecimalView.compare(value, bound) > 0
            default: DecimalView.compare(value, bound) < 0
            }
        return fits ? .valid : fail(schema, code, instruction.keyword, subject.node)
    }

    mutating func string(_ schema: UInt32, _ code: Int, _ subject: Subject) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        switch instruction.operation {
        case .length:
            guard !subject.isHidden else { return leaveOpen(schema, code, .maxLength, node, .replaced) }
            let points = subject.shape?.codePoints ?? TapeValues.codePoints(tape, node)
            if points < Int(instruction.a) { return fail(schema, code, .minLength, node, .count(points)) }
            if points > Int(instruction.b) { return fail(schema, code, .maxLength, node, .count(points)) }
            return .valid
        case .pattern:
            guard subject.isShown else { return leaveOpen(schema, code, .pattern, node, .replaced) }
            let matches = TapeValues.withText(tape, node) { text, count in
                view.patterns[Int(instruction.a)].matches(UnsafeBufferPointer(start: text, count: count))
            }
            return matches ? .valid : fail(schema, code, .pattern, node)
        case .format:
            guard !subject.isHidden else { return leaveOpen(schema, code, .format, node, .replaced) }
            let format = TracedEvaluation.formats[Int(instruction.a)]
            let accepts: Bool
            if let shape = subject.shape {
                accepts = shape.formats.contains(format.rawValue)
            } else {
                accepts = TapeValues.withText(tape, node) { text, count in
                    format.accepts(UnsafeBufferPointer(start: text, count: count))
                }
            }
            return accepts ? .valid : fail(schema, code, .format, node, subject.isShown ? .none : .replaced)
        default: return broken(schema, code, subject)
        }
    }

    mutating func array(_ schema: UInt32, _ code: Int, _ subject: Subject, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        guard instruction.operation != .notEvaluable else { return broken(schema, code, subject) }
        guard subject.isShown else { return leaveOpen(schema, code, instruction.keyword, node, .replaced) }
        let entry = tape.entries[node]
        switch instruction.operation {
        case .elementCount:
            let count = entry.childCount
            if count < Int(instruction.a) { return fail(schema, code, .minItems, node, .count(count)) }
            if count > Int(instruction.b) { return fail(schema, code, .maxItems, node, .count(count)) }
            return .valid
        case .elements: return elements(schema, code, node, marks)
        case .contains: return contains(schema, code, node, marks)
        default: return unique(schema, code, node)
        }
    }

    private mutating func elements(_ schema: UInt32, _ code: Int, _ node: Int, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        var result = Trial.valid
        var position = node + 1
        var ordinal = 0
        while position < Int(tape.entries[node].next) {
            let isPrefix = ordinal < Int(instruction.b)
            let target = isPrefix ? view.words[Int(instruction.a) + ordinal] : instruction.c
            if target == Instruction.none { break }
            let keyword = isPrefix ? Keyword.prefixItems : .items
            result = result && child(target, position, .element(ordinal), from: schema, code, keyword)
            mark(marks, ordinal)
            position = Int(tape.entries[position].next)
            ordinal += 1
        }
        return result
    }

    private mutating func contains(_ schema: UInt32, _ code: Int, _ node: Int, _ marks: Int) -> Trial {
        let instruction = view.code[code]
        var (sure, open) = (0, 0)
        let openStart = unjudged.count
        var position = node + 1
        var ordinal = 0
        while position < Int(tape.entries[node].next) {
            let target = instruction.a
            let result = aside { evaluation in
                evaluation.path.append(.element(ordinal))
                defer { evaluation.path.removeLast() }
                return evaluation.evaluate(target, position, TracedEvaluation.unmarked)
            }
            switch result {
            case .valid:
                sure += 1
                mark(marks, ordinal)
            case .unknown:
                open += 1
                if marks != TracedEvaluation.unmarked {
                    self.marks[marks + ordinal] = max(1, self.marks[marks + ordinal])
                }
            case .invalid: break
            }
            position = Int(tape.entries[position].next)
            ordinal += 1
        }
        let (low, high) = (Int(instruction.b), Int(instruction.c))
        if sure > high || sure + open < low {
            unjudged.removeLast(unjudged.count - openStart)
            let keyword: Keyword = sure > high ? .maxContains : low > 1 ? .minContains : .contains
            return fail(schema, code, keyword, node, .count(sure))
        }
        if sure >= low && sure + open <= high {
            unjudged.removeLast(unjudged.count - openStart)
            return .valid
        }
        return .unknown
    }

    private mutating func unique(_ schema: UInt32, _ code: Int, _ node: Int) -> Trial {
        var values = TapeValues(seed: seed, stack: stack)
        let repetition = values.firstRepetition(tape, node)
        if values.isExhausted {
            return leaveOpen(schema, code, .uniqueItems, node, .text("the elements are nested too deep"))
        }
        if hidesSomething(node) {
            // Two equal stand-ins prove nothing here, and two different ones neither.
            return leaveOpen(schema, code, .uniqueItems, node, .replaced)
        }
        guard let (first, second) = repetition else { return .valid }
        return fail(schema, code, .uniqueItems, node, .pair(first, second))
    }

    mutating func enumeration(_ schema: UInt32, _ code: Int, _ subject: Subject) -> Trial {
        let instruction = view.code[code]
        let node = subject.node
        guard let kind = subject.kind else { return leaveOpen(schema, code, instruction.keyword, node, .replaced) }
        let constants = view.constantTape
        let table = instruction.operation == .constant ? nil : view.enums[Int(instruction.a)]
        let kinds = table?.kinds ?? 1 << UInt8(truncatingIfNeeded: constants.entries[Int(instruction.a)].kindCode)
        // The type alone decides, whatever stands in for the value.
        guard kinds & (1 << UInt8(truncatingIfNeeded: kind)) != 0 else {
            return fail(schema, code, instruction.keyword, node)
        }
        if !subject.isShown || kind >= 4 && hidesSomething(node) {
            return leaveOpen(schema, code, instruction.keyword, node, .replaced)
        }
        var values = TapeValues(seed: seed, stack: stack)
        let isListed =
            table.map { view.lists($0, tape, node, kind, &values) }
            ?? values.equal(constants, Int(instruction.a), tape, node)
        if values.isExhausted {
            return leaveOpen(schema, code, instruction.keyword, node, .text("the value is nested too deep"))
        }
        return isListed ? .valid : fail(schema, code, instruction.keyword, node)
    }

    /// What could not be compiled is reached.
    mutating func broken(_ schema: UInt32, _ code: Int, _ subject: Subject) -> Trial {
        let instruction = view.code[code]
        if let kind = subject.kind, instruction.extra & (1 << UInt16(truncatingIfNeeded: kind)) != 0 { return .valid }
        // A number that is an integer, where `type` names integers and something unknown.
        if subject.kind == 2, subject.isShown, instruction.extra & UInt16(SchemaHeader.integerBit) != 0,
            TapeValues.number(tape, subject.node).isInteger
        {
            return .valid
        }
        let message = image.defects[Int(instruction.a)].message
        return leaveOpen(schema, code, instruction.keyword, subject.node, .text(message))
    }

    /// Evaluates something whose failures are nobody's; what stays open is kept only where the answer is.
    mutating func aside(_ body: (inout TracedEvaluation) -> Trial) -> Trial {
        let (start, openStart, failureStart) = (branchStart, unjudged.count, failures.count)
        branchStart = failureStart
        let result = body(&self)
        branchStart = start
        failures.removeLast(failures.count - failureStart)
        if result != .unknown { unjudged.removeLast(unjudged.count - openStart) }
        return result
    }
}
