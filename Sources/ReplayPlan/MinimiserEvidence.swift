import Statistics

extension FlowMinimiser {
    /// What the attempts say about a part of the flow.
    package enum Verdict: String, Sendable, Hashable {
        /// It fails at the floor or above.
        case fails
        /// It does not fail, or far too seldom: what was left out is needed.
        case passes
        /// Given up, and what was to be left out is kept.
        case undecided
    }

    /// Why nothing more is tried.
    package enum Ending: String, Sendable, Hashable {
        /// None of the exchanges that are left can go alone.
        case minimal
        /// The same, but for some exchanges that could not be judged; they are kept.
        case undecided
        /// The budget does not pay for the next attempt, or for judging a candidate in its share of it.
        case budget
        /// The whole flow does not fail, or below the floor.
        case notReproduced
        /// Attempt after attempt said nothing.
        case inconclusive
        /// From outside.
        case stopped
    }

    /// A part of the flow that was tried, and what came of it.
    package struct Evidence: Sendable, Hashable {
        /// In order, from 0.
        package let kept: [Int]
        /// Those that passed or failed.
        package internal(set) var attempts = 0
        package internal(set) var failed = 0
        /// Those that said nothing; not in `attempts`.
        package internal(set) var inconclusive = 0
        package internal(set) var requests = 0
        package internal(set) var verdict = Verdict.undecided
        /// Whether these are the fresh attempts with the result, made after the search. Their number was fixed before,
        /// so an interval for a fixed number of trials holds for them, unlike for the attempts of a sequential test.
        package let isConfirmation: Bool
        /// It was first taken for failing, and the fresh attempts spoke against it.
        package internal(set) var isRefuted = false

        var inconclusiveInARow = 0
        /// Both take every attempt, so that a second, stricter question goes on where the first ended.
        var strict: SequentialTest
        var search: SequentialTest

        init(kept: [Int], isConfirmation: Bool, strict: SequentialTest, search: SequentialTest) {
            self.kept = kept
            self.isConfirmation = isConfirmation
            self.strict = strict
            self.search = search
        }

        mutating func add(failed: Bool) {
            attempts += 1
            self.failed += failed ? 1 : 0
            inconclusiveInARow = 0
            strict.add(failed: failed)
            search.add(failed: failed)
        }
    }
}

extension FlowMinimiser.Verdict {
    /// Nil while the test goes on.
    init?(_ verdict: SequentialTest.Verdict) {
        switch verdict {
        case .fails: self = .fails
        case .passes: self = .passes
        case .undecided: return nil
        }
    }
}
