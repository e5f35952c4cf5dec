package import ExchangeModel
package import ReplayPlan

/// How to repeat a recording.
package struct ReplayOptions: Sendable {
    /// How often; with another goal than that, at most how often.
    package var times = 1
    /// When it has been repeated often enough.
    package var goal = ReplayGoal.times
    /// The share of the hourly quota that is kept for production.
    package var reserveShare = 0.2
    package var pace = Pace.fast
    /// Attempts under way at once.
    package var concurrency = 1
    /// What counts as a failure.
    package var judge = JudgeOptions()
    /// Whether calls recorded at another address go to this API instead, path and query unchanged.
    package var movesToEndpoint = false
    /// Whether dates in requests move along with the day.
    package var shiftsDates = false
    /// Whether what an attempt wrote is taken back after it, where the API has an operation for that.
    package var undoes = false
    /// The recording proxy that every other attempt goes through, to compare it with going straight to the API.
    package var control: URLParts?
    /// Which attempt is made under which conditions; nil makes them all alike.
    package var diagnosis: DiagnosisPlan?
    /// Values for what no earlier answer gives, by a variable's name or by stand-in: from the environment or the
    /// settings.
    package var values: [String: [UInt8]] = [:]
    /// The variables that a flow file names.
    package var variables: [FlowVariable] = []

    package init(times: Int = 1) {
        self.times = times
    }

    /// The attempts that are under way together, by their places in the run.
    ///
    /// - Parameters:
    ///   - count: how many are still wanted. A plan of conditions has its own number: what is missing of it is made.
    ///   - made: the places of those that an earlier part of the run has made.
    func waves(of count: Int, after made: Set<Int>) -> [Range<Int>] {
        if let diagnosis {
            return diagnosis.groups.flatMap { $0.split(whereSeparator: made.contains) }
        }
        let start = made.max().map { $0 + 1 } ?? 0
        return stride(from: start, to: start + count, by: max(1, concurrency)).map {
            $0..<min(start + count, $0 + max(1, concurrency))
        }
    }

    /// Under which conditions the attempt at this place is made.
    func treatment(_ place: Int) -> Treatment? {
        guard let diagnosis, diagnosis.treatments.indices.contains(place) else { return nil }
        return diagnosis.treatments[place]
    }
}
