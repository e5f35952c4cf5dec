import ExchangeModel
import JSONTree
import Redaction

/// Looks for what the user calls a failure.
struct CriteriaReader: Sendable {
    enum Verdict: Sendable {
        case holds(FailureSignature.Class, String)
        /// The value at this place is another one.
        case differs(JSONPointer, Differences.Entry)
        case holdsNot
        /// Why it can't be told.
        case undecided(String)
    }

    private let criteria: [FailureCriterion]
    /// Nil where the recording has no JSON to compare with.
    private let recorded: RecordedJSON?
    private let recordedURL: [UInt8]
    private let sameKeys: Bool
    private let findings: @Sendable (RedactedExchange) -> [ContractFact]

    init(
        _ criteria: [FailureCriterion],
        recorded: RedactedExchange,
        sameKeys: Bool,
        findings: @escaping @Sendable (RedactedExchange) -> [ContractFact]
    ) {
        self.criteria = criteria
        self.sameKeys = sameKeys
        self.findings = findings
        recordedURL = recorded.request.url
        let needsJSON = criteria.contains { if case .differs = $0 { true } else { false } }
        self.recorded =
            needsJSON ? recorded.response.flatMap { BodyMeaning($0.body).document }.map { RecordedJSON($0) } : nil
    }

    /// The first criterion that holds; else why one can't be told; else that none holds.
    func read(_ exchange: RedactedExchange) -> Verdict {
        var undecided: String?
        // The check may be costly, and several criteria may ask for it.
        var facts: [ContractFact]?
        for criterion in criteria {
            switch read(criterion, exchange, &facts) {
            case .holdsNot: continue
            case .undecided(let reason): undecided = undecided ?? reason
            case let verdict: return verdict
            }
        }
        return undecided.map { .undecided($0) } ?? .holdsNot
    }

    private func read(
        _ criterion: FailureCriterion,
        _ exchange: RedactedExchange,
        _ facts: inout [ContractFact]?
    ) -> Verdict {
        let status = exchange.response?.status
        switch criterion {
        case .status(let range):
            guard let response = exchange.response else { return .undecided("no answer") }
            guard range.contains(response.status) else { return .holdsNot }
            return .holds(.status, ErrorSummary.text(status: response.status, body: response.body))
        case .slower(let limit):
            guard exchange.timings.total > limit else {
                // Nobody knows how long the rest would have taken.
                let isWhole = FailureReader.failure(of: exchange)?.failureClass != .transport
                return isWhole ? .holdsNot : .undecided("no whole answer")
            }
            let answer = status.map(String.init) ?? "no answer"
            return .holds(.slow, "\(answer), slower than \(DurationText.spaced(limit))")
        case .transport:
            guard let failure = FailureReader.failure(of: exchange), failure.failureClass == .transport else {
                return .holdsNot
            }
            return .holds(.transport, failure.summary)
        case .finding(let name):
            guard FailureReader.failure(of: exchange)?.failureClass != .transport else {
                return .undecided("no whole answer that could be checked for \(name)")
            }
            let found = facts ?? findings(exchange)
            facts = found
            guard let fact = found.first(where: { $0.isNamed(name) }) else { return .holdsNot }
            return .holds(.contract, fact.summary(status: nil))
        case .differs(let pointer): return differs(pointer, exchange)
        }
    }

    private func differs(_ pointer: JSONPointer, _ exchange: RedactedExchange) -> Verdict {
        guard let recorded, let was = recorded.document.node(at: pointer) else {
            return .undecided("the recording has nothing at \(pointer.description)")
        }
        guard let response = exchange.response else { return .undecided("no answer to look at") }
        let document: JSONDocument?
        switch BodyMeaning(response.body) {
        case .unknown: return .undecided("the answer's body is not there as a whole")
        case .json(let found): document = found
        case .empty, .table, .bytes: document = nil
        }
        guard let now = document?.node(at: pointer) else {
            let digest = Digest.of([], kind: 0xFF)
            return .differs(pointer, .init(place: 0, digest: digest, statement: "is missing", value: "(missing)"))
        }
        let rules = ValueRules(
            sameKeys: sameKeys,
            recordedOrigin: ValueRules.origin(of: recordedURL),
            origin: ValueRules.origin(of: exchange.request.url)
        )
        // What counts here is whether anything differs; the places are named from the pointer on.
        var places = PlaceTable()
        var differences = Differences()
        var comparison = SemanticDifference(recorded, rules: rules)
        comparison.find(was, now, places: &places, into: &differences)
        guard var first = differences.entries.first else { return .holdsNot }
        if first.place != PlaceTable.body || differences.entries.count > 1 {
            first.statement = "is not what was recorded"
        }
        return .differs(pointer, first)
    }
}

extension ContractFact {
    /// A fingerprint may be cut to so many digits.
    package static let fewestDigits = 6

    /// Whether a criterion of this text means it: the rule, the start of its id up to a dot, or the start of the
    /// fingerprint.
    func isNamed(_ name: String) -> Bool {
        rule == name || rule.hasPrefix(name + ".")
            || name.utf8.count >= ContractFact.fewestDigits && fingerprint.hasPrefix(name.lowercased())
    }

    /// `200, status.known: "lost" is no status`, without what varies; with `finding` in front where a status says nothing.
    func summary(status: Int?) -> String {
        (status.map { "\($0), " } ?? "finding ") + rule + ": " + VolatileText.normalized(message)
    }
}
