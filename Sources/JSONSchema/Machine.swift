import JSONTree
import TextPatterns

/// Judges an instance by a program, saying only yes or no: no allocation, no reference counting on the way.
///
/// Where it meets what can't be evaluated, or a limit, it gives up: `isGivenUp`, and the answer means nothing.
struct Machine {
    let image: ImageView
    let tape: TapeView
    let seed: UInt64
    let stack: StackGuard
    let isDynamic: Bool
    var isGivenUp = false
    /// Schemas that may still be entered.
    private var steps: Int
    /// Which members or elements have been evaluated, one bit each, for those schemas that ask for it.
    private var marks: [UInt64] = []
    /// The resources entered, the outermost first (core §7.1); kept only where a `$dynamicRef` looks for it.
    private var scope: [UInt32] = []

    /// Where no marks are kept.
    static let unmarked = -1

    init(image: ImageView, tape: TapeView, values: Int, isDynamic: Bool) {
        self.image = image
        self.tape = tape
        self.isDynamic = isDynamic
        seed = ByteHash.seed
        stack = StackGuard()
        steps = Machine.budget(schemas: image.headers.count, values: values)
    }

    /// How many schemas may be entered: a program that looks at each value once a schema stays far below.
    static func budget(schemas: Int, values: Int) -> Int {
        1_000_000 + values * min(schemas, 1024)
    }

    @inline(never)
    private mutating func giveUp() -> Bool {
        isGivenUp = true
        return false
    }

    // MARK: A schema

    /// Whether the instance fits the schema.
    mutating func judge(_ schema: UInt32, _ node: Int) -> Bool {
        if isDynamic { scope.append(image.headers[Int(schema)].resource) }
        return check(schema, node, Machine.unmarked)
    }

    /// - Parameter marks: where the evaluated children are marked, or `unmarked`.
    mutating func check(_ schema: UInt32, _ node: Int, _ marks: Int) -> Bool {
        steps &-= 1
        let header = image.headers[Int(schema)]
        let kind = tape.entries[node].kindCode
        if header.kinds & (1 << UInt8(truncatingIfNeeded: kind)) == 0 {
            guard kind == 2, header.kinds & SchemaHeader.integerBit != 0, isInteger(node) else {
                return kind == 0 && header.flags.contains(.nullPasses)
            }
        }
        if header.flags.rawValue != 0 { return checkFramed(header, node, kind, marks) }
        return run(header, node, kind, marks)
    }

    @inline(__always)
    private mutating func run(_ header: SchemaHeader, _ node: Int, _ kind: UInt32, _ marks: Int) -> Bool {
        let (from, to) = header.own(kind)
        var place = from
        switch kind {
        case 2:
            while place < to {
                guard checkNumber(image.code[place], node) else { return false }
                place &+= 1
            }
        case 3:
            while place < to {
                guard checkString(image.code[place], node) else { return false }
                place &+= 1
            }
        case 4:
            while place < to {
                guard checkArray(image.code[place], node, marks) else { return false }
                place &+= 1
            }
        case 5:
            while place < to {
                guard checkObject(image.code[place], node, marks) else { return false }
                place &+= 1
            }
        default: break
        }
        place = Int(header.general)
        let end = Int(header.end)
        while place < end {
            guard checkGeneral(image.code[place], node, kind, marks) else { return false }
            place &+= 1
        }
        return true
    }

    /// A schema that enters the dynamic scope, asks what has been evaluated, or lets null pass.
    @inline(never)
    private mutating func checkFramed(_ header: SchemaHeader, _ node: Int, _ kind: UInt32, _ marks: Int) -> Bool {
        if kind == 0, header.flags.contains(.nullPasses) { return true }
        let enters = isDynamic && header.flags.contains(.resourceRoot)
        if enters { scope.append(header.resource) }
        defer { if enters { scope.removeLast() } }
        guard header.flags.contains(.unevaluated), kind >= 4 else { return run(header, node, kind, marks) }
        // Marks of its own: what cousins have evaluated is not seen here.
        let count = tape.entries[node].childCount
        let own = openMarks(count)
        let fits = run(header, node, kind, own)
        closeMarks(own, count, into: fits ? marks : Machine.unmarked)
        return fits
    }

