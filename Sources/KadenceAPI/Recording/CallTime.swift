internal import ExchangeModel
internal import Redaction

/// When a call was under way, for telling which of two came first.
///
/// Calls overlap, and recordings are in the order of neither their beginnings nor their ends. So only what surely was
/// over before the other began counts as before it.
struct CallTime: Sendable, Hashable {
    /// Microseconds since 1970.
    let start: Int64
    let end: Int64

    /// Files round to milliseconds.
    private static let rounding: Int64 = 2_000
    /// How long a call may have taken whose phases nobody measured.
    private static let unknown: Int64 = 60_000_000

    init(_ exchange: RedactedExchange) {
        start = exchange.startedAt.microseconds
        let timings = exchange.timings
        let isMeasured = timings.wait != nil || timings.receive != nil || timings.send != nil
        let length = isMeasured ? max(0, timings.total.microseconds) : CallTime.unknown
        let (sum, overflow) = start.addingReportingOverflow(length)
        end = overflow ? .max : sum
    }

    /// Whether this call was over when the other began.
    func isBefore(_ other: CallTime) -> Bool { CallTime.isOver(end, before: other.start) }

    /// The same for an end and a beginning.
    static func isOver(_ end: Int64, before start: Int64) -> Bool {
        let (limit, overflow) = end.addingReportingOverflow(rounding)
        return !overflow && limit < start
    }
}

/// The span of time in which several calls lay.
struct CallSpan: Sendable, Hashable {
    private(set) var start: Int64
    private(set) var end: Int64

    init(_ time: CallTime) {
        start = time.start
        end = time.end
    }

    mutating func include(_ time: CallTime) {
        start = min(start, time.start)
        end = max(end, time.end)
    }

    mutating func include(_ other: CallSpan) {
        start = min(start, other.start)
        end = max(end, other.end)
    }

    /// From the first beginning to the last beginning or end, as far as it is known; `Int64.max` where it overflows.
    var length: Int64 {
        let (length, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? .max : length
    }

    /// Short enough that others' changes to the data are unlikely in it: two minutes.
    var isShort: Bool { length <= 120_000_000 }

    func overlaps(_ time: CallTime) -> Bool { time.start <= end && time.end >= start }
}
