import JSONTree

/// Turns events into JSON text, and notes the line of every value and key in the order that JSON's tape has.
///
/// Without recursion; an alias is a copy of the text its anchor produced, counted against the limits before it is made.
struct YAMLReader {
    private(set) var output: [UInt8] = []
    private(set) var lines: [UInt32] = []

    private let limits: YAMLLimits
    private var open: [Holder] = []
    private var anchors: [[UInt8]: Anchored] = [:]
    private var aliasedNodes = 0
    private var aliasedBytes = 0

    /// A sequence or mapping that has not ended.
    private struct Holder {
        var isMapping: Bool
        var anchor: [UInt8]?
        var start: (output: Int, lines: Int)
        var keys: Set<[UInt8]> = []
        var isEmpty = true
        var hasKey = false
        /// Levels inside.
        var height = 0
    }

    /// What an anchor names.
    private struct Anchored {
        var output: Range<Int>
        var lines: Range<Int>
        var height: Int
        /// A scalar's text, for an alias that is a key.
        var key: [UInt8]?
    }

    init(limits: YAMLLimits) {
        self.limits = limits
    }

    /// Reads the stream to its end; nothing at all counts as null.
    mutating func read(_ source: borrowing YAMLEventSource) throws(YAMLError) {
        var documents = 0
        while true {
            let event = try source.next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd:
                if documents == 0 { append(Array("null".utf8), event) }
                return
            case .documentStart:
                documents += 1
                if documents > 1 { throw error("a second document; one is expected", event) }
            case .scalar(let scalar): try read(scalar, event)
            case .alias(let name): try expand(name, event)
            case .sequenceStart: try begin(isMapping: false, event)
            case .mappingStart: try begin(isMapping: true, event)
            case .sequenceEnd, .mappingEnd: end()
            }
        }
    }

    private mutating func read(_ scalar: YAMLScalar, _ event: YAMLEvent) throws(YAMLError) {
        if isKeyNext {
            if let anchor = event.anchor {
                let text = JSONText.quoted(scalar.text)
                let start = output.count + (open.last?.isEmpty == false ? 1 : 0)
                anchors[anchor] = Anchored(
                    output: start..<(start + text.count),
                    lines: lines.count..<(lines.count + 1),
                    height: 0,
                    key: scalar.text
                )
            }
            return try addKey(scalar.text, event)
        }
        guard let json = scalar.json() else {
            throw error("a value that JSON cannot write, or that is not what its tag says", event)
        }
        separate()
        let start = (output: output.count, lines: lines.count)
        append(json, event)
        if let anchor = event.anchor {
            anchors[anchor] = Anchored(
                output: start.output..<output.count,
                lines: start.lines..<lines.count,
                height: 0,
                key: scalar.text
            )
        }
    }

    private mutating func expand(_ name: [UInt8], _ event: YAMLEvent) throws(YAMLError) {
        guard let anchored = anchors[name] else {
            let isInside = open.contains { $0.anchor == name }
            throw error(
                isInside ? "an alias inside the value it names" : "an alias of an anchor that is not there",
                event
            )
        }
        if isKeyNext {
            guard let key = anchored.key else { throw error("a key that is a list or a mapping", event) }
            return try addKey(key, event)
        }
        aliasedNodes += anchored.lines.count
        aliasedBytes += anchored.output.count
        guard aliasedNodes <= limits.aliasedNodes, aliasedBytes <= limits.bytes else {
            throw error("aliases repeat more than \(limits.aliasedNodes) values or \(limits.bytes) bytes", event)
        }
        guard open.count + anchored.height <= limits.depth else { throw tooDeep(event) }
        separate()
        output += output[anchored.output]
        lines += lines[anchored.lines]
        if let last = open.indices.last { open[last].height = max(open[last].height, anchored.height) }
    }

    private mutating func begin(isMapping: Bool, _ event: YAMLEvent) throws(YAMLError) {
        if isKeyNext { throw error("a key that is a list or a mapping", event) }
        guard open.count < limits.depth else { throw tooDeep(event) }
        separate()
        if let anchor = event.anchor { anchors[anchor] = nil }
        open.append(Holder(isMapping: isMapping, anchor: event.anchor, start: (output.count, lines.count)))
        append([isMapping ? 0x7B : 0x5B], event)
    }

    private mutating func end() {
        guard let ended = open.popLast() else { return }
        output.append(ended.isMapping ? 0x7D : 0x5D)
        let height = ended.height + 1
        if let last = open.indices.last { open[last].height = max(open[last].height, height) }
        if let anchor = ended.anchor {
            anchors[anchor] = Anchored(
                output: ended.start.output..<output.count,
                lines: ended.start.lines..<lines.count,
                height: height,
                key: nil
            )
        }
    }

    /// Whether what comes next is a key.
    private var isKeyNext: Bool { open.last.map { $0.isMapping && !$0.hasKey } ?? false }

    private mutating func addKey(_ text: [UInt8], _ event: YAMLEvent) throws(YAMLError) {
        guard let last = open.indices.last else { return }
        guard open[last].keys.insert(text).inserted else {
            throw error("a key that this mapping already has", event)
        }
        if !open[last].isEmpty { output.append(0x2C) }
        append(JSONText.quoted(text), event)
        output.append(0x3A)
        open[last].isEmpty = false
        open[last].hasKey = true
    }

    /// Before a value: the comma of a sequence; a mapping's was written before the key.
    private mutating func separate() {
        guard let last = open.indices.last else { return }
        if open[last].isMapping {
            open[last].hasKey = false
        } else {
            if !open[last].isEmpty { output.append(0x2C) }
            open[last].isEmpty = false
        }
    }

    private mutating func append(_ json: [UInt8], _ event: YAMLEvent) {
        output += json
        lines.append(UInt32(clamping: event.line))
    }

    private func tooDeep(_ event: YAMLEvent) -> YAMLError {
        error("nested deeper than \(limits.depth) levels", event)
    }

    private func error(_ reason: String, _ event: YAMLEvent) -> YAMLError {
        YAMLError(line: event.line, column: event.column, reason: reason)
    }
}
