import JSONTree
import TextPatterns

// Keywords that look at a value alone: type, bounds, lengths, patterns, formats, enum, const.
extension SchemaCompiler {
    mutating func compileType(_ header: inout SchemaHeader) {
        let isNullable = has(.nullable)?.bool == true && (dialect.isOpenAPI30 || options.honoursNullable)
        if isNullable, options.honoursNullable { header.flags.insert(.nullPasses) }
        guard let value = has(.type) else { return }
        var kinds: UInt8 = 0
        var unknown: [String] = []
        let listed = value.kind == .array && !dialect.isOpenAPI30 ? Array(value.elements) : [value]
        for element in listed {
            guard let name = element.string else {
                general.append(defective(.type, "must name types in strings, and has \(element.kind.phrase)"))
                return
            }
            if let bits = SchemaCompiler.kinds(name), !(dialect.isOpenAPI30 && name == "null") {
                kinds |= bits
            } else {
                unknown.append(name)
            }
        }
        if listed.isEmpty {
            general.append(defective(.type, "names no type"))
            return
        }
        if isNullable { kinds |= SchemaHeader.nullBit }
        guard unknown.isEmpty else {
            let names = unknown.map { "\"\($0)\"" }.joined(separator: ", ")
            general.append(defective(.type, "names \(names), which is no type", kinds: kinds))
            return
        }
        header.kinds = kinds
    }

    private static func kinds(_ name: String) -> UInt8? {
        switch name {
        case "null": 1
        case "boolean": 2
        case "number": 4
        case "string": 8
        case "array": 16
        case "object": 32
        case "integer": SchemaHeader.integerBit
        default: nil
        }
    }

    // MARK: Numbers

    mutating func compileNumbers() {
        compileBound(.minimum, .minimum, exclusive: .exclusiveMinimum, .exclusiveMinimum)
        compileBound(.maximum, .maximum, exclusive: .exclusiveMaximum, .exclusiveMaximum)
        guard let value = has(.multipleOf) else { return }
        guard let number = numberConstant(value) else {
            numbers.append(defective(.multipleOf, "must be a number above 0, and is \(value.kind.phrase)"))
            return
        }
        let parsed = parts.numbers[Int(number)]
        guard parsed.length > 0, !parsed.isNegative else {
            numbers.append(defective(.multipleOf, "must be above 0"))
            return
        }
        guard parsed.length <= 80 else {
            numbers.append(defective(.multipleOf, "has more than 80 digits"))
            return
        }
        numbers.append(Instruction(.multipleOf, .multipleOf, a: number))
    }

    private mutating func compileBound(
        _ keyword: Keyword,
        _ operation: Instruction.Operation,
        exclusive: Keyword,
        _ exclusiveOperation: Instruction.Operation
    ) {
        // In OpenAPI 3.0 the exclusive keyword is a boolean beside the bound.
        let isExclusive = dialect.isOpenAPI30 && has(exclusive)?.bool == true
        if let value = has(keyword) {
            if let number = numberConstant(value) {
                numbers.append(
                    isExclusive
                        ? Instruction(exclusiveOperation, keyword, a: number)
                        : Instruction(operation, keyword, a: number)
                )
            } else {
                numbers.append(defective(keyword, "must be a number, and is \(value.kind.phrase)"))
            }
        }
        guard let value = has(exclusive) else { return }
        if dialect.isOpenAPI30 {
            if value.kind != .bool {
                numbers.append(defective(exclusive, "must be a boolean in OpenAPI 3.0, and is \(value.kind.phrase)"))
            }
        } else if let number = numberConstant(value) {
            numbers.append(Instruction(exclusiveOperation, exclusive, a: number))
        } else {
            numbers.append(defective(exclusive, "must be a number, and is \(value.kind.phrase)"))
        }
    }

