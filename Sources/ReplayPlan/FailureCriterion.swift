package import JSONTree

/// What the user calls a failure: `--failing status:5xx`.
package enum FailureCriterion: Sendable, Hashable {
    /// The answer's status is one of these: `status:503`, `status:5xx`, `status:500-504`. Can't be told without an answer.
    case status(ClosedRange<Int>)
    /// All phases together took longer: `slower:2s`, `slower:800ms`, `slower:1.5s`. Where no whole answer came, it holds
    /// if the time until then was longer already, and can't be told otherwise.
    case slower(Duration)
    /// The contract check finds this: a rule's id, the start of one up to a dot, or at least six digits of a
    /// fingerprint: `finding:schema.response-body`.
    case finding(String)
    /// The value at this place of the JSON body (RFC 6901) is not the recorded one: `differs:/hydra:totalItems`. Empty
    /// for the whole body.
    case differs(JSONPointer)
    /// No whole answer came: `transport`.
    case transport

    /// Reads what `text` writes.
    ///
    /// - Throws: `FailureCriterionError`, whose sentence says what would be right.
    package init(parsing text: String) throws(FailureCriterionError) {
        if text == "transport" {
            self = .transport
            return
        }
        guard let colon = text.utf8.firstIndex(of: 0x3A) else {
            throw FailureCriterionError(text, expected: FailureCriterion.allowed)
        }
        let argument = String(text[text.utf8.index(after: colon)...])
        switch String(text[..<colon]) {
        case "status":
            guard let range = FailureCriterion.statuses(argument) else {
                throw FailureCriterionError(text, expected: "write status:503, status:5xx or status:500-504")
            }
            self = .status(range)
        case "slower":
            guard let limit = DurationText.parse(argument) else {
                throw FailureCriterionError(text, expected: "write slower:2s, slower:1.5s or slower:800ms")
            }
            self = .slower(limit)
        case "finding":
            guard !argument.isEmpty, argument.utf8.count <= 200, argument.utf8.allSatisfy({ 0x21..<0x7F ~= $0 }) else {
                throw FailureCriterionError(text, expected: "write finding: and a rule's id or a fingerprint")
            }
            self = .finding(argument)
        case "differs":
            guard let pointer = JSONPointer(parsing: argument) else {
                throw FailureCriterionError(text, expected: "write differs: and a JSON Pointer, /hydra:totalItems")
            }
            self = .differs(pointer)
        default: throw FailureCriterionError(text, expected: FailureCriterion.allowed)
        }
    }

    private static let allowed =
        "use status:503, status:5xx, slower:2s, finding:RULE, differs:/pointer or transport"

    /// As the user may write it; reading it gives the same criterion.
    package var text: String {
        switch self {
        case .status(let range):
            if range.count == 1 { return "status:\(range.lowerBound)" }
            let isHundred = range.count == 100 && range.lowerBound % 100 == 0
            return isHundred
                ? "status:\(range.lowerBound / 100)xx" : "status:\(range.lowerBound)-\(range.upperBound)"
        case .slower(let limit): return "slower:" + DurationText.compact(limit)
        case .finding(let name): return "finding:" + name
        case .differs(let pointer): return "differs:" + pointer.description
        case .transport: return "transport"
        }
    }

    private static func statuses(_ text: String) -> ClosedRange<Int>? {
        let bytes = Array(text.utf8)
        func status(_ digits: ArraySlice<UInt8>) -> Int? {
            guard digits.count == 3, let first = digits.first, 0x31...0x39 ~= first,
                digits.allSatisfy({ 0x30...0x39 ~= $0 })
            else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        if bytes.count == 3, bytes[1] | 0x20 == 0x78, bytes[2] | 0x20 == 0x78, 0x31...0x39 ~= bytes[0] {
            let hundred = Int(bytes[0] - 0x30) * 100
            return hundred...(hundred + 99)
        }
        if let single = status(bytes[...]) { return single...single }
        guard bytes.count == 7, bytes[3] == 0x2D, let low = status(bytes[..<3]), let high = status(bytes[4...]),
            low <= high
        else { return nil }
        return low...high
    }
}
