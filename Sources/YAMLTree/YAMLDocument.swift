package import JSONTree

/// A YAML text as the tape of its JSON form, with the line that each value came from.
///
/// One document of the YAML 1.2 core schema: `yes`, `no`, `on`, `off` and dates are strings, numbers keep their lexeme
/// where JSON can write it, keys are always strings. `<<` is a key like others.
package struct YAMLDocument: Sendable {
    /// The JSON form; its byte ranges are those of that form, not of the YAML text.
    package let json: JSONDocument
    /// By the place of a value among all.
    private let lines: [UInt32]

    /// Parses YAML, or JSON.
    ///
    /// Takes linear time. A key that stands twice in a mapping is an error, as are several documents, and aliases that
    /// repeat more than the limits allow.
    package static func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLDocument {
        guard bytes.count <= limits.bytes else {
            throw YAMLError(line: 1, column: 1, reason: "the text is longer than \(limits.bytes) bytes")
        }
        if let document = try json(bytes, limits) { return document }
        if let line = lineOfExcess(bytes, limits) {
            throw YAMLError(line: line, column: 1, reason: "more than \(limits.tagDirectives) %TAG directives")
        }
        var reader = YAMLReader(limits: limits)
        // libyaml asserts that there is text.
        try (bytes.isEmpty ? [0x0A] : bytes).withUnsafeBufferPointer { text throws(YAMLError) in
            guard let source = YAMLEventSource(text) else {
                throw YAMLError(line: 1, column: 1, reason: "there is not enough memory to read the YAML")
            }
            try reader.read(source)
        }
        var jsonLimits = JSONLimits()
        jsonLimits.depth = limits.depth
        do {
            let json = try JSONDocument.parse(reader.output, limits: jsonLimits)
            return YAMLDocument(json: json, lines: reader.lines)
        } catch {
            // Too long in its JSON form; every other limit has been held already.
            throw YAMLError(line: 1, column: 1, reason: error.reason)
        }
    }

    /// The line that the value or key was read from, from 1; what an alias repeats has the lines of its anchor.
    package func line(of node: JSONNode) -> Int? {
        lines.indices.contains(node.index) ? Int(lines[node.index]) : nil
    }

    /// The line of the first `%TAG` directive beyond the limit.
    ///
    /// Directives begin a line; lines end with LF, CR, or U+0085, U+2028 and U+2029 by their last bytes.
    private static func lineOfExcess(_ bytes: [UInt8], _ limits: YAMLLimits) -> Int? {
        var found = 0
        var rest = bytes[...]
        while let percent = rest.firstIndex(of: 0x25) {
            rest = rest[(percent + 1)...]
            guard rest.starts(with: "TAG".utf8), percent == 0 || endsLine(bytes[percent - 1]) else { continue }
            found += 1
            if found > limits.tagDirectives { return 1 + bytes[..<percent].count { $0 == 0x0A } }
        }
        return nil
    }

    private static func endsLine(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x0D, 0x85, 0xA8, 0xA9: true
        default: false
        }
    }

    /// The document if the text is JSON: libyaml knows no surrogate pairs, and takes longer. Nil if it is not.
    private static func json(_ bytes: [UInt8], _ limits: YAMLLimits) throws(YAMLError) -> YAMLDocument? {
        let first = bytes.first { $0 > 0x20 }
        guard first == 0x7B || first == 0x5B else { return nil }
        var jsonLimits = JSONLimits()
        jsonLimits.depth = limits.depth
        guard let json = try? JSONDocument.parse(bytes, limits: jsonLimits) else { return nil }
        var lines: [UInt32] = []
        var line: UInt32 = 1
        var position = 0
        for index in 0..<json.valueCount {
            guard let value = json.value(at: index) else { continue }
            while position < value.range.lowerBound {
                if bytes[position] == 0x0A { line += 1 }
                position += 1
            }
            lines.append(line)
        }
        for index in 0..<json.valueCount {
            guard let value = json.value(at: index), value.kind == .object else { continue }
            var keys: Set<[UInt8]> = []
            for (key, _) in value.members where !keys.insert(key.stringBytes ?? []).inserted {
                let line = lines.indices.contains(key.index) ? Int(lines[key.index]) : 1
                let start = bytes[..<key.range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                throw YAMLError(
                    line: line,
                    column: key.range.lowerBound - start + 1,
                    reason: "a key that this mapping already has"
                )
            }
        }
        return YAMLDocument(json: json, lines: lines)
    }
}
