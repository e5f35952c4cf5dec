package import ExchangeModel
package import ReplayPlan

/// The outcomes of a run over time, one mark each: `✗✓✓✗✓ ✓✓?`.
package enum OutcomeStrip {
    /// Marks that stand together, so that one can count.
    private static let group = 10

    /// `✓`, `✗`, or `?` where it says nothing.
    package static func mark(_ outcome: Outcome) -> Character {
        switch outcome {
        case .passed: "✓"
        case .failed: "✗"
        case .inconclusive: "?"
        }
    }

    /// What the marks mean.
    package static let legend = "✗ failed, ✓ passed, ? inconclusive"

    /// Marks in the order in which the attempts began, in lines of at most so many columns.
    ///
    /// - Parameter maximum: so many lines at most; the last then says how many attempts are not shown.
    package static func lines(_ attempts: [Attempt], columns: Int, maximum: Int = .max) -> [String] {
        let marks = ordered(attempts).map { mark($0.outcome) }
        // One column of each group is the space behind it.
        let perLine = max(1, (columns + 1) / (group + 1)) * group
        var lines: [String] = []
        for start in stride(from: 0, to: marks.count, by: perLine) {
            guard lines.count < max(1, maximum) else {
                lines.append("and \(marks.count - start) more")
                break
            }
            let line = marks[start..<min(start + perLine, marks.count)]
            lines.append(
                stride(from: line.startIndex, to: line.endIndex, by: group)
                    .map { String(line[$0..<min($0 + group, line.endIndex)]) }.joined(separator: " ")
            )
        }
        return lines
    }

    /// As they began; of those that began together, by their indices.
    package static func ordered(_ attempts: [Attempt]) -> [Attempt] {
        attempts.sorted { ($0.startedAt, $0.index) < ($1.startedAt, $1.index) }
    }
}
