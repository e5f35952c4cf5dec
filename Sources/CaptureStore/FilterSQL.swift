import ExchangeModel
import Foundation
import GRDB

/// A filter as a condition over the table `captures`; it must choose what `CaptureFilter.matches` chooses.
///
/// But of very many numbers only the span: SQLite limits how deep a condition goes. `hasGaps` says so.
struct FilterSQL {
    /// So many ranges of numbers become part of the condition.
    private static let mostRanges = 100

    /// Whether numbers between the wanted ones come along, which the caller must leave out.
    private(set) var hasGaps = false
    private(set) var condition = "1"
    private(set) var arguments = StatementArguments()

    init(_ filter: CaptureFilter) {
        var ranges = filter.mergedNumbers
        if ranges.count > FilterSQL.mostRanges, let first = ranges.first, let last = ranges.last {
            hasGaps = true
            ranges = [first.lowerBound...last.upperBound]
        }
        if !ranges.isEmpty {
            add("(" + ranges.map { _ in "number BETWEEN ? AND ?" }.joined(separator: " OR ") + ")", [])
            for range in ranges { arguments += [range.lowerBound, range.upperBound] }
        }
        for term in filter.terms {
            switch term {
            case .status(let range): add("status BETWEEN ? AND ?", [range.lowerBound, range.upperBound])
            case .noStatus: add("status IS NULL", [])
            case .failed: add("(failure IS NOT NULL OR status IS NULL OR status = 0 OR status >= 400)", [])
            case .method(let method): add("method = ? COLLATE NOCASE", [method])
            // As blobs: a search in text would stop at a NUL and fold what bytes tell apart.
            case .host(let host): add("instr(CAST(host AS BLOB), ?) > 0", [Data(host.utf8)])
            case .path(let path): add("instr(path, ?) > 0", [Data(path)])
            case .since(let moment): add("started_at >= ?", [moment.microseconds])
            case .until(let moment): add("started_at <= ?", [moment.microseconds])
            case .trace(let start): add("instr(trace_id, ?) = 1", [Data(start)])
            case .tag(let tag): add("number IN (SELECT capture FROM tags WHERE tag = ?)", [tag])
            case .run(let run): add("run = ?", [run])
            case .repeats(let number): add("repeats = ?", [number])
            }
        }
    }

    private mutating func add(_ term: String, _ values: StatementArguments) {
        condition += " AND " + term
        arguments += values
    }
}
