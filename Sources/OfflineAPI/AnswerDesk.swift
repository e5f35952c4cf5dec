/// Decides which recorded answer a request gets, and remembers what was given.
///
/// A pure state: no clock, no socket. Whoever shares it guards it with a lock.
package struct AnswerDesk: Sendable {
    /// What to do about one request.
    package enum Choice: Sendable {
        /// The answer of the step at this index; a repeat where it had been given before.
        case recorded(Int, isRepeat: Bool)
        /// The answer of the step at this index, but for its body; the reason.
        case placeholder(Int, isRepeat: Bool, String)
        /// The step at this index fits, but its answer can't be given again; the reason.
        case notServable(Int, String)
        /// A token that opens nothing, so that clients can sign in.
        case madeUpToken
        case notRecorded(Mismatch)
    }

    private let isStrict: Bool
    /// How often the answer of each step was given.
    private var given: [Int]
    private var bound: [String: Int] = [:]
    package private(set) var summary: ServeSummary
    private var open: Int
    /// Answers that were chosen and have not left yet.
    private var underWay = 0

    /// - Parameters:
    ///   - steps: how many the recording has.
    ///   - isStrict: whether a request beyond those recorded is a mismatch, and not answered like the last one.
    package init(steps: Int, isStrict: Bool = false) {
        self.isStrict = isStrict
        given = Array(repeating: 0, count: steps)
        open = steps
        summary = ServeSummary()
    }

    /// Whether every recorded answer was asked for, and no answer is on its way any more.
    package var isDone: Bool { open == 0 && underWay == 0 && !given.isEmpty }
    /// Indices of the steps that nobody asked for.
    package var neverAsked: [Int] { given.indices.filter { given[$0] == 0 } }

    /// Whether a stand-in was bound to the same value before (0), to none (1), or to another one (2).
    private func conflict(_ candidate: RecordedAnswers.Candidate) -> Int {
        candidate.bindings.map { binding in
            guard let value = bound[binding.standIn] else { return 1 }
            return value == binding.value ? 0 : 2
        }
        .max() ?? 0
    }

    /// The choice among the candidates: the welcome media type first, then exact ones, then those whose stand-ins stand
    /// for the values they stood for before; of those left the first that was not given yet, or the last again.
    ///
    /// - Parameter nearest: what to name where there is no candidate.
    package mutating func choose(
        _ asked: RequestForm,
        from candidates: [RecordedAnswers.Candidate],
        nearest: RecordedAnswers.Nearest?,
        in answers: RecordedAnswers
    ) -> Choice {
        summary.asked += 1
        underWay += 1
        guard let pick = pick(candidates) else {
            if asked.isTokenRequest {
                summary.madeUpTokens += 1
                return .madeUpToken
            }
            return refuse(Mismatch(asked, nearest: nearest, in: answers))
        }
        let isRepeat = given[pick.index] > 0
        if isRepeat, isStrict, !asked.isTokenRequest {
            return refuse(Mismatch(asked, repeats: pick.index, in: answers))
        }
        if !isRepeat { open -= 1 }
        given[pick.index] += 1
        for binding in pick.bindings { bound[binding.standIn] = binding.value }
        let step = answers.steps[pick.index]
        if case .notServable(let reason) = step.answer {
            summary.count(notServable: AnswerGap(step, reason))
            return .notServable(pick.index, reason)
        }
        summary.answered += 1
        if isRepeat { summary.repeated += 1 }
        if case .placeholder(_, _, let reason) = step.answer {
            summary.count(placeholder: AnswerGap(step, reason))
            return .placeholder(pick.index, isRepeat: isRepeat, reason)
        }
        return .recorded(pick.index, isRepeat: isRepeat)
    }

    /// An answer has left, or whoever asked went away before it did.
    ///
    /// To be called once for each choice.
    package mutating func end() { underWay -= 1 }

    /// A request that could not even be read.
    package mutating func refuse(unreadable mismatch: Mismatch) -> Choice {
        summary.asked += 1
        underWay += 1
        return refuse(mismatch)
    }

    private mutating func refuse(_ mismatch: Mismatch) -> Choice {
        summary.count(mismatch)
        return .notRecorded(mismatch)
    }

    private func pick(_ candidates: [RecordedAnswers.Candidate]) -> RecordedAnswers.Candidate? {
        var best: [RecordedAnswers.Candidate] = []
        var bestRank = [Int.max]
        let mostWelcome = candidates.compactMap(\.quality).max() ?? 0
        for candidate in candidates {
            let missed = mostWelcome - (candidate.quality ?? mostWelcome)
            let rank = [missed, candidate.isExact ? 0 : 1, conflict(candidate)]
            if rank.lexicographicallyPrecedes(bestRank) {
                best = []
                bestRank = rank
            }
            if rank == bestRank { best.append(candidate) }
        }
        return best.first { given[$0.index] == 0 } ?? best.last
    }
}
