extension BetaBinomialSequence {
    /// How many runs it takes on average until the interval is at most so wide, if each fails independently with the
    /// same chance.
    ///
    /// The chances of every number of failures are followed from run to run, without those that have ended. At most
    /// `most` runs are made. What is rarer than one in 10¹⁵ is left out.
    ///
    /// - Returns: nil with a width, a rate or a level that makes no sense. Below one run there is none.
    package static func expectedRuns(
        untilWidth width: Double,
        rate: Double,
        most: Int,
        level: Double = 0.95
    ) -> Double? {
        guard width > 0, width < 1, (0...1).contains(rate), most > 0, level > 0, level < 1 else { return nil }
        func isNarrow(_ failures: Int, _ trials: Int) -> Bool {
            interval(failures: failures, of: trials, level: level).map { $0.width <= width } ?? false
        }
        /// So many failures, and as many passes, are few enough to end after so many runs: intervals get wider towards
        /// a half, and narrower with each run.
        var few = -1
        var chances = [1.0]
        /// How many failures the first of `chances` is about.
        var first = 0
        var expected = 0.0
        for trials in 1...most {
            expected += chances.reduce(0, +)
            var next = Array(repeating: 0.0, count: chances.count + 1)
            for (place, chance) in chances.enumerated() {
                next[place] += chance * (1 - rate)
                next[place + 1] += chance * rate
            }
            while few + 1 <= trials / 2, isNarrow(few + 1, trials) { few += 1 }
            let going = (few + 1)..<max(few + 1, trials - few)
            let kept = next.indices.filter { going.contains(first + $0) && next[$0] > 1e-15 }
            guard let start = kept.first, let end = kept.last else { break }
            chances = Array(next[start...end])
            first += start
        }
        return expected
    }
}