    private func isInteger(_ node: Int) -> Bool {
        let entry = tape.entries[node]
        let text = tape.bytes + Int(entry.start)
        let count = Int(entry.end &- entry.start)
        return DecimalView.plainInteger(text, count) != nil || DecimalView(text, count).isInteger
    }

    // MARK: Numbers

    private mutating func checkNumber(_ instruction: Instruction, _ node: Int) -> Bool {
        guard instruction.operation != .notEvaluable else { return giveUp() }
        let number = image.numbers[Int(instruction.a)]
        let entry = tape.entries[node]
        let text = tape.bytes + Int(entry.start)
        let count = Int(entry.end &- entry.start)
        let order: Int
        if number.hasInteger, let value = DecimalView.plainInteger(text, count) {
            if instruction.operation == .multipleOf { return value % number.integer == 0 }
            order = value < number.integer ? -1 : value > number.integer ? 1 : 0
        } else {
            let value = DecimalView(text, count)
            let bound = image.decimal(number)
            if instruction.operation == .multipleOf { return value.isMultiple(of: bound) }
            order = DecimalView.compare(value, bound)
        }
        switch instruction.operation {
        case .minimum: return order >= 0
        case .maximum: return order <= 0
        case .exclusiveMinimum: return order > 0
        default: return order < 0
        }
    }

    // MARK: Strings

    private mutating func checkString(_ instruction: Instruction, _ node: Int) -> Bool {
        switch instruction.operation {
        case .length:
            let entry = tape.entries[node]
            let bytes = Int(entry.end &- entry.start) &- 2
            // Often the bytes alone decide: a code point has one to four, or up to six where it is escaped.
            if !entry.isEscapedText, bytes <= Int(instruction.b), (bytes &+ 3) >> 2 >= Int(instruction.a) {
                return true
            }
            let points = TapeValues.codePoints(tape, node)
            return points >= Int(instruction.a) && points <= Int(instruction.b)
        case .pattern:
            return TapeValues.withText(tape, node) { text, count in
                image.patterns[Int(instruction.a)].matches(UnsafeBufferPointer(start: text, count: count))
            }
        case .format:
            let format = TracedEvaluation.formats[Int(instruction.a)]
            return TapeValues.withText(tape, node) { text, count in
                format.accepts(UnsafeBufferPointer(start: text, count: count))
            }
        default: return giveUp()
        }
    }

    // MARK: Arrays

    private mutating func checkArray(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        let entry = tape.entries[node]
        switch instruction.operation {
        case .elementCount:
            return entry.childCount >= Int(instruction.a) && entry.childCount <= Int(instruction.b)
        case .elements:
            guard steps > 0, !stack.isNearEnd else { return giveUp() }
            var position = node &+ 1
            let end = Int(entry.next)
            var ordinal = 0
            while position < end {
                let schema: UInt32
                if ordinal < Int(instruction.b) {
                    schema = image.words[Int(instruction.a) &+ ordinal]
                } else {
                    schema = instruction.c
                    if schema == Instruction.none { break }
                }
                guard check(schema, position, Machine.unmarked) else { return false }
                position = Int(tape.entries[position].next)
                ordinal &+= 1
            }
            if marks != Machine.unmarked { for child in 0..<ordinal { mark(marks, child) } }
            return true
        case .contains: return checkContains(instruction, node, marks)
        case .uniqueItems:
            var values = TapeValues(seed: seed, stack: stack)
            let differ = values.allDiffer(tape, node)
            return values.isExhausted ? giveUp() : differ
        default: return giveUp()
        }
    }

