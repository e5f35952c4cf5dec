internal import JSONTree

/// Parses JSONPath (RFC 9535 §2).
struct JSONPathParser {
    static let deepest = 32

    let bytes: [UInt8]
    var position = 0
    var depth = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(JSONPathError) -> JSONPath.Query {
        guard take(0x24) else { throw error("it does not begin with `$`") }
        let segments = try segments()
        guard position == bytes.count else { throw error("something follows the query that does not belong to it") }
        return JSONPath.Query(isRelative: false, segments: segments)
    }

    // MARK: Segments

    mutating func segments() throws(JSONPathError) -> [JSONPath.Segment] {
        var segments: [JSONPath.Segment] = []
        while true {
            let start = position
            skipBlanks()
            if take(0x2E) {
                let isDescendant = take(0x2E)
                if isDescendant, peek == 0x5B {
                    segments.append(JSONPath.Segment(isDescendant: true, selectors: try bracketed()))
                } else if take(0x2A) {
                    segments.append(JSONPath.Segment(isDescendant: isDescendant, selectors: [.wildcard]))
                } else {
                    let name = try shorthand()
                    segments.append(JSONPath.Segment(isDescendant: isDescendant, selectors: [.name(name)]))
                }
            } else if peek == 0x5B {
                segments.append(JSONPath.Segment(isDescendant: false, selectors: try bracketed()))
            } else {
                position = start
                return segments
            }
        }
    }

    mutating func shorthand() throws(JSONPathError) -> [UInt8] {
        let start = position
        while let byte = peek, isNameByte(byte), position > start || !(0x30...0x39).contains(byte) { position += 1 }
        guard position > start else {
            throw error("a name is expected; one with other characters than letters is written ['like this']")
        }
        return Array(bytes[start..<position])
    }

    func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }

    mutating func bracketed() throws(JSONPathError) -> [JSONPath.Selector] {
        position += 1
        var selectors: [JSONPath.Selector] = []
        while true {
            skipBlanks()
            selectors.append(try selector())
            skipBlanks()
            if take(0x5D) { return selectors }
            guard take(0x2C) else { throw error("`,` or `]` is expected") }
        }
    }

    mutating func selector() throws(JSONPathError) -> JSONPath.Selector {
        switch peek {
        case 0x27, 0x22: return .name(try quoted())
        case 0x2A:
            position += 1
            return .wildcard
        case 0x3F:
            position += 1
            skipBlanks()
            return .filter(try disjunction())
        default: return try indexOrSlice()
        }
    }

    mutating func indexOrSlice() throws(JSONPathError) -> JSONPath.Selector {
        let start = try integer()
        skipBlanks()
        guard take(0x3A) else {
            guard let start else { throw error("a name, an index, a slice, `*` or a filter is expected") }
            return .index(start)
        }
        skipBlanks()
        let end = try integer()
        skipBlanks()
        var step: Int?
        if take(0x3A) {
            skipBlanks()
            step = try integer()
        }
        return .slice(start: start, end: end, step: step ?? 1)
    }

    mutating func integer() throws(JSONPathError) -> Int? {
        let start = position
        let isNegative = take(0x2D)
        let first = position
        while let byte = peek, byte &- 0x30 < 10 { position += 1 }
        if position == first {
            if isNegative { throw error("a number is expected") }
            return nil
        }
        let digits = bytes[first..<position]
        // Within I-JSON's range (§2.1), and written in one way only.
        guard digits.count <= 15, digits.count == 1 && !isNegative || digits.first != 0x30,
            let value = Int(String(decoding: bytes[start..<position], as: UTF8.self))
        else { throw error("not a number that can be an index") }
        return value
    }

    mutating func quoted() throws(JSONPathError) -> [UInt8] {
        let quote = bytes[position]
        position += 1
        var inner: [UInt8] = []
        while let byte = peek, byte != quote {
            guard byte >= 0x20 else { throw error("a control character must be escaped") }
            position += 1
            if byte == 0x5C {
                guard let next = peek else { break }
                position += 1
                inner += next == quote && quote == 0x27 ? [0x27] : [0x5C, next]
            } else {
                // Inside single quotes a double one needs no escape, in JSON it does.
                inner += byte == 0x22 ? [0x5C, 0x22] : [byte]
            }
        }
        guard take(quote) else { throw error("the name does not end") }
        guard let text = (try? JSONDocument.parse([0x22] + inner + [0x22]))?.root.stringBytes else {
            throw error("an escape that is none")
        }
        return text
    }

    // MARK: Bytes

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    mutating func takeTwo(_ first: UInt8, _ second: UInt8) -> Bool {
        let start = position
        skipBlanks()
        guard take(first), take(second) else {
            position = start
            return false
        }
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    func error(_ reason: String) -> JSONPathError { JSONPathError(offset: position, reason: reason) }
}