    private mutating func numberConstant(_ value: JSONNode) -> UInt32? {
        guard value.kind == .number else { return nil }
        let constant: NumberConstant? = value.lexeme.withUnsafeBufferPointer { lexeme in
            guard let text = lexeme.baseAddress else { return nil }
            let decimal = DecimalView(text, lexeme.count)
            let integer = DecimalView.plainInteger(text, lexeme.count)
            let offset = UInt32(truncatingIfNeeded: parts.bytes.count)
            parts.bytes += UnsafeBufferPointer(start: decimal.digits, count: decimal.length)
            return NumberConstant(
                integer: integer ?? 0,
                hasInteger: integer != nil,
                isNegative: decimal.isNegative,
                offset: offset,
                length: UInt32(truncatingIfNeeded: decimal.length),
                magnitude: decimal.magnitude,
                lowestPower: decimal.lowestPower
            )
        }
        guard let constant else { return nil }
        parts.numbers.append(constant)
        return UInt32(truncatingIfNeeded: parts.numbers.count - 1)
    }

    /// A count: an integer of at least 0 (`2.0` is one), clamped to 32 bits, more than any text holds.
    mutating func count(_ keyword: Keyword) -> CountValue {
        guard let value = has(keyword) else { return .absent }
        guard value.kind == .number else {
            return .broken("must be an integer of at least 0, and is \(value.kind.phrase)")
        }
        let count: UInt32? = value.lexeme.withUnsafeBufferPointer { lexeme in
            guard let text = lexeme.baseAddress else { return nil }
            let decimal = DecimalView(text, lexeme.count)
            guard decimal.isInteger, !decimal.isNegative else { return nil }
            guard decimal.magnitude < 10 else { return Instruction.none - 1 }
            var result: UInt64 = 0
            for position in 0..<decimal.length where decimal.digits[position] != 0x2E {
                result = result &* 10 &+ UInt64(decimal.digits[position] &- 0x30)
            }
            for _ in 0..<decimal.lowestPower { result = result &* 10 }
            return UInt32(clamping: min(result, UInt64(Instruction.none - 1)))
        }
        return count.map { .number($0) } ?? .broken("must be an integer of at least 0")
    }

    enum CountValue {
        case absent
        case number(UInt32)
        case broken(String)
    }

    /// Two bounds of a count in one instruction.
    mutating func bounds(_ least: Keyword, _ most: Keyword, _ operation: Instruction.Operation) -> [Instruction] {
        var result: [Instruction] = []
        var low: UInt32 = 0
        var high = Instruction.none
        switch count(least) {
        case .absent: break
        case .number(let value): low = value
        case .broken(let message): result.append(defective(least, message))
        }
        switch count(most) {
        case .absent: break
        case .number(let value): high = value
        case .broken(let message): result.append(defective(most, message))
        }
        if low > 0 || high != Instruction.none { result.append(Instruction(operation, least, a: low, b: high)) }
        return result
    }

    // MARK: Strings

    mutating func compileStrings() {
        strings += bounds(.minLength, .maxLength, .length)
        if let value = has(.format), let name = value.string {
            let asserts = options.assertsFormat ?? dialect.vocabularies.contains(.formatAssertion)
            if asserts, let place = TextFormat.allCases.firstIndex(where: { $0.rawValue == name }) {
                strings.append(Instruction(.format, .format, a: UInt32(truncatingIfNeeded: place)))
            }
        }
        guard let value = has(.pattern) else { return }
        guard let source = value.string else {
            strings.append(defective(.pattern, "must be a string, and is \(value.kind.phrase)"))
            return
        }
        switch pattern(source) {
        case .success(let number): strings.append(Instruction(.pattern, .pattern, a: number))
        case .failure(let error): strings.append(defective(.pattern, SchemaCompiler.clause(source, error)))
        }
    }

    static func clause(_ source: String, _ error: PatternError) -> String { "\"\(source)\": \(error)" }

    /// The pattern's number; the same pattern is compiled once.
    mutating func pattern(_ source: String) -> Result<UInt32, PatternError> {
        if let known = patternNumbers[source] { return known }
        let result: Result<UInt32, PatternError>
        do {
            let pattern = try Pattern(source)
            parts.patterns.append(pattern)
            result = .success(UInt32(truncatingIfNeeded: parts.patterns.count - 1))
        } catch {
            result = .failure(error)
        }
        patternNumbers[source] = result
        return result
    }

    // MARK: enum and const

