import ExchangeModel
import Redaction

/// One factor's value in each row.
struct ConditionColumn {
    enum Values {
        /// Rows without a value are among the others of each value; those in `unknown` say nothing.
        case names([[UInt8]?], unknown: Set<Int> = [])
        /// Like `names`, but a row without a value says nothing.
        case flags([[UInt8]?])
        /// Rows without a value say nothing. Whole numbers are told by the greatest or least one meant, others by a
        /// round number between the two nearest.
        case numbers([Double?], isWhole: Bool)
        /// Attempts by their numbers' remainders.
        case periods([Int])
    }

    let factor: ConditionFactor
    let values: Values

    /// Of columns with names only those with so many different ones: what is new in each answer separates nothing.
    static let mostNames = 8
    private static let mostFields = 64
    private static let longestValue = 80

    /// Everything that is known of the rows, the likeliest to explain something first.
    static func columns(of rows: [ConditionRow], operation: ((String, [UInt8]) -> String)?) -> [ConditionColumn] {
        let conditions = rows.map { $0.call?.conditions }
        func flags(_ kind: ConditionFactor.Kind, _ value: (CallConditions) -> [UInt8]?) -> ConditionColumn {
            ConditionColumn(factor: .init(kind), values: .flags(conditions.map { $0.flatMap(value) }))
        }
        func numbers(
            _ kind: ConditionFactor.Kind,
            isWhole: Bool,
            _ value: (CallConditions) -> Double?
        ) -> ConditionColumn {
            let values = conditions.map { $0.flatMap(value) }
            return ConditionColumn(factor: .init(kind), values: .numbers(values, isWhole: isWhole))
        }
        func seconds(_ duration: Duration) -> Double { duration.milliseconds / 1_000 }
        return headers(rows)
            + [flags(.serverAddress) { $0.serverAddress.map { Array($0.utf8) } }]
            + queryFields(rows) + pathSegments(rows, operation)
            + [
                flags(.connection) { $0.isReused.map { Array(($0 ? "reused" : "new").utf8) } },
                numbers(.tokenAge, isWhole: false) { $0.tokenAge.map(seconds) },
                numbers(.concurrency, isWhole: true) { Double($0.concurrency) },
                flags(.route) { $0.isDirect.map { Array(($0 ? "sent directly" : "through the proxy").utf8) } },
                ConditionColumn(factor: .init(.period), values: .periods(rows.map(\.attempt))),
                numbers(.spacing, isWhole: false) { $0.spacing.map(seconds) },
                numbers(.quotaLeft, isWhole: true) { $0.quotaLeft.map { Double($0) } },
                ConditionColumn(
                    factor: .init(.position),
                    values: .numbers(rows.map { Double($0.attempt) }, isWhole: true)
                ),
                numbers(.elapsed, isWhole: false) { seconds($0.elapsed) },
            ]
    }

    /// Response headers that the failure itself changes, or that are different in each answer.
    private static let consequences: Set<String> = [
        "accept-ranges", "age", "allow", "alt-svc", "cache-control", "connection", "content-disposition",
        "content-encoding", "content-language", "content-length", "content-location", "content-range",
        "content-security-policy", "content-type", "date", "etag", "expires", "keep-alive", "last-modified", "link",
        "location", "pragma", "retry-after", "server-timing", "set-cookie", "strict-transport-security", "trailer",
        "transfer-encoding", "vary", "www-authenticate", "x-ratelimit-limit", "x-ratelimit-remaining",
        "x-ratelimit-retry-after", "x-request-id", "x-runtime", "x-wx-trace",
    ]

    private static func headers(_ rows: [ConditionRow]) -> [ConditionColumn] {
        var spelled: [String: String] = [:]
        let fields = rows.map { row in
            var fields: [String: [UInt8]] = [:]
            // Of several fields with one name the first.
            for field in row.call?.headers.fields ?? [] {
                let text = field.nameText
                let name = text.lowercased()
                if fields[name] == nil { fields[name] = field.value }
                if spelled[name] == nil { spelled[name] = text }
            }
            return fields
        }
        // Where nothing came, no field is another than elsewhere: each that all answers have would seem to be the cause.
        let unanswered = Set(rows.indices.filter { rows[$0].call?.status == nil })
        return spelled.filter { !consequences.contains($0.key) }.sorted { $0.key < $1.key }.compactMap { name, text in
            named(.init(.header, cut(text)), fields.map { $0[name] }, unknown: unanswered)
        }
    }

