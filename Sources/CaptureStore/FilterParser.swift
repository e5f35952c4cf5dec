package import ExchangeModel

/// A filter's term that can't be understood.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The term as given.
    package let term: String
    /// What is wrong with it.
    package let reason: String

    /// What is wrong, and what would do.
    package var description: String { "\"\(term)\" is no filter: \(reason)" }

    /// Every kind of term, for people.
    package static let possible =
        "status:5xx status:503 status:failed status:none method:POST host:api.onkadence.co path:/bookings "
        + "since:1h until:2026-11-23T17:00 trace:77ab tag:slow run:ID repeats:3 failed 7 3-9"
}

extension CaptureFilter {
    /// Reads terms as people type them.
    ///
    /// - Parameter now: what `since:1h` counts from.
    /// - Throws: `FilterError`, which lists what is possible.
    package init(parsing terms: [String], now: Timestamp) throws(FilterError) {
        self.init()
        for term in terms {
            if let range = CaptureFilter.numbers(term) {
                numbers.append(range)
            } else {
                self.terms.append(try CaptureFilter.term(term, now))
            }
        }
    }

    private static func term(_ text: String, _ now: Timestamp) throws(FilterError) -> Term {
        if text == "failed" { return .failed }
        guard let colon = text.firstIndex(of: ":") else {
            throw FilterError(term: text, reason: "possible are " + FilterError.possible)
        }
        let key = String(text[..<colon])
        let value = String(text[text.index(after: colon)...])
        guard !value.isEmpty else { throw FilterError(term: text, reason: "nothing stands after the colon") }
        switch key {
        case "status":
            guard let term = status(value) else {
                throw FilterError(term: text, reason: "a status is 503, 5xx, 400-499, failed or none")
            }
            return term
        case "method": return .method(value)
        case "host": return .host(value.lowercased())
        case "path": return .path(Array(value.utf8))
        case "since", "until":
            guard let moment = moment(value, now) else {
                throw FilterError(
                    term: text,
                    reason: "a time is 30s, 15m, 1h, 2d or 1w ago, or 2026-11-23 or 2026-11-23T17:31:02Z (UTC)"
                )
            }
            return key == "since" ? .since(moment) : .until(moment)
        case "trace": return .trace(Array(value.utf8))
        case "tag": return .tag(value)
        case "run": return .run(value)
        case "repeats":
            guard let number = ASCII.decimal(value.utf8) else {
                throw FilterError(term: text, reason: "a capture number belongs after the colon")
            }
            return .repeats(number)
        default:
            throw FilterError(term: text, reason: "possible are " + FilterError.possible)
        }
    }

    private static func status(_ text: String) -> Term? {
        switch text {
        case "failed": return .failed
        case "none": return .noStatus
        default: break
        }
        if let range = numbers(text) { return .status(range) }
        let bytes = ASCII.lower(text.utf8)
        guard bytes.count == 3, bytes[1] == 0x78, bytes[2] == 0x78, let hundred = ASCII.decimal(bytes.prefix(1)),
            (1...9).contains(hundred)
        else { return nil }
        return .status(hundred * 100...hundred * 100 + 99)
    }

    /// `7`, or `3-9`.
    private static func numbers(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = ends.first, let low = ASCII.decimal(first.utf8), ends.count <= 2 else { return nil }
        guard ends.count == 2 else { return low...low }
        guard let high = ASCII.decimal(ends[1].utf8), low <= high else { return nil }
        return low...high
    }

    private static func moment(_ text: String, _ now: Timestamp) -> Timestamp? {
        if let last = text.utf8.last, let amount = ASCII.decimal(text.utf8.dropLast()) {
            let unit: Int64? =
                switch last {
                case UInt8(ascii: "s"): 1
                case UInt8(ascii: "m"): 60
                case UInt8(ascii: "h"): 3_600
                case UInt8(ascii: "d"): 86_400
                case UInt8(ascii: "w"): 604_800
                default: nil
                }
            if let unit {
                let (seconds, overflow) = Int64(amount).multipliedReportingOverflow(by: -unit)
                guard !overflow, amount <= 100_000_000_000 else { return nil }
                return now.advanced(by: .seconds(seconds))
            }
        }
        // A day, or a minute, stands for its beginning.
        let length = text.utf8.count
        let filled = length == 10 ? text + "T00:00:00" : length == 16 ? text + ":00" : text
        return Timestamp(rfc3339: filled, assumingUTC: true)
    }
}
