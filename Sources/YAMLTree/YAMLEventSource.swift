import CYaml

// The events are libyaml's own, which the Yams package brings as its module CYaml. Yams composes nodes recursively and
// hashes mapping keys with their aliases followed, so that a few lines can keep it busy for years; events do neither.

/// One step of a YAML text.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case alias(name: [UInt8])
        case scalar(YAMLScalar)
        case sequenceStart
        case mappingStart
    }

    var kind: Kind
    /// The anchor that names the value for later aliases.
    var anchor: [UInt8]?
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int
}

/// libyaml's parser over bytes that outlive it. It checks UTF-8 and refuses more than 1,000 levels.
///
/// It takes linear time but for `%TAG` directives, each of which it compares with all before it: `YAMLDocument` counts
/// them first.
struct YAMLEventSource: ~Copyable {
    // libyaml keeps pointers into its own state, so that must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>

    /// Nil if there is no memory. `text` must stay valid as long as this lives.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next step; after `streamEnd` it must not be called again.
    func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        let line = Int(clamping: event.start_mark.line) + 1
        let column = Int(clamping: event.start_mark.column) + 1
        func step(_ kind: YAMLEvent.Kind, _ anchor: UnsafeMutablePointer<UInt8>? = nil) -> YAMLEvent {
            YAMLEvent(kind: kind, anchor: anchor.map(Self.bytes), line: line, column: column)
        }
        switch event.type {
        case YAML_STREAM_START_EVENT: return step(.streamStart)
        case YAML_STREAM_END_EVENT: return step(.streamEnd)
        case YAML_DOCUMENT_START_EVENT: return step(.documentStart)
        case YAML_DOCUMENT_END_EVENT: return step(.documentEnd)
        case YAML_SEQUENCE_END_EVENT: return step(.sequenceEnd)
        case YAML_MAPPING_END_EVENT: return step(.mappingEnd)
        case YAML_SEQUENCE_START_EVENT: return step(.sequenceStart, event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: return step(.mappingStart, event.data.mapping_start.anchor)
        case YAML_ALIAS_EVENT: return step(.alias(name: event.data.alias.anchor.map(Self.bytes) ?? []))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = YAMLScalar(
                text: Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length)),
                tag: scalar.tag.map(Self.bytes),
                isPlain: scalar.plain_implicit != 0 && scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            return step(.scalar(value), scalar.anchor)
        default: throw YAMLError(line: line, column: column, reason: "an unknown kind of YAML")
        }
    }

    private static func bytes(_ text: UnsafeMutablePointer<UInt8>) -> [UInt8] {
        var length = 0
        while text[length] != 0 { length += 1 }
        return Array(UnsafeBufferPointer(start: text, count: length))
    }

    /// libyaml's reasons are fixed phrases; none holds the text.
    private func problem() -> YAMLError {
        let state = parser.pointee
        var reason = state.problem.map { String(cString: $0) } ?? "the YAML could not be read"
        // libyaml's own words tell a programmer which function to call.
        if reason.hasPrefix("Maximum nesting level") { reason = "nested too deeply to be read" }
        if state.error == YAML_READER_ERROR {
            let before = text.prefix(Int(clamping: state.problem_offset))
            let line = before.count { $0 == 0x0A }
            let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            return YAMLError(line: line + 1, column: before.count - start + 1, reason: reason)
        }
        return YAMLError(
            line: Int(clamping: state.problem_mark.line) + 1,
            column: Int(clamping: state.problem_mark.column) + 1,
            reason: reason
        )
    }
}
