import ExchangeModel
import JSONTree

/// Whether a value tells when the answer was made.
enum AnswerMoment {
    /// Clocks of two machines are seldom further apart.
    private static let tolerance = Duration.seconds(600)

    /// A date-time (RFC 3339, the offset may be missing) or a Unix time in seconds or milliseconds, within ten minutes
    /// of the exchange.
    static func isTold(by node: JSONNode, around moment: Timestamp) -> Bool {
        guard let told = time(node) else { return false }
        let distance = moment.since(told)
        return distance <= tolerance && distance >= .zero - tolerance
    }

    private static func time(_ node: JSONNode) -> Timestamp? {
        let length = node.range.count
        switch node.kind {
        case .string where 18...40 ~= length: return Timestamp(rfc3339: node.string ?? "", assumingUTC: true)
        case .number where length == 10: return node.int.map { Timestamp(seconds: Int64($0)) }
        case .number where length == 13: return node.int.map { Timestamp(microseconds: Int64($0) * 1_000) }
        default: return nil
        }
    }
}
