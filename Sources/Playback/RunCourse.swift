import ExchangeModel
import KadenceAPI
import Recording
import ReplayPlan
import Wire

/// The course of a run: its attempts in waves, each at its time and under its conditions, until it has enough or must
/// end.
struct RunCourse {
    /// What was heard longer ago, before the run, tells only how much is left at most: production goes on calling.
    private static let news = Duration.seconds(60)
    /// After so many waves in a row of which nothing could leave, the network is taken to be gone.
    private static let patience = 3

    let runner: AttemptRunner
    let options: ReplayOptions
    /// Of an earlier run that this one goes on with.
    let earlier: [JudgedAttempt]
    var ledger: QuotaLedger?

    private var made: [JudgedAttempt] = []
    private var kept: SignIn.Grant?
    private var lastBegan: ContinuousClock.Instant?
    /// The token last asked for.
    private var newest: SignIn.Grant?
    private var lostWaves = 0
    private var blind = BlindStart()
    /// When what is known of the quota had been heard before the run.
    private var knownBefore: Timestamp?

    init(runner: AttemptRunner, options: ReplayOptions, earlier: [JudgedAttempt]) {
        self.runner = runner
        self.options = options
        self.earlier = earlier
    }

    private var state: RunState { runner.state }
    private var clocks: Clocks { runner.clocks }

    mutating func run(onAttempt: @Sendable (Attempt) async -> Void) async -> ReplayRun {
        let began = clocks.monotonic()
        var goal = GoalTracker(options.goal, earlier.map(\.attempt.outcome))
        // A store may hold anything; sums with the number must not overflow.
        let places = earlier.map(\.attempt.index).filter((1...1_000_000).contains).map { $0 - 1 }
        var waves = options.waves(of: max(0, options.times - goal.counted), after: Set(places))[...]
        knownBefore = state.current.quota.heardAt
        while state.current.stoppedBecause == nil, let wave = next(&waves) {
            if goal.isReached {
                // Verdicts on values and times are only settled by what the other attempts show.
                goal = GoalTracker(options.goal, settledAttempts.map(\.outcome))
                if goal.isReached { break }
            }
            guard !Task.isCancelled else {
                state.update { $0.stop(RunRecord.stoppedByHand, byHand: true) }
                break
            }
            let treatment = options.treatment(wave.lowerBound)
            // Asked before the wait too: nobody waits for a call that may not leave.
            let next = fitting(wave)
            if !next.places.isEmpty { await wait(for: next.asked.count, treatment) }
            await waitForOthers()
            let (asked, places) = fitting(wave)
            guard !places.isEmpty, !Task.isCancelled, let manner = await manner(places, treatment, began) else {
                if Task.isCancelled { state.update { $0.stop(RunRecord.stoppedByHand, byHand: true) } }
                if let ended = signInRefused(wave.lowerBound + 1) {
                    made.append(ended)
                    await onAttempt(ended.attempt)
                }
                break
            }
            let ended = await attempts(places, manner, onAttempt: onAttempt)
            made += ended
            for one in ended { goal.add(one.attempt.outcome) }
            noteLosses(ended)
            noteSilence(ended)
            // What the answers told since may allow the rest, or end the run; but a planned group is no group in parts.
            if places.count < asked.count, options.diagnosis != nil {
                let left = asked.count - places.count
                state.update { run in
                    if case .stop(let reason) = run.quota.verdict { run.stop(reason) }
                    run.stop("the quota did not allow \(left) more at once")
                }
            }
            let rest = places.upperBound..<wave.upperBound
            if !rest.isEmpty { waves.insert(rest, at: waves.startIndex) }
        }
        return finished()
    }

    /// Waits until it is time for so many attempts at once.
    private mutating func wait(for count: Int, _ treatment: Treatment?) async {
        let now = clocks.now()
        let (interval, note) = state.update { run in
            (options.pace.interval(run.quota, now: now), options.pace.note(run.quota, now: now))
        }
        if let note { state.update { $0.say(note) } }
        let spacing = max((interval ?? .zero) * count, treatment?.spacing ?? .zero)
        guard let lastBegan, spacing > .zero else { return }
        try? await ContinuousClock().sleep(until: lastBegan + spacing)
    }

    /// Waits while a call of another process is under way that is to tell what is left of the quota: an attempt that
    /// began now might not fit.
    private func waitForOthers() async {
        guard let ledger, state.current.quota.remaining == nil else { return }
        while !Task.isCancelled, ledger.isAwaited(now: clocks.now()) {
            try? await Task.sleep(for: QuotaLedger.pollInterval)
        }
    }

    /// Takes the next wave out.
    ///
    /// Made by itself, to ask what is left, an attempt of a planned group would be made under other conditions than
    /// planned: a smaller group asks first, where there is one.
    private func next(_ waves: inout ArraySlice<Range<Int>>) -> Range<Int>? {
        guard options.diagnosis != nil else { return waves.popFirst() }
        learn()
        guard isBlind(state.current.quota),
            let small = waves.firstIndex(where: { $0.count <= blind.allowed })
        else { return waves.popFirst() }
        return waves.remove(at: small)
    }

    /// Whether nobody on this machine knows what is left now.
    private func isBlind(_ quota: QuotaPlan) -> Bool {
        guard quota.remaining != nil, let heardAt = quota.heardAt else { return true }
        guard heardAt == knownBefore else { return false }
        let age = clocks.now().since(heardAt)
        return age > RunCourse.news || age < .zero - RunCourse.news
    }

