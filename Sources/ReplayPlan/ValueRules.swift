import ExchangeModel
import JSONTree
import Redaction

/// When two texts mean the same though their bytes differ.
struct ValueRules: Sendable {
    /// Whether equal values have equal stand-ins on both sides.
    var sameKeys = true
    /// `https://api.example`, where the recorded answer came from; empty where unknown.
    var recordedOrigin: [UInt8] = []
    /// Where the answer came from now.
    var origin: [UInt8] = []
    /// When the recorded answer came, and this one; nil where that is of no interest.
    var moments: (recorded: Timestamp, now: Timestamp)?

    /// `https://api.example` of a URL; empty where it is none.
    static func origin(of url: [UInt8]) -> [UInt8] {
        URLParts(url).map { Array($0.origin.utf8) } ?? []
    }

    /// Whether the answer came from another server, or from the same one under another address.
    var isElsewhere: Bool { recordedOrigin != origin && !recordedOrigin.isEmpty && !origin.isEmpty }

    func isSame(_ recorded: [UInt8], _ now: [UInt8]) -> Bool {
        if recorded == now { return true }
        if ValueRules.isBlankNode(recorded), ValueRules.isBlankNode(now) { return true }
        // The same server under another address names its resources by that.
        if isElsewhere, recorded.starts(with: recordedOrigin), now.starts(with: origin),
            isSameText(Array(recorded.dropFirst(recordedOrigin.count)), Array(now.dropFirst(origin.count)))
        {
            return true
        }
        return isSameText(recorded, now)
    }

    private func isSameText(_ recorded: [UInt8], _ now: [UInt8]) -> Bool {
        if recorded == now { return true }
        guard !sameKeys, let left = ValueRules.masked(recorded), let right = ValueRules.masked(now) else {
            return false
        }
        return left == right
    }

    /// The text with every stand-in replaced by one that stands for all; nil where there is none.
    private static func masked(_ text: [UInt8]) -> [UInt8]? {
        let found = StandIn.find(in: text)
        guard !found.isEmpty else { return nil }
        var result: [UInt8] = []
        var end = 0
        for (range, _) in found where range.lowerBound >= end {
            // NUL stands in no text that JSON or HTTP carry as it is.
            result += text[end..<range.lowerBound] + [0]
            end = range.upperBound
        }
        return result + text[end...]
    }

    /// A name that holds for one answer only (JSON-LD 1.1 §3.5; RDF 1.1 §3.5 for the path).
    static func isBlankNode(_ text: [UInt8]) -> Bool {
        if text.starts(with: "_:".utf8) { return true }
        let path = "/.well-known/genid/"
        if text.starts(with: path.utf8) { return true }
        return text.starts(with: "http".utf8) && text.prefix(300).firstRange(of: Array(path.utf8)) != nil
    }

    /// Whether two values that are no containers are the same.
    func isSame(_ recorded: JSONNode, _ now: JSONNode) -> Bool {
        guard recorded.kind == now.kind else { return false }
        switch recorded.kind {
        case .null: return true
        case .bool: return recorded.bool == now.bool
        case .object, .array: return false
        case .number, .string:
            if recorded.withRawBytes({ left in now.withRawBytes { left.elementsEqual($0) } }) { return true }
            guard recorded.kind == .string else {
                return ExactNumber.canonical(recorded.lexeme) == ExactNumber.canonical(now.lexeme)
            }
            return isSame(recorded.stringBytes ?? [], now.stringBytes ?? [])
        }
    }

    /// Equal for equal values of one answer and another.
    static func digest(_ node: JSONNode) -> UInt64 {
        switch node.kind {
        case .number: Digest.of(ExactNumber.canonical(node.lexeme), kind: node.kind.rawValue)
        case .string: Digest.of(node.stringBytes ?? [], kind: node.kind.rawValue)
        default: node.withRawBytes { Digest.of($0, kind: node.kind.rawValue) }
        }
    }
}
