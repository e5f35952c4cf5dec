import ExchangeModel
import KadenceAPI
import Recording
import Redaction
import ReplayPlan
import Wire

/// Takes back what attempts of one run wrote.
struct UndoRunner: Sendable {
    let caller: Caller
    let state: RunState
    let clocks: Clocks
    /// Waits for so long.
    let pause: @Sendable (Duration) async -> Void
    /// Called when something was taken back, or could not be, before anything else is sent.
    var onUndo: @Sendable (UndoNote) async -> Void = { _ in }

    /// Takes back what the attempt wrote, the last first. Not even a stopped run leaves that out: what it wrote would
    /// stay for ever.
    func takeBack(_ undo: UndoList, attempt: Int, _ manner: AttemptManner) async {
        guard !undo.items.isEmpty else { return }
        // A task of its own is not cancelled with the run's.
        await Task {
            for item in undo.items.reversed() {
                let problem = await takeBack(item, manner)
                let note = UndoNote(
                    attempt: attempt,
                    operation: item.operation,
                    undoing: item.counterpart?.undoing,
                    problem: problem,
                    id: problem == nil ? nil : item.id
                )
                state.update { $0.undone.append(note) }
                await onUndo(note)
            }
        }.value
    }

    /// - Returns: why it is still there; nil where it was taken back.
    private func takeBack(_ item: UndoList.Item, _ manner: AttemptManner) async -> String? {
        guard let request = item.request else { return item.problem ?? "nobody knows how" }
        var headers: HeaderList = ["Accept": "application/ld+json"]
        if !request.body.isEmpty { headers.append("Content-Type", "application/json") }
        let message = RequestMessage(
            method: "POST",
            url: caller.endpoints.apiURL(request.path),
            headers: headers,
            body: MessageBody(request.body)
        )
        var sending = Sending()
        sending.grant = manner.grant
        sending.run = state.current.id
        sending.label = "undo"
        sending.takesBack = true
        var tries = UndoTries()
        while true {
            switch await caller.send(message, sending) {
            case .refused(let refusal): return refusal.sentence
            case .notSignedIn(let problem): return problem.sentence
            case .answered(let call):
                switch tries.judge(call.raw, quota: note(call), now: clocks.now()) {
                case .undone: return nil
                case .givenUp(let problem): return problem
                case .again(let time): await pause(time)
                }
            }
        }
    }

    /// - Returns: what is known of the quota now.
    private func note(_ call: RecordedCall) -> QuotaPlan {
        let now = clocks.now()
        return state.update { run in
            run.requests += 1
            if let quota = call.redacted.quota {
                let left = call.raw.startedAt
                run.quota.observe(quota, heardAt: left, sentAt: left, now: now)
            } else {
                run.quota.spend(1)
            }
            return run.quota
        }
    }
}
