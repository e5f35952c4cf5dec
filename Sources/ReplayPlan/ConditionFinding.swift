import ExchangeModel
import Redaction
import Statistics

/// A response header whose value goes together with the failure: a candidate for its cause, not a proof.
package struct ConditionFinding: Sendable, Hashable, CustomStringConvertible {
    /// The field's name as it was spelled, and its value. Hostile text.
    package let header: String
    package let value: String
    /// Failed and counted attempts whose answer had this value.
    package let failed: Int
    package let counted: Int
    /// The same of all others.
    package let failedElsewhere: Int
    package let countedElsewhere: Int
    /// Fisher's exact test, two-sided, adjusted after Holm for everything that was tested.
    package let pValue: Double

    /// `X-Served-By: node-3 (3 of 3 fail; elsewhere 0 of 7; p = 0.05 after Holm)`.
    package var description: String {
        "\(header): \(value) (\(failed) of \(counted) fail; elsewhere \(failedElsewhere) of \(countedElsewhere); "
            + "p \(ConditionFinding.text(pValue)) after Holm)"
    }

    /// The line for people.
    package var line: String { "candidate: " + description }

    private static func text(_ p: Double) -> String {
        if p < 0.001 { return "< 0.001" }
        let digits = p < 0.01 ? 1_000.0 : 100.0
        let scaled = String(Int((p * digits).rounded()))
        let width = p < 0.01 ? 3 : 2
        let padded = String(repeating: "0", count: max(0, width + 1 - scaled.count)) + scaled
        return "= \(padded.dropLast(width)).\(padded.suffix(width))"
    }
}

extension ConditionFinding {
    /// Response headers that the failure itself changes, or that are different in each answer.
    private static let consequences: Set<String> = [
        "accept-ranges", "age", "allow", "alt-svc", "cache-control", "connection", "content-disposition",
        "content-encoding", "content-language", "content-length", "content-location", "content-range",
        "content-security-policy", "content-type", "date", "etag", "expires", "keep-alive", "last-modified", "link",
        "location", "pragma", "retry-after", "server-timing", "set-cookie", "strict-transport-security", "trailer",
        "transfer-encoding", "vary", "www-authenticate", "x-ratelimit-limit", "x-ratelimit-remaining",
        "x-ratelimit-retry-after", "x-request-id", "x-runtime", "x-wx-trace",
    ]

    /// The headers that may tell the failing attempts from the passing ones, the likeliest first.
    ///
    /// Only header values that some, but not all, of the answers have are tested, only of headers with at most eight
    /// different ones, and never stand-ins. Attempts without an answer count among the others.
    package static func candidates(in attempts: [Attempt], level: Double = 0.05) -> [ConditionFinding] {
        let rows = attempts.compactMap { Row($0) }
        let failed = rows.count { $0.isFailed }
        guard failed > 0, failed < rows.count else { return [] }

        var tested: [(finding: ConditionFinding, p: Double)] = []
        for header in Set(rows.flatMap(\.fields.keys)).subtracting(consequences).sorted() {
            let values = Set(rows.compactMap { $0.fields[header]?.value })
            guard values.count <= 8, !values.contains(where: { StandIn.occurs(in: $0) }) else { continue }
            var tables = values.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { value in
                table(header, value, rows)
            }
            // The two halves of one split are one test.
            if tables.count == 2, tables[0].counted + tables[1].counted == rows.count {
                tables = [
                    tables[0].failed * tables[1].counted >= tables[1].failed * tables[0].counted ? tables[0] : tables[1]
                ]
            }
            for table in tables {
                let p = FisherTest.pValue(
                    table.failed,
                    table.counted - table.failed,
                    table.failedElsewhere,
                    table.countedElsewhere - table.failedElsewhere
                )
                tested.append((table, p))
            }
        }
        return zip(tested, FisherTest.holm(tested.map(\.p)))
            .map { $0.finding.adjusted(to: $1) }
            .filter { finding in
                // 1/120 times 6 is 0.05, but not in binary.
                finding.pValue <= level + 1e-9
                    && finding.failed * finding.countedElsewhere > finding.failedElsewhere * finding.counted
            }
            .sorted { ($0.pValue, $0.header, $0.value) < ($1.pValue, $1.header, $1.value) }
    }

    /// An attempt that counts.
    private struct Row {
        var isFailed: Bool
        /// By lower-case name; of several fields with one name the first.
        var fields: [String: HeaderList.Field] = [:]

        init?(_ attempt: Attempt) {
            switch attempt.outcome {
            case .passed: isFailed = false
            case .failed: isFailed = true
            case .inconclusive: return nil
            }
            for field in attempt.decisive?.headers.fields ?? [] {
                let name = field.nameText.lowercased()
                if fields[name] == nil { fields[name] = field }
            }
        }
    }

    /// The counts for one value; nil where every attempt has it.
    private static func table(_ header: String, _ value: [UInt8], _ rows: [Row]) -> ConditionFinding? {
        let having = rows.filter { $0.fields[header]?.value == value }
        guard having.count < rows.count, let field = having.first?.fields[header] else { return nil }
        let failed = having.count { $0.isFailed }
        return ConditionFinding(
            header: field.nameText,
            value: field.valueText,
            failed: failed,
            counted: having.count,
            failedElsewhere: rows.count { $0.isFailed } - failed,
            countedElsewhere: rows.count - having.count,
            pValue: 1
        )
    }

    private func adjusted(to p: Double) -> ConditionFinding {
        ConditionFinding(
            header: header,
            value: value,
            failed: failed,
            counted: counted,
            failedElsewhere: failedElsewhere,
            countedElsewhere: countedElsewhere,
            pValue: p
        )
    }
}