    private mutating func checkContains(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        guard steps > 0, !stack.isNearEnd else { return giveUp() }
        var position = node + 1
        let end = Int(tape.entries[node].next)
        var ordinal = 0
        var found = 0
        while position < end {
            let fits = check(instruction.a, position, Machine.unmarked)
            if isGivenUp { return false }
            if fits {
                found += 1
                if marks != Machine.unmarked {
                    mark(marks, ordinal)
                } else if instruction.c == Instruction.none, found >= Int(instruction.b) {
                    return true
                }
            }
            position = Int(tape.entries[position].next)
            ordinal += 1
        }
        return found >= Int(instruction.b) && found <= Int(instruction.c)
    }

    // MARK: Objects

    private mutating func checkObject(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        let entry = tape.entries[node]
        switch instruction.operation {
        case .memberCount:
            return entry.childCount >= Int(instruction.a) && entry.childCount <= Int(instruction.b)
        case .members:
            guard steps > 0, !stack.isNearEnd else { return giveUp() }
            let table = image.objects[Int(instruction.a)]
            if table.brokenPattern != Instruction.none, entry.childCount > 0 { return giveUp() }
            return checkMembers(table, node, Int(entry.next), marks)
        case .dependentRequired:
            guard hasMember(instruction.a, node) else { return true }
            for place in 0..<instruction.b where !hasMember(instruction.c &+ place, node) { return false }
            return true
        case .dependentSchema:
            guard hasMember(instruction.a, node) else { return true }
            guard steps > 0, !stack.isNearEnd else { return giveUp() }
            return check(instruction.b, node, marks)
        default: return giveUp()
        }
    }

    private mutating func checkMembers(_ table: ObjectTable, _ node: Int, _ end: Int, _ marks: Int) -> Bool {
        var position = node &+ 1
        var ordinal = 0
        // Which required keys have been seen: in one word where they fit, else in the marks.
        let isLarge = table.requiredCount > 64
        let largeSeen = isLarge ? openMarks(Int(table.requiredCount)) : Machine.unmarked
        var seen: UInt64 = 0
        var expected = Int(table.keys.first)
        let lastKey = Int(table.keys.first &+ table.keys.count)
        var fits = true
        while position < end {
            let key = tape.entries[position]
            let value = position &+ 1
            var isCovered = false
            var found = -1
            if !key.isEscapedText {
                let text = tape.bytes + Int(key.start &+ 1)
                let count = Int(key.end &- key.start) &- 2
                // Members often come in the order in which the schema lists them.
                if expected < lastKey {
                    let entry = image.properties[expected]
                    if Int(entry.length) == count, ByteHash.equal(image.text(entry.offset), text, count) {
                        found = expected
                    }
                }
                if found < 0, table.keys.count > 0 { found = image.find(table.keys, text, count, seed) }
            } else if table.keys.count > 0 {
                found = findEscaped(table.keys, position)
            }
            if found >= 0 {
                expected = found &+ 1
                let entry = image.properties[found]
                if entry.required != Instruction.none {
                    if isLarge {
                        mark(largeSeen, Int(entry.required))
                    } else {
                        seen |= 1 << UInt64(entry.required)
                    }
                }
                if entry.schema != Instruction.none {
                    isCovered = true
                    if entry.schema != SchemaCompiler.always, !check(entry.schema, value, Machine.unmarked) {
                        fits = false
                        break
                    }
                }
            }
            if table.patternCount > 0, !checkPatterns(table, position, &isCovered) {
                fits = false
                break
            }
            if !isCovered, table.additional != Instruction.none {
                isCovered = true
                if table.additional != SchemaCompiler.always, !check(table.additional, value, Machine.unmarked) {
                    fits = false
                    break
                }
            }
            if table.names != Instruction.none, !check(table.names, position, Machine.unmarked) {
                fits = false
                break
            }
            if isCovered, marks != Machine.unmarked { mark(marks, ordinal) }
            ordinal &+= 1
            position = Int(tape.entries[value].next)
        }
        if isLarge {
            var counted = 0
            for place in 0..<Int(table.requiredCount) where isMarked(largeSeen, place) { counted += 1 }
            closeMarks(largeSeen, Int(table.requiredCount), into: Machine.unmarked)
            return fits && counted == Int(table.requiredCount)
        }
        return fits && seen.nonzeroBitCount == Int(table.requiredCount)
    }

