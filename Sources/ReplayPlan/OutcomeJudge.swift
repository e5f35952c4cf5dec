package import ExchangeModel
import JSONTree
package import Redaction

/// Says how the attempts of one run ended, by comparing the answer that decided each with the recorded one.
///
/// 429 is always inconclusive, and so is what was stopped or never left, unless not leaving is what was recorded. Where
/// the user names failures, an attempt fails when one of them occurs. Else, where a failure was recorded, an attempt
/// passes when nothing is wrong with it. What a contract check finds in a body is wrong too, unless an error was
/// recorded: who asks how often that occurs does not ask for the rest. Where a success was recorded, an attempt also
/// fails when its status is another one, when the answer no longer means the same, or when it took far longer than
/// those that pass (`SlowLimit`). What varies by itself is learned from the attempts (`LearnedNoise`) and left out, so
/// a verdict may change as more are judged. Of an answer to another request than the recorded one (`SameRequest`) only
/// status and shape are compared.
///
/// Keeps at most 500 numbers an attempt, and no body. Judging takes time linear in the answer.
package struct OutcomeJudge: Sendable {
    let options: JudgeOptions
    private let operation: @Sendable (_ method: String, _ url: [UInt8]) -> String
    private let findings: @Sendable (RedactedExchange) -> [ContractFact]
    /// What the user named; nil where the recording decides.
    private let criteria: CriteriaReader?
    private let recordedFacts: [ContractFact]
    /// Whether what a contract check finds makes an attempt fail.
    private let asksContract: Bool
    /// Nil unless a success was recorded, and the recording decides.
    let recordedMeaning: RecordedMeaning?
    private let recordedDuration: Duration
    private let recordedRequest: SameRequest
    /// Answers whose values were not compared, since their requests asked for something else.
    private(set) var askedForOthers = 0
    /// Answers whose bodies were not compared, since one of the two is not there as a whole.
    private(set) var withoutBody = 0
    /// The failure that was recorded; nil where the recording is a success by these rules.
    package private(set) var recordedFailure: FailureSignature?

    private(set) var places = PlaceTable()
    private var words = PlaceWords()
    private(set) var noise = LearnedNoise()
    private(set) var passing: SlowLimit
    private var observations: [AnswerObservation] = []

    /// - Parameters:
    ///   - operation: names an operation by its method and URL: `GET /v1/public/bookings/{id}`.
    ///   - findings: what a contract check finds in an exchange that came whole. Called once for an exchange, and for
    ///     the recorded one.
    package init(
        recorded: RedactedExchange,
        options: JudgeOptions = JudgeOptions(),
        operation: @escaping @Sendable (_ method: String, _ url: [UInt8]) -> String,
        findings: @escaping @Sendable (RedactedExchange) -> [ContractFact] = { _ in [] }
    ) {
        self.options = options
        self.operation = operation
        self.findings = findings
        recordedDuration = recorded.timings.total
        recordedRequest = SameRequest(recorded.request)
        passing = SlowLimit(factor: options.slowFactor, floor: options.slowFloor, recorded: recordedDuration)
        guard options.failing.isEmpty else {
            criteria = CriteriaReader(
                options.failing,
                recorded: recorded,
                sameKeys: options.sameKeys,
                findings: findings
            )
            recordedFacts = []
            asksContract = false
            recordedMeaning = nil
            recordedFailure = named(recorded)
            return
        }
        criteria = nil
        let ownFailure = FailureReader.failure(of: recorded)
        recordedFacts = ownFailure == nil ? findings(recorded).filter(\.isOfBody) : []
        asksContract = ownFailure == nil
        let isSuccess = ownFailure == nil && recordedFacts.isEmpty
        recordedMeaning =
            isSuccess
            ? recorded.response.map {
                RecordedMeaning($0, of: recorded, sameKeys: options.sameKeys)
            } : nil
        recordedFailure =
            ownFailure.map { signature(recorded, $0.failureClass, $0.summary) }
            ?? recordedFacts.first.map { contractSignature(recorded, $0) }
    }

    /// How the attempt that this exchange decided ended, as far as is known by now; kept for `outcomes`. A sign-in that
    /// was refused is for the caller to tell.
    package mutating func judge(_ exchange: RedactedExchange) -> Outcome {
        let observation = criteria.map { observe(exchange, $0) } ?? observe(exchange)
        observations.append(observation)
        if case .compared(let compared) = observation, valueFailure(compared, isNoise: noise.isNoise) == nil {
            passing.add(compared.duration)
        }
        return outcome(of: observation, slowAbove: passing.limit, isNoise: noise.isNoise)
    }

    /// Of everything judged, in that order, with all that is known by now. Takes time linear in their number.
    package var outcomes: [Outcome] {
        let noisy = Set(noise.all.map(\.place))
        var passing = SlowLimit(factor: options.slowFactor, floor: options.slowFloor, recorded: recordedDuration)
        passing.add(
            all: observations.compactMap { observation in
                guard case .compared(let compared) = observation else { return nil }
                return valueFailure(compared, isNoise: noisy.contains) == nil ? compared.duration : nil
            }
        )
        let limit = passing.limit
        return observations.map { outcome(of: $0, slowAbove: limit, isNoise: noisy.contains) }
    }
}

// Judging by what the user named.
extension OutcomeJudge {
    private func named(_ exchange: RedactedExchange) -> FailureSignature? {
        guard case .holds(let failureClass, let summary) = criteria?.read(exchange) else { return nil }
        return signature(exchange, failureClass, summary)
    }