    /// Takes over what this machine's processes have heard of the quota.
    ///
    /// - Returns: calls that others have under way.
    @discardableResult private func learn() -> Int {
        let now = clocks.now()
        let entry = ledger?.read(now: now)
        state.update { run in
            run.quota.renew(now: now)
            if let entry {
                run.quota.observe(entry.state, heardAt: entry.seenAt, sentAt: entry.seenAt, now: now)
            }
        }
        return entry?.underWay ?? 0
    }

    /// The attempts of the wave that are next, and the places of those that the quota still allows; none where the run
    /// must end.
    private func fitting(_ wave: Range<Int>) -> (asked: Range<Int>, places: Range<Int>) {
        let underWay = learn()
        return state.update { run in
            // A whole wave of which nobody knows whether it fits could go far beyond the reserve.
            let asked = isBlind(run.quota) ? wave.prefix(blind.allowed) : wave
            var left = run.quota
            left.spend(underWay)
            var count = asked.count
            while count > 0 {
                let (cost, overflow) = left.requestsPerAttempt.multipliedReportingOverflow(by: count)
                if !overflow, case .proceed = left.verdict(for: cost) { break }
                count -= 1
            }
            if count == 0, case .stop(let reason) = left.verdict { run.stop(reason) }
            return (asked, asked.prefix(count))
        }
    }

    /// Signs in as the treatment wants it; nil where that failed, which the run says.
    private mutating func manner(
        _ places: Range<Int>,
        _ treatment: Treatment?,
        _ began: ContinuousClock.Instant
    ) async -> AttemptManner? {
        var manner = AttemptManner(runBegan: began)
        manner.concurrency = places.count
        let now = clocks.monotonic()
        manner.spacing = lastBegan.map { now - $0 }
        lastBegan = now
        manner.way.opensConnection = treatment?.connection == .new
        manner.leavesOutConnectionFields = treatment?.leavesOutConnectionFields ?? false
        guard runner.needsToken else { return manner }
        let id = state.current.id
        do throws(SignInProblem) {
            if treatment?.token == .fresh {
                manner.grant = try await runner.caller.grant(run: id, inPlaceOf: newest?.token)
                newest = manner.grant
            } else {
                if let kept, kept.isFresh(at: clocks.now()) {
                    manner.grant = kept
                } else {
                    manner.grant = try await runner.caller.grant(run: id, inPlaceOf: kept?.token)
                    newest = manner.grant
                }
                kept = manner.grant
            }
            return manner
        } catch {
            let isCancelled = Task.isCancelled
            state.update { run in
                if isCancelled {
                    run.stop(RunRecord.stoppedByHand, byHand: true)
                } else {
                    run.signInProblem = error
                    run.stop(error.sentence)
                }
            }
            return nil
        }
    }

    /// The attempt that the sign-in prevented.
    private func signInRefused(_ index: Int) -> JudgedAttempt? {
        guard let problem = state.current.signInProblem else { return nil }
        let attempt = Attempt(
            index: index,
            calls: [],
            outcome: .inconclusive(.signInRefused(problem.sentence)),
            startedAt: clocks.now(),
            traceID: nil
        )
        return JudgedAttempt(attempt: attempt, places: [], isDecidedByCalls: false)
    }

    /// Makes a wave's attempts at once.
    ///
    /// - Parameter onAttempt: told of each when it ends: the slowest of a wave must not keep the others from being kept.
    private func attempts(
        _ places: Range<Int>,
        _ manner: AttemptManner,
        onAttempt: @Sendable (Attempt) async -> Void
    ) async -> [JudgedAttempt] {
        let runner = runner
        return await withTaskGroup(of: JudgedAttempt?.self) { group in
            for place in places {
                let own = manner.controlled(options.control, at: place)
                group.addTask { await runner.attempt(place + 1, own) }
            }
            var ended: [JudgedAttempt] = []
            for await case let one? in group {
                ended.append(one)
                await onAttempt(one.attempt)
            }
            return ended.sorted { $0.attempt.index < $1.attempt.index }
        }
    }

    private mutating func noteLosses(_ ended: [JudgedAttempt]) {
        let reasons = ended.compactMap { one -> String? in
            if case .inconclusive(.notSent(let reason)) = one.attempt.outcome { return reason }
            return nil
        }
        lostWaves = reasons.count == ended.count && !ended.isEmpty ? lostWaves + 1 : 0
        if lostWaves >= RunCourse.patience, let reason = reasons.last {
            let count = lostWaves
            state.update { $0.stop("the last \(count) attempts could not leave this machine: \(reason)") }
        }
    }

    /// What a wave whose answers did not tell what is left allows the next one.
    private mutating func noteSilence(_ ended: [JudgedAttempt]) {
        guard isBlind(state.current.quota) else {
            blind = BlindStart()
            return
        }
        for call in ended.flatMap(\.attempt.calls) { blind.ended(status: call.status) }
    }

    /// All attempts, with every verdict as it stands with all that is known by now.
    private var settledAttempts: [Attempt] {
        let settled = state.settled
        return (earlier + made).map { $0.settled(settled, runner.rule) }.sorted { $0.index < $1.index }
    }

    /// The run with every verdict settled.
    private func finished() -> ReplayRun {
        var run = state.current
        run.attempts = settledAttempts
        for (step, lines) in state.explanations.enumerated() {
            run.explanation += lines.map { (step, $0) }
        }
        return run
    }
}