    @inline(never)
    private func findEscaped(_ keys: KeyTable, _ position: Int) -> Int {
        TapeValues.withText(tape, position) { image.find(keys, $0, $1, seed) }
    }

    private mutating func checkPatterns(_ table: ObjectTable, _ key: Int, _ isCovered: inout Bool) -> Bool {
        for place in 0..<table.patternCount {
            let number = image.words[Int(table.patterns &+ 2 &* place)]
            let matches = TapeValues.withText(tape, key) { text, count in
                image.patterns[Int(number)].matches(UnsafeBufferPointer(start: text, count: count))
            }
            guard matches else { continue }
            isCovered = true
            let schema = image.words[Int(table.patterns &+ 2 &* place &+ 1)]
            guard check(schema, key &+ 1, Machine.unmarked) else { return false }
        }
        return true
    }

    /// Whether the object has the member that `properties` names there.
    private func hasMember(_ property: UInt32, _ node: Int) -> Bool {
        let wanted = image.properties[Int(property)]
        var position = node + 1
        let end = Int(tape.entries[node].next)
        while position < end {
            let isIt = TapeValues.withText(tape, position) { text, count in
                count == Int(wanted.length) && ByteHash.equal(image.text(wanted.offset), text, count)
            }
            if isIt { return true }
            position = Int(tape.entries[position + 1].next)
        }
        return false
    }

    // MARK: Every kind

    private mutating func checkGeneral(_ instruction: Instruction, _ node: Int, _ kind: UInt32, _ marks: Int) -> Bool {
        switch instruction.operation {
        case .enumeration: return isListed(image.enums[Int(instruction.a)], node, kind)
        case .constant:
            let constants = image.constantTape
            guard constants.entries[Int(instruction.a)].kindCode == kind else { return false }
            var values = TapeValues(seed: seed, stack: stack)
            let equal = values.equal(constants, Int(instruction.a), tape, node)
            return values.isExhausted ? giveUp() : equal
        case .notEvaluable:
            return instruction.extra & (1 << UInt16(truncatingIfNeeded: kind)) != 0 ? true : giveUp()
        default:
            guard steps > 0, !stack.isNearEnd else { return giveUp() }
            return checkCombined(instruction, node, kind, marks)
        }
    }

    private mutating func checkCombined(_ instruction: Instruction, _ node: Int, _ kind: UInt32, _ marks: Int) -> Bool {
        switch instruction.operation {
        case .reference:
            guard isDynamic, instruction.extra != 0 else { return check(instruction.a, node, marks) }
            return checkCrossing(instruction.a, node, marks)
        case .dynamicReference:
            return checkCrossing(dynamicTarget(instruction), node, marks)
        case .allOf:
            for place in 0..<Int(instruction.b) {
                guard check(image.words[Int(instruction.a) &+ place], node, marks) else { return false }
            }
            return true
        case .anyOf:
            guard marks == Machine.unmarked else { return checkAnyMarked(instruction, node, marks) }
            for place in 0..<Int(instruction.b) {
                if check(image.words[Int(instruction.a) &+ place], node, marks) { return true }
                if isGivenUp { return false }
            }
            return false
        case .oneOf: return checkOne(instruction, node, marks)
        case .not:
            let fits = check(instruction.a, node, Machine.unmarked)
            return !fits && !isGivenUp
        case .conditional: return checkConditional(instruction, node, marks)
        case .unevaluatedProperties, .unevaluatedItems: return checkUnevaluated(instruction, node, kind, marks)
        default: return giveUp()
        }
    }