    /// Names compared as text, of repeated ones the first; at most 64 of them.
    private static func queryFields(_ rows: [ConditionRow]) -> [ConditionColumn] {
        let fields = rows.map { row in
            var fields: [String: [UInt8]] = [:]
            let query = row.call.flatMap { URLParts($0.url)?.query } ?? []
            for field in query.split(separator: 0x26) {
                let parts = field.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(decoding: parts[0], as: UTF8.self)
                if fields[name] == nil { fields[name] = Array(parts.dropFirst().first ?? []) }
            }
            return fields
        }
        return Set(fields.flatMap(\.keys)).sorted().prefix(mostFields).flatMap { name in
            withNumbers(.init(.query, cut(name)), fields.map { $0[name] })
        }
    }

    /// The parts of paths that have as many; named as in the operation's template, where that has as many too.
    private static func pathSegments(
        _ rows: [ConditionRow],
        _ operation: ((String, [UInt8]) -> String)?
    ) -> [ConditionColumn] {
        let paths = rows.map { row in
            row.call.flatMap { URLParts($0.url)?.path }.map { $0.split(separator: 0x2F).map { Array($0) } } ?? []
        }
        guard let first = paths.first, paths.allSatisfy({ $0.count == first.count }) else { return [] }
        var names = first.indices.map { "path segment \($0 + 1)" }
        if let operation, let call = rows.first?.call {
            let template = operation(call.method, call.url).drop { $0 != "/" }.split(separator: "/")
            if template.count == names.count {
                for (place, part) in template.enumerated() where part.hasPrefix("{") && part.hasSuffix("}") {
                    names[place] = cut(String(part.dropFirst().dropLast())) + " in the path"
                }
            }
        }
        return names.prefix(mostFields).enumerated().flatMap { place, name in
            withNumbers(.init(.path, name), paths.map { $0[place] })
        }
    }

    /// A column of numbers, where all are, and one of names.
    private static func withNumbers(_ factor: ConditionFactor, _ values: [[UInt8]?]) -> [ConditionColumn] {
        let numbers = values.map { $0.flatMap { decimal($0) } }
        let areNumbers = zip(values, numbers).allSatisfy { ($0 == nil) == ($1 == nil) }
        let isWhole = numbers.allSatisfy { $0.map { $0 == $0.rounded() } ?? true }
        return (areNumbers ? [ConditionColumn(factor: factor, values: .numbers(numbers, isWhole: isWhole))] : [])
            + (named(factor, values).map { [$0] } ?? [])
    }

    /// Nil with too many names, and where stand-ins are among them.
    private static func named(
        _ factor: ConditionFactor,
        _ values: [[UInt8]?],
        unknown: Set<Int> = []
    ) -> ConditionColumn? {
        var names: Set<[UInt8]> = []
        for case let value? in values {
            names.insert(value)
            if names.count > mostNames { return nil }
        }
        guard !names.contains(where: { StandIn.occurs(in: $0) }) else { return nil }
        return ConditionColumn(factor: factor, values: .names(values, unknown: unknown))
    }

    /// Up to 15 digits with a sign and a point.
    private static func decimal(_ bytes: [UInt8]) -> Double? {
        let digits = bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
        guard digits.count <= 15, digits.first.map({ $0 &- 0x30 < 10 }) == true,
            digits.last.map({ $0 &- 0x30 < 10 }) == true,
            digits.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E })
        else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    /// As much of a hostile text as a line has room for.
    static func cut(_ text: String) -> String {
        text.count <= longestValue ? text : text.prefix(longestValue - 1) + "…"
    }
}
