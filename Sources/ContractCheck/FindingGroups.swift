internal import APIDocument
internal import ExchangeModel
internal import Redaction

/// Groups observations that are the same but for the item and the exchange.
struct FindingGroups {
    private static let maximumSamples = 3

    private struct Group {
        let fingerprint: Fingerprint
        let observation: Observation
        let operation: String
        let status: Int?
        let dataPointer: String
        var severity: Severity
        var count = 0
        var samples: [FindingSample] = []
    }

    private var groups: [Fingerprint: Group] = [:]

    /// - Parameters:
    ///   - unknownOperation: names the operation where the contract has none.
    ///   - fragment: cuts out the piece at a place; asked for samples only.
    mutating func add(
        _ observation: Observation,
        from subject: ObservationContext,
        unknownOperation: String = "",
        fragment: (String) -> String? = { _ in nil }
    ) {
        let operation = subject.operation ?? unknownOperation
        let place = FindingGroups.generalized(observation.dataPointer)
        var parts = [operation, subject.status.map(String.init) ?? "", observation.rule, observation.keyword, place]
        // An assertion that was broken here and could not be judged there is two findings: one must not hide the other.
        if observation.isNotEvaluable { parts.append("not-evaluable") }
        // So are what the API broke and what only the document complains of.
        if observation.blame == .document, subject.number != nil { parts.append("document") }
        let fingerprint = Fingerprint(hashing: parts)
        var group =
            groups[fingerprint]
            ?? Group(
                fingerprint: fingerprint,
                observation: observation,
                operation: operation,
                status: subject.status,
                dataPointer: place,
                severity: observation.severity
            )
        group.severity = max(group.severity, observation.severity)
        group.count += max(1, observation.count)
        for (index, pointer) in ([observation.dataPointer] + observation.furtherPointers).enumerated()
        where group.samples.count < FindingGroups.maximumSamples {
            let piece = index == 0 ? observation.fragment ?? fragment(pointer) : fragment(pointer)
            guard let number = subject.number else { break }
            group.samples.append(FindingSample(exchange: number, pointer: pointer, fragment: piece))
        }
        groups[fingerprint] = group
    }

    /// Worst first; then by blame, operation, status, rule and place, so that the order never depends on chance.
    func findings() -> [Finding] {
        let findings = groups.values.map { group in
            Finding(
                fingerprint: group.fingerprint,
                rule: group.observation.rule,
                severity: group.severity,
                blame: group.observation.blame,
                provenance: group.observation.provenance,
                operation: group.operation,
                status: group.status,
                message: group.observation.message,
                dataPointer: group.dataPointer,
                specPointer: group.observation.specPointer,
                specDocument: group.observation.specDocument,
                specLine: group.observation.specLine,
                keyword: group.observation.keyword,
                isNotEvaluable: group.observation.isNotEvaluable,
                count: group.count,
                samples: group.samples
            )
        }
        return findings.sorted { a, b in
            if a.severity != b.severity { return a.severity > b.severity }
            if a.blame != b.blame { return a.blame.order < b.blame.order }
            if a.operation != b.operation { return a.operation < b.operation }
            if a.status != b.status { return (a.status ?? 0) < (b.status ?? 0) }
            if a.rule != b.rule { return a.rule < b.rule }
            if a.dataPointer != b.dataPointer { return a.dataPointer < b.dataPointer }
            return a.fingerprint.text < b.fingerprint.text
        }
    }

    /// The pointer with `*` for each token that is an array index.
    static func generalized(_ pointer: String) -> String {
        guard pointer.hasPrefix("/") || pointer.hasPrefix("request:") || pointer.hasPrefix("header:") else {
            return pointer
        }
        return pointer.split(separator: "/", omittingEmptySubsequences: false)
            .map { token in !token.isEmpty && token.utf8.allSatisfy { $0 &- 0x30 < 10 } ? "*" : String(token) }
            .joined(separator: "/")
    }

    /// Method and path as they are.
    @Sendable static func rawLabel(of exchange: RedactedExchange) -> String {
        let path = URLParts(exchange.request.url)?.path ?? exchange.request.url
        return exchange.request.method + " " + String(decoding: path, as: UTF8.self)
    }
}

extension Fingerprint {
    /// Sixteen hexadecimal digits over the parts and their borders: FNV-1a with 64 bits, so that any language can
    /// compute it. It names things; it protects nothing.
    init(hashing parts: [String]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in parts {
            for byte in Array(part.utf8) + [0xFF] {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        self.init(String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