    @inline(never)
    private mutating func checkCrossing(_ schema: UInt32, _ node: Int, _ marks: Int) -> Bool {
        scope.append(image.headers[Int(schema)].resource)
        defer { scope.removeLast() }
        return check(schema, node, marks)
    }

    /// The outermost resource in the dynamic scope that has the anchor decides (core §8.2.3.2).
    private func dynamicTarget(_ instruction: Instruction) -> UInt32 {
        for resource in scope {
            for place in 0..<Int(instruction.c) where image.words[Int(instruction.b) + 2 * place] == resource {
                return image.words[Int(instruction.b) + 2 * place + 1]
            }
        }
        return instruction.a
    }

    private mutating func checkMarked(_ schema: UInt32, _ node: Int, _ marks: Int) -> Bool {
        guard marks != Machine.unmarked else { return check(schema, node, marks) }
        let count = tape.entries[node].childCount
        let own = openMarks(count)
        let fits = check(schema, node, own)
        closeMarks(own, count, into: fits ? marks : Machine.unmarked)
        return fits
    }

    /// Every branch is looked at, since each that fits evaluates something.
    @inline(never)
    private mutating func checkAnyMarked(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        var fits = false
        for place in 0..<Int(instruction.b) {
            if checkMarked(image.words[Int(instruction.a) + place], node, marks) { fits = true }
            if isGivenUp { return false }
        }
        return fits
    }

    private mutating func checkOne(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        var found = 0
        for place in 0..<Int(instruction.b) {
            if checkMarked(image.words[Int(instruction.a) &+ place], node, marks) { found &+= 1 }
            if isGivenUp || found > 1 { return false }
        }
        return found == 1
    }

    private mutating func checkConditional(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
        let holds = checkMarked(instruction.a, node, marks)
        if isGivenUp { return false }
        let next = holds ? instruction.b : instruction.c
        return next == Instruction.none || check(next, node, marks)
    }

    @inline(never)
    private mutating func checkUnevaluated(_ instruction: Instruction, _ node: Int, _ kind: UInt32, _ marks: Int)
        -> Bool
    {
        let isObject = instruction.operation == .unevaluatedProperties
        guard kind == (isObject ? 5 : 4) else { return true }
        var position = node + 1
        let end = Int(tape.entries[node].next)
        var ordinal = 0
        while position < end {
            let value = isObject ? position + 1 : position
            if !isMarked(marks, ordinal) {
                guard check(instruction.a, value, Machine.unmarked) else { return false }
                mark(marks, ordinal)
            }
            position = Int(tape.entries[value].next)
            ordinal += 1
        }
        return true
    }

    private mutating func isListed(_ table: EnumTable, _ node: Int, _ kind: UInt32) -> Bool {
        var values = TapeValues(seed: seed, stack: stack)
        let isListed = image.lists(table, tape, node, kind, &values)
        return values.isExhausted ? giveUp() : isListed
    }

    // MARK: Marks

    private mutating func openMarks(_ count: Int) -> Int {
        let base = marks.count
        for _ in 0..<((count + 63) / 64) { marks.append(0) }
        return base
    }

    /// Gives the marks up, after adding them to others that lie before them.
    private mutating func closeMarks(_ base: Int, _ count: Int, into target: Int) {
        let words = (count + 63) / 64
        if target != Machine.unmarked { for word in 0..<words { marks[target + word] |= marks[base + word] } }
        marks.removeLast(words)
    }

    @inline(__always)
    private mutating func mark(_ base: Int, _ ordinal: Int) {
        marks[base + (ordinal >> 6)] |= 1 << UInt64(ordinal & 63)
    }

    private func isMarked(_ base: Int, _ ordinal: Int) -> Bool {
        marks[base + (ordinal >> 6)] & (1 << UInt64(ordinal & 63)) != 0
    }
}
