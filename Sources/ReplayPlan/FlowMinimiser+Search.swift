import Statistics

/// How the search goes on.
extension FlowMinimiser {
    /// Turns to a candidate; its earlier attempts count, where it has some.
    mutating func begin(_ step: Step, keeping kept: [Int]) {
        self.step = step
        if case .confirmation = step {
            open = trials.count
            trials.append(fresh(kept, isConfirmation: true))
        } else if let place = places[kept] {
            open = place
            trials[open].inconclusiveInARow = 0
        } else {
            open = trials.count
            places[kept] = open
            trials.append(fresh(kept, isConfirmation: false))
        }
    }

    private func fresh(_ kept: [Int], isConfirmation: Bool) -> Evidence {
        Evidence(kept: kept, isConfirmation: isConfirmation, strict: test.strict, search: test.search)
    }

    mutating func end(_ ending: Ending) {
        endedBecause = ending
    }

    /// What the attempts with the open candidate say; nil while it takes more of them.
    var verdictOfOpen: Verdict? {
        let trial = trials[open]
        if trial.isRefuted { return .passes }
        if trial.inconclusiveInARow >= 5 { return .undecided }
        switch step {
        case .whole: return Verdict(trial.strict.verdict) ?? (isWithin(budget / 2) ? nil : .undecided)
        case .alone, .narrowing: return Verdict(trial.search.verdict) ?? verdictOnGivingUp(after: test.searchCap)
        case .single: return Verdict(trial.strict.verdict) ?? verdictOnGivingUp(after: test.strictCap)
        case .confirmation(let planned):
            guard trial.attempts >= planned || trial.kept.count > left else { return nil }
            return Verdict(trial.strict.verdict) ?? .undecided
        case .control(let attempts): return trial.attempts > attempts ? trial.verdict : nil
        }
    }

    private func verdictOnGivingUp(after cap: Int) -> Verdict? {
        trials[open].attempts < cap && isWithin(budget / 4) ? nil : .undecided
    }

    /// Whether one more attempt keeps the candidate within its share of the budget.
    private func isWithin(_ share: Int) -> Bool {
        let (requests, overflow) = trials[open].requests.addingReportingOverflow(trials[open].kept.count)
        return !overflow && requests <= share
    }

    /// Goes on from a verdict on the open candidate.
    mutating func take(_ verdict: Verdict) {
        if case .control = step { return endControl() }
        trials[open].verdict = verdict
        if trials[open].inconclusiveInARow >= 5 { givenUpInARow += 1 }
        goOn(from: verdict, on: trials[open].kept)
        if endedBecause == nil, givenUpInARow >= 3 { beginControl() }
    }

    private mutating func beginControl() {
        if case .confirmation = step { return }
        putOff = (step, open)
        begin(.control(attempts: trials[places[smallest] ?? 0].attempts), keeping: smallest)
    }

    private mutating func endControl() {
        guard trials[open].inconclusiveInARow < 5, let putOff else { return end(.inconclusive) }
        (step, open) = putOff
    }

    private mutating func goOn(from verdict: Verdict, on kept: [Int]) {
        switch step {
        case .whole: takeWhole(verdict)
        case .confirmation: takeConfirmation(verdict)
        case .control: break
        case .alone:
            guard verdict != .fails else {
                accept(kept)
                return trySingles()
            }
            narrow(passing: 0, failing: pool.count)
        case .narrowing(let passing, let tried, let failing):
            if verdict == .fails {
                accept(kept)
                narrow(passing: passing, failing: tried)
            } else {
                narrow(passing: tried, failing: failing)
            }
        case .single(let exchange):
            if verdict == .fails {
                accept(kept)
            } else {
                needed.insert(exchange)
                if verdict == .undecided { ending = isWithin(budget / 4) ? .undecided : .budget }
            }
            trySingles()
        }
    }

    private mutating func takeWhole(_ verdict: Verdict) {
        switch verdict {
        case .fails: tryAlone()
        case .passes: end(.notReproduced)
        case .undecided:
            if trials[open].inconclusiveInARow >= 5 { return end(.inconclusive) }
            end(trials[open].strict.leaning == .passes ? .notReproduced : .budget)
        }
    }

    private mutating func tryAlone() {
        if pool.isEmpty { return trySingles() }
        begin(.alone, keeping: links.closed(required))
    }

    /// The first `passing` of the pool are too few, the first `failing` are enough.
    private mutating func narrow(passing: Int, failing: Int) {
        guard failing - passing > 1 else {
            // The last of those that are enough makes the difference.
            required = links.closed(required + [pool[failing - 1]])
            let found = Set(required)
            pool = pool[..<(failing - 1)].filter { !found.contains($0) }
            return tryAlone()
        }
        // Two thirds rather than half: a part that passes takes more attempts than one that fails, and the last of
        // several exchanges needed lies more likely in the second half.
        let tried = min(failing - 1, passing + max(1, ((failing - passing) * 2 + 1) / 3))
        begin(
            .narrowing(passing: passing, tried: tried, failing: failing),
            keeping: links.closed(required + pool[..<tried])
        )
    }

    private mutating func accept(_ kept: [Int]) {
        guard kept.count < smallest.count else { return }
        accepted.append(kept)
        needed = []
        ending = .minimal
    }

    /// Tries the next exchange that may go alone, from the end.
    private mutating func trySingles() {
        let kept = smallest
        let candidate = kept.last { !needed.contains($0) && !links.needs(links.decisive, $0) }
        guard let candidate else { return confirm() }
        begin(.single(candidate), keeping: links.removing(candidate, from: kept))
    }

    /// Tries the result with fresh attempts, where it is smaller than the flow and the budget pays for a few.
    private mutating func confirm() {
        let affordable = left / max(1, smallest.count)
        guard smallest.count < count, affordable >= 3 else { return end(ending) }
        begin(.confirmation(attempts: min(affordable, test.confirmationAttempts)), keeping: smallest)
    }

    private mutating func takeConfirmation(_ verdict: Verdict) {
        // Then it was the same storm that left candidates undecided.
        if trials[open].inconclusiveInARow >= 5, ending == .undecided { return end(.inconclusive) }
        guard verdict == .passes, let refuted = accepted.popLast() else { return end(ending) }
        if let place = places[refuted] {
            trials[place].verdict = .passes
            trials[place].isRefuted = true
        }
        needed = []
        if ending == .budget { return confirm() }
        ending = .minimal
        trySingles()
    }

    /// The budget does not pay for the next attempt with the open candidate.
    mutating func takeEndOfBudget() {
        ending = .budget
        if case .whole = step { return end(.budget) }
        confirm()
    }
}
