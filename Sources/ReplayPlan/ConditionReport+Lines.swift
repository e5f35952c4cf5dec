import Statistics

extension ConditionReport {
    /// What the comparison says, for people; hostile text. Empty where nothing counted or nothing failed.
    ///
    /// - Parameter most: findings named, at least one; the others are counted.
    package func lines(most: Int = 3) -> [String] {
        let most = max(1, most)
        switch state {
        case .nothingCounted, .nothingFailed: return []
        case .nothingPassed:
            // Attempts may have passed without the call that fails in the others.
            return counted == 1 ? [] : ["nothing to compare: all \(counted) calls that were compared failed"]
        case .compared, .tooFew: break
        }
        // Of a hundred cuts five look so by chance; what is that likely to be chance is not worth a line.
        let worth = candidates.filter { $0.pValue < 0.5 }
        var lines = separating.prefix(most).map(\.line)
        if lines.isEmpty {
            lines = worth.prefix(most).map(\.candidateLine)
            if state == .tooFew {
                let calls = counted == attempts ? "\(counted)" : "\(counted) calls of \(attempts) attempts"
                lines.append("\(calls) are too few to tell what separates failing from passing")
            } else {
                lines.insert("nothing separates failing from passing for sure (\(ways) compared)", at: 0)
                if worth.isEmpty { lines = ["nothing separates failing from passing (\(ways) compared)"] }
            }
        } else {
            lines.append("this goes together with the failure; it does not prove the cause (\(ways) compared)")
        }
        let left = max(0, (separating.isEmpty ? worth : separating).count - most)
        if left > 0 { lines[lines.count - 1] += " · and \(left) more, weaker" }
        return lines
    }

    /// Beside the interval, where outcomes depend on those before; nil where nothing is remarkable.
    ///
    /// `failures come in clusters (3 runs, 9 expected, p = 0.002): the interval assumes independent attempts and is too
    /// narrow`.
    package var clusteringSentence: String? {
        guard let clustering else { return nil }
        let figures =
            "(\(clustering.runs) runs, \(ConditionText.number(clustering.expectedRuns.rounded())) expected, "
            + "p \(ConditionText.pValue(clustering.pValue)))"
        return clustering.direction == .clustered
            ? "failures come in clusters \(figures): the interval assumes independent attempts and is too narrow"
            : "failures and passes take turns \(figures): the interval assumes independent attempts and is too wide"
    }

    private var ways: String { tested == 1 ? "1 way to part them" : "\(tested) ways to part them" }
}
