internal import JSONTree

extension ValueTree {
    private enum Step {
        case value(ID)
        case key([UInt8], ID)
        case text([UInt8])
    }

    /// The tree as JSON text, and the line of each value and key in the order of its tape.
    func written() -> (bytes: [UInt8], lines: [UInt32]) {
        var bytes: [UInt8] = []
        var lines: [UInt32] = []
        var steps: [Step] = [.value(root)]
        while let step = steps.popLast() {
            switch step {
            case .text(let text):
                bytes += text
            case .key(let key, let value):
                bytes += JSONText.quoted(key) + [0x3A]
                lines.append(self[value].keyLine)
            case .value(let id):
                lines.append(self[id].line)
                write(id, into: &bytes, &steps)
            }
        }
        return (bytes, lines)
    }

    private func write(_ id: ID, into bytes: inout [UInt8], _ steps: inout [Step]) {
        switch self[id].content {
        case .scalar(let text):
            bytes += text
        case .array(let elements):
            bytes.append(0x5B)
            steps.append(.text([0x5D]))
            for (index, element) in elements.enumerated().reversed() {
                steps.append(.value(element))
                if index > 0 { steps.append(.text([0x2C])) }
            }
        case .object(let members):
            bytes.append(0x7B)
            steps.append(.text([0x7D]))
            for (index, member) in members.enumerated().reversed() {
                steps.append(.value(member.value))
                steps.append(.key(member.key, member.value))
                if index > 0 { steps.append(.text([0x2C])) }
            }
        }
    }

    /// Whether two values are the same: objects whatever the order of their members, numbers by value as doubles.
    func isEqual(_ a: ID, _ b: ID) -> Bool {
        var pending = [(a, b)]
        while let (a, b) = pending.popLast() {
            switch (self[a].content, self[b].content) {
            case (.scalar(let x), .scalar(let y)):
                guard ValueTree.isEqual(x, y) else { return false }
            case (.array(let x), .array(let y)):
                guard x.count == y.count else { return false }
                pending += zip(x, y).map { ($0, $1) }
            case (.object(let x), .object(let y)):
                guard x.count == y.count else { return false }
                var others: [[UInt8]: ID] = [:]
                for member in y { others[member.key] = member.value }
                for member in x {
                    guard let other = others[member.key] else { return false }
                    pending.append((member.value, other))
                }
            default: return false
            }
        }
        return true
    }

    static func isEqual(_ x: [UInt8], _ y: [UInt8]) -> Bool {
        if x == y { return true }
        if let a = string(x), let b = string(y) { return a == b }
        if let a = number(x), let b = number(y) { return a == b }
        return false
    }

    /// The decoded text of a JSON string.
    static func string(_ lexeme: [UInt8]) -> [UInt8]? {
        guard lexeme.first == 0x22 else { return nil }
        return (try? JSONDocument.parse(lexeme))?.root.stringBytes
    }

    /// The value of a JSON number.
    static func number(_ lexeme: [UInt8]) -> Double? {
        guard let first = lexeme.first, first == 0x2D || first &- 0x30 < 10 else { return nil }
        return Double(String(decoding: lexeme, as: UTF8.self))
    }
}