    private mutating func observe(_ exchange: RedactedExchange, _ criteria: CriteriaReader) -> AnswerObservation {
        let recorded = recordedFailure
        let reason = FailureReader.inconclusiveReason(exchange) { recorded != nil && named(exchange) == recorded }
        if let reason { return .settled(.inconclusive(reason)) }
        switch criteria.read(exchange) {
        case .holds(let failureClass, let summary):
            return .settled(.failed(signature(exchange, failureClass, summary)))
        case .holdsNot: return .settled(.passed)
        case .undecided(let reason): return .settled(.inconclusive(.notEvaluable(reason)))
        case .differs(let pointer, var entry):
            entry.place = pointer.tokens.reduce(PlaceTable.body) { places.child(of: $0, Array($1.utf8)) }
            words.note([entry])
            return .differs(
                operation: operation(exchange.request.method, exchange.request.url),
                status: exchange.response?.status,
                place: entry.place
            )
        }
    }
}

// Judging by the recording.
extension OutcomeJudge {
    private mutating func observe(_ exchange: RedactedExchange) -> AnswerObservation {
        let failure = ownFailure(exchange)
        let reason = FailureReader.inconclusiveReason(exchange) { failure != nil && failure == recordedFailure }
        if let reason { return .settled(.inconclusive(reason)) }
        if let failure { return .settled(.failed(failure)) }
        guard let recordedMeaning, let response = exchange.response else { return .settled(.passed) }
        if let change = RecordedMeaning.statusChange(from: recordedMeaning.status, to: response.status) {
            return .settled(.failed(signature(exchange, .status, change)))
        }
        var differences = Differences()
        if let lost = recordedMeaning.compare(response, of: exchange, places: &places, into: &differences) {
            return .settled(.failed(signature(exchange, .wrongData, lost)))
        }
        if !recordedMeaning.comparesBody(of: response) { withoutBody += 1 }
        let isSameRequest = recordedRequest.isAsked(by: exchange.request)
        if !isSameRequest {
            askedForOthers += 1
            differences = Differences()
        }
        words.note(differences.entries)
        if isSameRequest, recordedMeaning.isShown(by: response), !differences.isCut {
            noise.learn(differences.entries)
        }
        return .compared(
            .init(
                operation: operation(exchange.request.method, exchange.request.url),
                status: response.status,
                duration: SlowLimit.seconds(exchange.timings.total),
                places: differences.entries.map(\.place),
                isCut: differences.isCut
            )
        )
    }

    /// What is wrong with an exchange by itself; where it is a contract finding, the recorded one if that is among them.
    private func ownFailure(_ exchange: RedactedExchange) -> FailureSignature? {
        if let found = FailureReader.failure(of: exchange) {
            return signature(exchange, found.failureClass, found.summary)
        }
        guard asksContract else { return nil }
        let facts = findings(exchange).filter(\.isOfBody)
        guard let first = facts.first else { return nil }
        // A fingerprint may vary with the data; the rule does not.
        let shown =
            recordedFacts.first { fact in facts.contains { $0.fingerprint == fact.fingerprint } }
            ?? recordedFacts.first { fact in facts.contains { $0.rule == fact.rule } }
        return contractSignature(exchange, shown ?? first)
    }
}

// From observations to outcomes.
extension OutcomeJudge {
    private func outcome(
        of observation: AnswerObservation,
        slowAbove limit: Double?,
        isNoise: (Int) -> Bool
    ) -> Outcome {
        switch observation {
        case .settled(let outcome): return outcome
        case .differs(let operation, let status, let place):
            let summary = "\(places.text(place)) \(words.statement(place))"
            return .failed(
                FailureSignature(operation: operation, failureClass: .wrongData, status: status, summary: summary)
            )
        case .compared(let compared):
            if let summary = valueFailure(compared, isNoise: isNoise) {
                return failed(compared, .wrongData, summary)
            }
            guard let limit, compared.duration > limit else { return .passed }
            // No figures: they would make each slow answer a failure of its own.
            return failed(compared, .slow, "\(compared.status), far slower than the answers that pass")
        }
    }

    /// In which values the answer differs from the recording, noise left out; nil where in none.
    private func valueFailure(_ compared: AnswerObservation.Compared, isNoise: (Int) -> Bool) -> String? {
        if compared.isCut { return "\(compared.status), differs in more than \(Differences.most) places" }
        let remaining = compared.places.filter { !isNoise($0) }
        guard let first = remaining.first else { return nil }
        let others = remaining.count > 1 ? ", and elsewhere" : ""
        return "\(compared.status), \(places.text(first)) \(words.statement(first))\(others)"
    }

    private func failed(
        _ compared: AnswerObservation.Compared,
        _ failureClass: FailureSignature.Class,
        _ summary: String
    ) -> Outcome {
        .failed(
            FailureSignature(
                operation: compared.operation,
                failureClass: failureClass,
                status: compared.status,
                summary: summary
            )
        )
    }

    private func signature(
        _ exchange: RedactedExchange,
        _ failureClass: FailureSignature.Class,
        _ summary: String
    ) -> FailureSignature {
        FailureSignature(
            operation: operation(exchange.request.method, exchange.request.url),
            failureClass: failureClass,
            status: exchange.response?.status,
            summary: summary
        )
    }

    private func contractSignature(_ exchange: RedactedExchange, _ fact: ContractFact) -> FailureSignature {
        signature(exchange, .contract, fact.summary(status: exchange.response?.status))
    }
}
