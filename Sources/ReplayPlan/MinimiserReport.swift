package import JSONTree
import Statistics

/// What came of a search for the smallest flow, for people and for the flow file.
package struct MinimiserReport: Sendable {
    private let minimiser: FlowMinimiser

    package init(_ minimiser: FlowMinimiser) {
        self.minimiser = minimiser
    }

    /// `20 exchanges → 4: steps 3, 9, 14 and 20; 412 of 600 requests`, how often that fails, and why it ended there.
    package var lines: [String] { [headline, frequency, ending].compactMap { $0 } }

    private var headline: String {
        let (count, kept) = (minimiser.count, minimiser.smallest)
        let whole = "\(count) \(count == 1 ? "exchange" : "exchanges")"
        let cost =
            "\(minimiser.requestsSpent) of \(minimiser.budget) \(minimiser.budget == 1 ? "request" : "requests")"
        guard kept.count < count else { return "\(whole), none removed; \(cost)" }
        let word = kept.count == 1 ? "step" : "steps"
        return "\(whole) → \(kept.count): \(word) \(MinimiserReport.list(kept)); \(cost)"
    }

    private var frequency: String? {
        guard minimiser.smallest.count < minimiser.count else { return nil }
        guard let trial = minimiser.confirmation, trial.attempts > 0 else {
            return "not confirmed: no fresh attempts were made with what is left"
        }
        let times = "\(trial.failed) out of \(trial.attempts) \(trial.attempts == 1 ? "time" : "times")"
        var line = "fails \(times)"
        if let interval = MinimiserReport.interval(trial) {
            let rate = PercentText.text(Double(trial.failed) / Double(trial.attempts))
            line += " (\(rate) %, \(PercentText.text(interval.level)) % interval "
            line += "\(PercentText.text(interval.low))–\(PercentText.text(interval.high)) %)"
        }
        line += " in fresh attempts after the search"
        switch trial.verdict {
        case .fails: return line
        case .undecided: return line + ", too few to confirm it"
        // The search ends with such a verdict only where it can't take anything back.
        case .passes: return line + ", which speaks against it"
        }
    }

    private var ending: String? {
        switch minimiser.endedBecause {
        case nil: return nil
        case .minimal:
            return minimiser.smallest.count < minimiser.count
                ? "none of these can go alone" : "none of them can go"
        case .undecided: return "whether another can go alone could not be decided; kept"
        case .budget: return "the budget ended the search: more may go with a larger one"
        case .notReproduced:
            let floor = PercentText.text(minimiser.floor)
            return "the whole flow does not fail in \(floor) % of the attempts, so nothing was removed"
        case .inconclusive: return "ended because attempt after attempt was inconclusive"
        case .stopped: return "stopped before its end: more may go"
        }
    }

    /// The evidence, as the flow file keeps it in `log._reprise.minimised`. Steps are those of the whole flow, from 1.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("exchanges", .int(minimiser.count)),
            ("kept", .array(minimiser.smallest.map { .int($0 + 1) })),
            ("ended", .string(minimiser.endedBecause?.rawValue ?? "running")),
            ("floor", .double(minimiser.floor)),
            ("null", .double(minimiser.test.null)),
            ("budget", .int(minimiser.budget)),
            ("requests", .int(minimiser.requestsSpent)),
        ]
        if minimiser.measured.of > 0 {
            members.append(("measured", MinimiserReport.tally(minimiser.measured.failed, minimiser.measured.of)))
        }
        if let trial = minimiser.confirmation { members.append(("confirmation", MinimiserReport.value(trial))) }
        members.append(("tried", .array(minimiser.evidence.map(MinimiserReport.value))))
        return .object(members)
    }

    private static func tally(_ failed: Int, _ attempts: Int) -> JSONValue {
        .object([("attempts", .int(attempts)), ("failed", .int(failed))])
    }

    private static func value(_ trial: FlowMinimiser.Evidence) -> JSONValue {
        // As text: a thousand candidates of a thousand steps would fill the file.
        var members: [(String, JSONValue)] = [
            ("steps", .string(ranges(trial.kept, dash: "-").joined(separator: ","))),
            ("attempts", .int(trial.attempts)),
            ("failed", .int(trial.failed)),
        ]
        if trial.inconclusive > 0 { members.append(("inconclusive", .int(trial.inconclusive))) }
        members.append(("requests", .int(trial.requests)))
        members.append(("verdict", .string(trial.verdict.rawValue)))
        if trial.isRefuted { members.append(("refuted", true)) }
        if trial.isConfirmation {
            members.append(("fresh", true))
            if let interval = interval(trial) {
                members.append(("low", .double(interval.low)))
                members.append(("high", .double(interval.high)))
                members.append(("level", .double(interval.level)))
                members.append(("method", .string(interval.method)))
            }
        }
        return .object(members)
    }

    private static func interval(_ trial: FlowMinimiser.Evidence) -> BinomialInterval? {
        ClopperPearson.interval(failures: trial.failed, of: trial.attempts)
    }

    /// `1–5, 9 and 20`, from 1.
    package static func list(_ places: [Int]) -> String {
        let parts = ranges(places, dash: "–")
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Three and more in a row become one range.
    private static func ranges(_ places: [Int], dash: String) -> [String] {
        var runs: [ClosedRange<Int>] = []
        for place in places {
            if let last = runs.last, place == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...place
            } else {
                runs.append(place...place)
            }
        }
        return runs.flatMap { run in
            run.count > 2
                ? ["\(run.lowerBound + 1)\(dash)\(run.upperBound + 1)"] : run.map { String($0 + 1) }
        }
    }
}