    mutating func compileEnumeration() {
        if let value = has(.const) {
            general.append(Instruction(.constant, .const, a: constant(value)))
        }
        guard let value = has(.enum) else { return }
        guard value.kind == .array else {
            general.append(defective(.enum, "must be an array, and is \(value.kind.phrase)"))
            return
        }
        var table = EnumTable()
        var strings: [JSONNode] = []
        var others: [UInt32] = []
        var all: [UInt32] = []
        for element in value.elements {
            table.kinds |= 1 << element.kind.rawValue
            let place = constant(element)
            all.append(place)
            if element.kind == .string { strings.append(element) } else { others.append(place) }
        }
        table.values = UInt32(truncatingIfNeeded: parts.words.count)
        table.count = UInt32(truncatingIfNeeded: all.count)
        parts.words += all
        table.strings = keyTable(strings.map { Key(bytes: $0.stringBytes ?? []) })
        if !others.isEmpty { (table.slots, table.mask) = valueSlots(others) }
        parts.enums.append(table)
        general.append(Instruction(.enumeration, .enum, a: UInt32(truncatingIfNeeded: parts.enums.count - 1)))
    }

    private mutating func valueSlots(_ places: [UInt32]) -> (slots: UInt32, mask: UInt32) {
        var size = 4
        while size < places.count * 2 { size *= 2 }
        var slots = [UInt32](repeating: 0, count: size)
        parts.constants.withUnsafeBufferPointer { entries in
            parts.bytes.withUnsafeBufferPointer { bytes in
                guard let first = entries.baseAddress, let byte = bytes.baseAddress else { return }
                let tape = TapeView(entries: first, bytes: byte, count: entries.count)
                var values = TapeValues(seed: ByteHash.seed, stack: StackGuard())
                for place in places {
                    var slot = Int(truncatingIfNeeded: values.hash(tape, Int(place))) & (size - 1)
                    while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
                    slots[slot] = place + 1
                }
            }
        }
        let first = UInt32(truncatingIfNeeded: parts.words.count)
        parts.words += slots
        return (first, UInt32(truncatingIfNeeded: size - 1))
    }

    /// Copies a value to the constants' tape, strings decoded.
    private mutating func constant(_ value: JSONNode) -> UInt32 {
        let base = parts.constants.count
        for place in value.index..<value.endIndex {
            guard let node = value.sibling(at: place) else { break }
            let start = UInt32(truncatingIfNeeded: parts.bytes.count)
            switch node.kind {
            case .string:
                parts.bytes.append(0x22)
                parts.bytes += node.stringBytes ?? []
                parts.bytes.append(0x22)
            case .number: parts.bytes += node.lexeme
            default: break
            }
            var meta = UInt32(node.kind.rawValue) | UInt32(truncatingIfNeeded: node.count) << 5
            if node.bool == true { meta |= 16 }
            parts.constants.append(
                TapeView.Entry(
                    start: start,
                    end: UInt32(truncatingIfNeeded: parts.bytes.count),
                    next: UInt32(truncatingIfNeeded: node.endIndex - value.index + base),
                    meta: meta
                )
            )
        }
        return UInt32(truncatingIfNeeded: base)
    }

    // MARK: Tables of keys

    struct Key {
        var bytes: [UInt8]
        var schema = Instruction.none
        var required = Instruction.none
    }

    /// A table of the keys, which are all different.
    mutating func keyTable(_ keys: [Key]) -> KeyTable {
        guard !keys.isEmpty else { return KeyTable() }
        var size = 4
        while size < keys.count * 2 { size *= 2 }
        var slots = [UInt32](repeating: 0, count: size)
        let first = parts.properties.count
        for key in keys {
            let hash = (key.bytes + [0]).withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { UInt32(truncatingIfNeeded: ByteHash.hash($0, key.bytes.count, ByteHash.seed)) }
            }
            let offset = UInt32(truncatingIfNeeded: parts.bytes.count)
            parts.bytes += key.bytes
            parts.properties.append(
                PropertyEntry(
                    offset: offset,
                    length: UInt32(truncatingIfNeeded: key.bytes.count),
                    hash: hash ?? 0,
                    schema: key.schema,
                    required: key.required
                )
            )
            var slot = Int(hash ?? 0) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: parts.properties.count - first)
        }
        let table = KeyTable(
            slots: UInt32(truncatingIfNeeded: parts.words.count),
            mask: UInt32(truncatingIfNeeded: size - 1),
            first: UInt32(truncatingIfNeeded: first),
            count: UInt32(truncatingIfNeeded: keys.count)
        )
        parts.words += slots
        return table
    }
}
