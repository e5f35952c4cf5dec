import ExchangeModel

// What `--explain` prints.
extension OutcomeJudge {
    /// How the verdicts were made, and what was left out of them, a line each. Hostile text.
    package var explanation: [String] {
        var lines: [String] = []
        if !options.failing.isEmpty {
            lines.append("an attempt fails by " + options.failing.map(\.text).joined(separator: ", or by "))
            return lines
        }
        if let recordedFailure {
            lines.append("recorded was a failure: \(recordedFailure.summary)")
            lines.append("an attempt passes when nothing is wrong with its answer")
            return lines
        }
        if recordedMeaning?.isWhole == false {
            lines.append(
                "recorded was a success, its body not as a whole: an attempt fails when its answer is an error or has "
                    + "another status or other header fields"
            )
        } else {
            lines.append("recorded was a success: an attempt fails when its answer is an error or means something else")
        }
        if withoutBody > 0 { lines.append(withoutBodyLine) }
        if askedForOthers > 0 {
            lines.append(
                "\(askedForOthers) answered a request for something else than the recorded one, such as today's ids: "
                    + "only status and shape were compared"
            )
        }
        let needed = 2
        if askedForOthers == 0, noise.repeats < needed {
            lines.append(
                "what varies by itself is learned from \(needed) repeats that are fine; so far \(noise.repeats)"
            )
        }
        for (place, values, samples) in noise.all {
            let examples = samples.isEmpty ? "" : ": " + samples.joined(separator: ", ")
            lines.append(
                "left out, for it varies: \(places.text(place)) (\(values) values in \(noise.repeats) repeats\(examples))"
            )
        }
        if !options.sameKeys {
            lines.append("recorded under another key: stand-ins for personal values are not compared")
        }
        lines.append(slowLine)
        return lines
    }

    private var withoutBodyLine: String {
        let words =
            withoutBody == 1
            ? "1 answer was judged without its body: that, or the recorded one, was"
            : "\(withoutBody) answers were judged without their bodies: those, or the recorded one, were"
        return words + " cut, left out or not sent again (304)"
    }

    private var slowLine: String {
        guard options.slowFloor != nil else { return "no answer is too slow: slow-above is never" }
        guard let limit = passing.limit else {
            return "too few passing answers to tell which are slow: \(SlowLimit.fewest) are needed"
        }
        let milliseconds = Int(min(limit * 1_000, 1e12).rounded())
        return "slow is an answer above \(DurationText.spaced(.milliseconds(milliseconds)))"
    }
}
