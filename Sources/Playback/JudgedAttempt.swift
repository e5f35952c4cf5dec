import CaptureStore
import ExchangeModel
import Redaction
import ReplayPlan

/// An attempt with the places of its calls' verdicts, so that they can be settled when the run has ended.
struct JudgedAttempt: Sendable {
    var attempt: Attempt
    /// For each call the step it repeats, and its place among those judged of that step.
    var places: [(step: Int, place: Int)]
    /// Whether the outcome follows from the calls' own; false where something else ended the attempt.
    var isDecidedByCalls: Bool

    /// The attempt with its calls' verdicts as they stand now.
    func settled(_ outcomes: [[Outcome]], _ rule: AttemptRule) -> Attempt {
        var settled = attempt
        for (index, place) in places.enumerated() where settled.calls.indices.contains(index) {
            guard outcomes.indices.contains(place.step), outcomes[place.step].indices.contains(place.place) else {
                continue
            }
            settled.calls[index].outcome = outcomes[place.step][place.place]
        }
        if isDecidedByCalls, let outcome = rule.outcome(settled.calls) { settled.outcome = outcome }
        return settled
    }
}

extension JudgedAttempt {
    /// An attempt of an earlier run, judged again as far as its captures are there.
    ///
    /// - Parameters:
    ///   - steps: how many calls a whole attempt makes.
    ///   - judge: judges an answer to a step, and gives its place among those judged of it.
    init(
        stored attempt: Attempt,
        steps: Int,
        _ captures: any CaptureRepository,
        judge: (_ step: Int, RedactedExchange) -> Int
    ) {
        var places: [(step: Int, place: Int)] = []
        for (step, call) in attempt.calls.enumerated() where step < steps {
            guard let number = call.number, let capture = try? captures.capture(number) else { break }
            places.append((step, judge(step, capture.exchange)))
        }
        self.attempt = attempt
        self.places = places
        isDecidedByCalls = places.count == steps && attempt.outcome.isConclusive
    }
}

/// How an attempt's outcome follows from those of its calls.
struct AttemptRule: Sendable {
    /// What each step had failed with when it was recorded; nil where it succeeded.
    let recorded: [FailureSignature?]

    /// Whether the recorded flow failed at its last call.
    private var recordedFailure: Bool { recorded.last.flatMap { $0 } != nil }

    /// What a call before the last does to the attempt; nil where it goes on.
    ///
    /// Where a failure is being repeated, an attempt that fails otherwise before it says nothing about it. Where the recording is
    /// a success, every call that fails makes the attempt fail; that an earlier answer holds other data, or was slow,
    /// matters only as far as the last one shows it.
    func afterEarlier(_ step: Int, _ outcome: Outcome, _ call: Attempt.Call, operation: String) -> Outcome? {
        guard case .failed(let signature) = outcome else {
            if case .inconclusive = outcome { return outcome }
            return nil
        }
        // It failed so when it was recorded, and the flow went on.
        if recorded.indices.contains(step), recorded[step] == signature { return nil }
        // The failure that is being repeated, earlier than it was recorded.
        if signature == recorded.last.flatMap({ $0 }) { return outcome }
        switch signature.failureClass {
        case .wrongData, .slow, .contract: return nil
        case .transport, .status:
            if !recordedFailure { return outcome }
            let reason =
                call.status.map { "\(operation) was answered with \($0)" } ?? "\(operation) got no whole answer"
            return .inconclusive(.earlierStepFailed(reason))
        }
    }

    /// The attempt's outcome; nil where the calls don't decide it.
    func outcome(_ calls: [Attempt.Call]) -> Outcome? {
        guard calls.count == recorded.count else { return nil }
        return calls.last?.outcome
    }
}
