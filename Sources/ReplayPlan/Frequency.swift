package import ExchangeModel
package import Statistics

/// A failure that occurred in a run, how often, and where to look it up.
package struct SignatureCount: Sendable, Hashable {
    package let signature: FailureSignature
    package let count: Int
    /// Of the attempts that failed so, in their order; an answer may lack one.
    package let traceIDs: [TraceID]
}

/// How often a replayed failure occurred. Inconclusive attempts don't count.
package struct Frequency: Sendable {
    /// How the number of attempts came about, which decides which interval is honest.
    package enum Method: Sendable, Hashable {
        /// It was fixed beforehand.
        case fixed
        /// The outcomes so far had a say in it: a run until the interval was narrow enough, or stopped by hand.
        case sequence
    }

    /// All that were made.
    package let attempts: Int
    /// Those that passed or failed.
    package let counted: Int
    package let failed: Int
    package let inconclusive: Int
    /// Failed of counted, from 0 to 1; nil where nothing counted.
    package let rate: Double?
    package let method: Method
    /// At 95 %, Clopper and Pearson's or that of a confidence sequence, as `method` has it; nil where nothing counted.
    package let interval: BinomialInterval?
    /// Wilson's at 95 %, to be shown beside it where the number was fixed; nil where nothing counted.
    package let wilson: BinomialInterval?
    /// How long the decisive calls of the counted attempts took.
    package let latency: LatencyHistogram
    /// The most frequent first.
    package let signatures: [SignatureCount]
    package let passingTraceIDs: [TraceID]

    package init(_ attempts: [Attempt], method: Method = .fixed) {
        var groups: [(signature: FailureSignature, count: Int, traceIDs: [TraceID])] = []
        var passing: [TraceID] = []
        var passed = 0
        var latency = LatencyHistogram()
        for attempt in attempts {
            switch attempt.outcome {
            case .passed:
                passed += 1
                if let id = attempt.traceID { passing.append(id) }
            case .failed(let signature):
                let place = groups.firstIndex { $0.signature == signature } ?? groups.count
                if place == groups.count { groups.append((signature, 0, [])) }
                groups[place].count += 1
                if let id = attempt.traceID { groups[place].traceIDs.append(id) }
            case .inconclusive: continue
            }
            if let call = attempt.decisive { latency.record(call.duration) }
        }
        self.attempts = attempts.count
        failed = groups.reduce(0) { $0 + $1.count }
        counted = passed + failed
        inconclusive = attempts.count - counted
        rate = counted > 0 ? Double(failed) / Double(counted) : nil
        self.method = method
        self.latency = latency
        interval =
            switch method {
            case .fixed: ClopperPearson.interval(failures: failed, of: counted)
            case .sequence: BetaBinomialSequence.interval(failures: failed, of: counted)
            }
        wilson = Wilson.interval(failures: failed, of: counted)
        // Stable: of equal counts the one seen first.
        signatures = groups.enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map {
                SignatureCount(signature: $0.element.signature, count: $0.element.count, traceIDs: $0.element.traceIDs)
            }
        passingTraceIDs = passing
    }

    /// As people write it: `3 out of 10 times (30 %, 95 % interval 7–65 %)`. Reads on after "fails".
    package var sentence: String {
        guard let rate, let interval else { return shortSentence }
        let range =
            "\(PercentText.text(interval.level)) % interval \(PercentText.text(interval.low))–\(PercentText.text(interval.high)) %"
        let figures = "\(shortSentence) (\(PercentText.text(rate)) %, \(range))"
        return failed == 0 ? figures + ", which does not rule the failure out" : figures
    }

    /// `Wilson 11–60 %`, to be read beside the sentence; nil where nothing counted.
    package var wilsonText: String? {
        wilson.map { "Wilson \(PercentText.text($0.low))–\(PercentText.text($0.high)) %" }
    }

    /// `p50 131 ms · p90 180 ms · p99 2.1 s`; nil where no call was counted.
    package var latencyText: String? {
        guard let p50 = latency.p50, let p90 = latency.p90, let p99 = latency.p99 else { return nil }
        return [("p50", p50), ("p90", p90), ("p99", p99)].map { "\($0.0) \(ConditionText.duration($0.1))" }
            .joined(separator: " · ")
    }

    /// `3 out of 10 times`.
    package var shortSentence: String {
        if attempts == 0 { return "an unknown number of times: nothing was replayed" }
        if counted == 0 {
            let all = attempts == 1 ? "the only attempt was" : "all \(attempts) attempts were"
            return "an unknown number of times: \(all) inconclusive"
        }
        return "\(failed) out of \(counted) \(counted == 1 ? "time" : "times")"
    }
}
