import ExchangeModel
package import JSONTree

/// Runs as JSON, for the store: the run without its attempts, and each attempt by itself, so that a run under way is
/// kept attempt by attempt.
///
/// Nothing is lost but what lies below a microsecond. Members that are not known are passed over; bytes that are no
/// run, or one of a newer version, give nil.
package enum RunRecordCoding {
    /// Of both kinds; a reader refuses greater ones.
    static let version = 1

    /// The run without its attempts.
    package static func head(_ record: RunRecord) -> [UInt8] {
        var members: [(String, JSONValue)] = [
            ("version", .int(version)), ("id", .string(record.id)), ("startedAt", moment(record.startedAt)),
            ("title", .string(record.title)), ("selection", .array(record.selection.map { .string($0) })),
            ("operation", .string(record.operation)),
            (
                "options",
                .object(
                    record.options.sorted { $0.key < $1.key }
                        .map { ($0.key, .array($0.value.map { .string($0) })) }
                )
            ),
        ]
        members.add("endedAt", record.endedAt.map(moment))
        members.add("about", record.about.map { .int($0) })
        members.add("planned", record.planned.map { .int($0) })
        members.add("stoppedBecause", record.stoppedBecause.map { .string($0) })
        members.add("quota", record.quota.map(quota))
        members.add("digest", record.digest.map(digest))
        if !record.leftBehind.isEmpty { members.add("leftBehind", .array(record.leftBehind.map { .string($0) })) }
        return JSONValue.object(members).serialized()
    }

    /// The run that `head(_:)` wrote, without attempts.
    package static func record(head: [UInt8]) -> RunRecord? {
        guard let root = root(head), let id = root["id"]?.string, let startedAt = moment(root["startedAt"]),
            let title = root["title"]?.string, let selection = strings(root["selection"]),
            let operation = root["operation"]?.string, let options = root["options"], options.kind == .object
        else { return nil }
        var record = RunRecord(
            id: id,
            startedAt: startedAt,
            title: title,
            selection: selection,
            about: root["about"]?.int,
            operation: operation,
            planned: root["planned"]?.int
        )
        for (key, value) in options.members {
            guard let name = key.string, let values = strings(value) else { return nil }
            record.options[name] = values
        }
        if let node = root["digest"] {
            // Taking one that is not understood for none would let another flow pass for this one.
            guard let digest = digest(node) else { return nil }
            record.digest = digest
        }
        record.endedAt = moment(root["endedAt"])
        record.stoppedBecause = root["stoppedBecause"]?.string
        record.leftBehind = root["leftBehind"].flatMap { strings($0) } ?? []
        record.quota = root["quota"].map {
            QuotaState(
                limit: $0["limit"]?.int,
                remaining: $0["remaining"]?.int,
                resetSeconds: $0["resetSeconds"]?.int.map(Int64.init)
            )
        }
        return record
    }

    /// The run with those of the attempts that can be read, in the order of their indices.
    ///
    /// - Returns: nil where the head can't be read; otherwise also how many attempts could not.
    package static func record(head: [UInt8], attempts: [[UInt8]]) -> (record: RunRecord, damaged: Int)? {
        guard var record = record(head: head) else { return nil }
        record.attempts = attempts.compactMap { attempt($0) }.sorted { $0.index < $1.index }
        return (record, attempts.count - record.attempts.count)
    }

    private static func quota(_ state: QuotaState) -> JSONValue {
        var members: [(String, JSONValue)] = []
        members.add("limit", state.limit.map { .int($0) })
        members.add("remaining", state.remaining.map { .int($0) })
        members.add("resetSeconds", state.resetSeconds.map { .int(Int($0)) })
        return .object(members)
    }

    private static func digest(_ digest: FlowDigest) -> JSONValue {
        .object([("flow", .string(digest.flow)), ("call", .string(digest.call))])
    }

    private static func digest(_ node: JSONNode) -> FlowDigest? {
        guard let flow = node["flow"]?.string, let call = node["call"]?.string else { return nil }
        return FlowDigest(flow: flow, call: call)
    }

    // MARK: Values

    /// Nil for what is no JSON object of a version that is understood here.
    static func root(_ bytes: [UInt8]) -> JSONNode? {
        guard let root = (try? JSONDocument.parse(bytes))?.root, let found = root["version"]?.int,
            (1...version).contains(found)
        else { return nil }
        return root
    }

    /// Microseconds since 1970.
    static func moment(_ moment: Timestamp) -> JSONValue { .int(Int(moment.microseconds)) }

    static func moment(_ node: JSONNode?) -> Timestamp? {
        (node?.int).map { Timestamp(microseconds: Int64($0)) }
    }

    /// Microseconds.
    static func duration(_ duration: Duration) -> JSONValue { .int(Int(duration.microseconds)) }

    static func duration(_ node: JSONNode?) -> Duration? { (node?.int).map { .microseconds(Int64($0)) } }

    private static func strings(_ node: JSONNode?) -> [String]? {
        guard let node, node.kind == .array else { return nil }
        let values = node.elements.compactMap(\.string)
        return values.count == node.count ? values : nil
    }
}

extension [(String, JSONValue)] {
    /// What is nil is left out.
    mutating func add(_ name: String, _ value: JSONValue?) {
        if let value { append((name, value)) }
    }
}
