internal import JSONTree
internal import TextPatterns

// Filters (RFC 9535 §2.3.5).
extension JSONPathParser {
    mutating func disjunction() throws(JSONPathError) -> JSONPath.Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONPathParser.deepest else {
            throw error("filters nest more than \(JSONPathParser.deepest) deep")
        }
        var parts = [try conjunction()]
        while takeTwo(0x7C, 0x7C) { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    mutating func conjunction() throws(JSONPathError) -> JSONPath.Expression {
        var parts = [try basic()]
        while takeTwo(0x26, 0x26) { parts.append(try basic()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    mutating func basic() throws(JSONPathError) -> JSONPath.Expression {
        skipBlanks()
        let isNegated = peek == 0x21 && take(0x21)
        skipBlanks()
        let inner: JSONPath.Expression
        if take(0x28) {
            inner = try disjunction()
            skipBlanks()
            guard take(0x29) else { throw error("`)` is expected") }
        } else {
            inner = try test(isNegated: isNegated)
        }
        return isNegated ? .not(inner) : inner
    }

    mutating func test(isNegated: Bool) throws(JSONPathError) -> JSONPath.Expression {
        if let name = functionName(), name == "match" || name == "search" { return try pattern(name) }
        let left = try operand()
        skipBlanks()
        if let comparison = comparison() {
            if isNegated { throw error("a comparison is negated with `!(…)`") }
            skipBlanks()
            return .compare(try comparable(left), comparison, try comparable(try operand()))
        }
        guard case .query(let query) = left else { throw error("a comparison is expected") }
        return .exists(query)
    }

    func comparable(_ operand: JSONPath.Operand) throws(JSONPathError) -> JSONPath.Operand {
        if case .query(let query) = operand, !query.isSingular {
            throw error("only a query for a single value can be compared")
        }
        return operand
    }

    mutating func comparison() -> JSONPath.Comparison? {
        if takeTwo(0x3D, 0x3D) { return .equal }
        if takeTwo(0x21, 0x3D) { return .unequal }
        if takeTwo(0x3C, 0x3D) { return .lessOrEqual }
        if takeTwo(0x3E, 0x3D) { return .greaterOrEqual }
        if take(0x3C) { return .less }
        return take(0x3E) ? .greater : nil
    }

    mutating func operand() throws(JSONPathError) -> JSONPath.Operand {
        switch peek {
        case 0x40, 0x24: return .query(try filterQuery())
        case 0x27, 0x22: return .literal(JSONText.quoted(try quoted()))
        default: break
        }
        if let name = functionName() {
            position += name.utf8.count + 1
            skipBlanks()
            let query = try filterQuery()
            skipBlanks()
            guard take(0x29) else { throw error("`)` is expected") }
            switch name {
            case "length" where query.isSingular: return .length(query)
            case "count": return .count(query)
            case "value": return .value(query)
            default: throw error("the function `\(name)` is not understood here")
            }
        }
        let start = position
        while let byte = peek, isNameByte(byte) || byte == 0x2D || byte == 0x2B || byte == 0x2E { position += 1 }
        let text = Array(bytes[start..<position])
        guard let literal = try? JSONDocument.parse(text), literal.root.count == 0 else {
            position = start
            throw error("a query, a literal or a function is expected")
        }
        return .literal(text)
    }

    mutating func filterQuery() throws(JSONPathError) -> JSONPath.Query {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONPathParser.deepest else {
            throw error("filters nest more than \(JSONPathParser.deepest) deep")
        }
        let isRelative = take(0x40)
        guard isRelative || take(0x24) else { throw error("a query is expected") }
        return JSONPath.Query(isRelative: isRelative, segments: try segments())
    }

    /// The name before a `(`, if one stands here.
    func functionName() -> String? {
        let name = bytes[position...].prefix { (0x61...0x7A).contains($0) || $0 == 0x5F || $0 &- 0x30 < 10 }
        guard !name.isEmpty, name.endIndex < bytes.count, bytes[name.endIndex] == 0x28 else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    mutating func pattern(_ name: String) throws(JSONPathError) -> JSONPath.Expression {
        position += name.utf8.count + 1
        skipBlanks()
        let subject = try comparable(try operand())
        skipBlanks()
        guard take(0x2C) else { throw error("`,` is expected") }
        skipBlanks()
        guard peek == 0x27 || peek == 0x22 else { throw error("the pattern must be written out") }
        let text = String(decoding: try quoted(), as: UTF8.self)
        skipBlanks()
        guard take(0x29) else { throw error("`)` is expected") }
        do {
            return .matches(subject, try Pattern(name == "match" ? "^(?:\(text))$" : text))
        } catch {
            throw self.error("\(error)")
        }
    }
}
