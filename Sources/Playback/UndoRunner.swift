import ExchangeModel
import KadenceAPI
import Recording
import Redaction
import ReplayPlan

/// Takes back what attempts of one run wrote.
struct UndoRunner: Sendable {
    let caller: Caller
    let state: RunState

    /// Takes back what the attempt wrote, the last first. Not even a stopped run leaves that out: what it wrote would
    /// stay for ever.
    func takeBack(_ undo: UndoList, attempt: Int, _ manner: AttemptManner) async {
        guard !undo.items.isEmpty else { return }
        // A task of its own is not cancelled with the run's.
        await Task {
            for item in undo.items.reversed() {
                let problem = await takeBack(item, manner)
                state.update { run in
                    run.undone.append(
                        UndoNote(
                            attempt: attempt,
                            operation: item.operation,
                            undoing: item.counterpart?.undoing,
                            problem: problem
                        )
                    )
                }
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
        switch await caller.send(message, sending) {
        case .refused(let refusal): return refusal.sentence
        case .notSignedIn(let problem): return problem.sentence
        case .answered(let call):
            state.update { run in
                run.requests += 1
                if let quota = call.redacted.quota { run.quota.observe(quota, now: call.raw.startedAt) }
            }
            guard let status = call.raw.response?.status else { return "it got no answer" }
            return (200..<300).contains(status) ? nil : "it was answered with \(status)"
        }
    }
}
