import ExchangeModel
import Foundation
import ReplayPlan
import SafeText
import Statistics

/// Runs, a line each, in columns as wide as their widest cell.
///
/// What names the call comes last and gives way: the flow's name first, then the operation. Where there is next to no
/// room, it has a line of its own.
struct RunList {
    private struct Row {
        var cells: [String]
        var tone: Console.Tone
        var title: String
        var operation: String
    }

    /// The widest title that may push the operation out.
    private static let narrowestTitle = 12
    /// With less room behind the other columns, what names the call goes below them.
    private static let leastRoom = 16
    private static let gap = "  "
    private static let indent = "        "

    private var rows: [Row] = []

    /// Whether any of them can be gone on with.
    private(set) var hasUnfinished = false

    mutating func add(_ run: RunRecord, now: Timestamp) {
        let frequency = run.frequency
        var (word, tone) = RunShow.verdict(run, frequency)
        if RunShow.isResumable(run) {
            hasUnfinished = true
            word = frequency.counted > 0 ? word + " so far" : "nothing yet"
        }
        rows.append(
            Row(
                cells: [
                    shown(run.id, 40), RunShow.ago(run.startedAt, now: now), word, RunList.figures(frequency),
                ],
                tone: tone,
                title: shown(run.title, 60),
                operation: shown(run.operation, 60)
            )
        )
    }

    /// `3/10 (30 %, 7–65 %)`: failed of counted, the rate and its interval at 95 %.
    private static func figures(_ frequency: Frequency) -> String {
        guard let rate = frequency.rate, let interval = frequency.interval else {
            return frequency.attempts == 0
                ? "no attempt was made" : "none of \(Look.count(frequency.attempts, "attempt"))"
        }
        return "\(frequency.failed)/\(frequency.counted) (\(PercentText.text(rate)) %, "
            + "\(PercentText.text(interval.low))–\(PercentText.text(interval.high)) %)"
    }

    /// - Parameter width: which no line exceeds, in columns.
    func lines(width: Int, paint: (String, Console.Tone) -> String) -> [String] {
        let widths = (rows.first?.cells.indices ?? 0..<0).map { column in
            rows.map { displayWidth($0.cells[column]) }.max() ?? 0
        }
        let fixed = widths.reduce(0) { $0 + $1 + RunList.gap.count }
        let operation = rows.map { displayWidth($0.operation) }.max() ?? 0
        let room = width - fixed - RunList.gap.count - operation
        let title = min(rows.map { displayWidth($0.title) }.max() ?? 0, max(RunList.narrowestTitle, room))
        let last = width - fixed - RunList.gap.count - title
        let isNarrow = width - fixed < RunList.leastRoom
        return rows.flatMap { row in
            let cells = zip(row.cells, widths).map { padded($0, to: $1) }
            if isNarrow {
                let name = row.title + " · " + row.operation
                return [
                    RunList.line(cells, row.tone, width: width, paint),
                    clipped(RunList.indent + name, to: width),
                ]
            }
            let name = [padded(clipped(row.title, to: title), to: title), RunList.cut(row.operation, to: last)]
            return [RunList.line(cells + name, row.tone, width: width, paint)]
        }
    }

    private static func line(
        _ cells: [String],
        _ tone: Console.Tone,
        width: Int,
        _ paint: (String, Console.Tone) -> String
    ) -> String {
        let tones: [Console.Tone] = [.plain, .dim, tone]
        var left = width
        var parts: [String] = []
        for (place, cell) in cells.enumerated() where left > 0 {
            let text = clipped(cell, to: left)
            left -= displayWidth(text) + gap.count
            parts.append(place < tones.count ? paint(text, tones[place]) : text)
        }
        return parts.joined(separator: gap).trimmingTrailingSpaces
    }

    /// `GET …/bookings/{id}`: all paths begin alike, so their ends are kept.
    private static func cut(_ operation: String, to width: Int) -> String {
        guard displayWidth(operation) > width else { return operation }
        let words = operation.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return clipped(operation, to: width) }
        let start = words[0] + " …"
        var end: [Character] = []
        for character in words[1].reversed() {
            guard displayWidth(start + String([character] + end.reversed())) <= width else { break }
            end.append(character)
        }
        return end.isEmpty ? clipped(operation, to: width) : start + String(end.reversed())
    }
}
