package import APIDocument
internal import ExchangeModel
package import Redaction

/// Judges recorded exchanges by a set of rules, and gathers what they noticed.
package struct ContractChecker: Sendable {
    private let operations: OperationTable
    private let rules: [any ContractRule]
    private let recordingRules: [any RecordingRule]
    private let faults: [Observation]
    private let standing: any StandingPolicy
    private let concerns: @Sendable (RedactedExchange) -> Bool
    private let label: @Sendable (RedactedExchange) -> String

    /// - Parameters:
    ///   - rules: looked at in this order; ids must differ.
    ///   - recordingRules: what only several exchanges together can keep.
    ///   - faults: what is wrong in the document itself (`DocumentFaults`).
    ///   - standing: which exchanges say nothing about the API.
    ///   - concerns: which exchanges are this API's at all. Others are counted as not matched and left alone, even
    ///     where the contract has their path: a recording often holds calls to somebody else's servers.
    ///   - label: names the operation of a request that the contract does not know, so that calls for different
    ///     things are one finding; nil for method and path as they are.
    package init(
        operations: OperationTable,
        rules: [any ContractRule],
        recordingRules: [any RecordingRule] = [],
        faults: [Observation] = [],
        standing: any StandingPolicy = GeneralStanding(),
        concerns: @escaping @Sendable (RedactedExchange) -> Bool = { _ in true },
        label: (@Sendable (RedactedExchange) -> String)? = nil
    ) {
        self.operations = operations
        self.rules = rules
        self.recordingRules = recordingRules
        self.faults = faults
        self.standing = standing
        self.concerns = concerns
        self.label = label ?? FindingGroups.rawLabel
    }

    /// Checks exchanges in the order given; the same input gives the same result.
    package func check(_ exchanges: [(number: Int, exchange: RedactedExchange)]) -> CheckResult {
        var groups = FindingGroups()
        var coverage = Coverage(operations: operations.operations)
        for fault in faults { groups.add(fault, from: .document) }
        var watches = recordingRules.map { $0.begin() }
        for (number, exchange) in exchanges {
            guard concerns(exchange) else {
                coverage.countForeign()
                continue
            }
            let operation = operations.match(method: exchange.request.method, url: exchange.request.url)
            let subject = CheckSubject(number: number, exchange: exchange, operation: operation)
            coverage.count(subject)
            let context = ObservationContext(subject)
            let fallback = operation == nil ? label(exchange) : ""
            for observation in observations(on: subject) {
                groups.add(
                    observation,
                    from: context,
                    unknownOperation: fallback,
                    fragment: { subject.fragment(at: $0) }
                )
            }
            guard standing.standing(of: subject) == .answered else { continue }
            for index in watches.indices { watches[index].see(subject) }
        }
        for index in watches.indices {
            for found in watches[index].finish() {
                groups.add(found.observation, from: found.context, unknownOperation: "an unknown operation")
            }
        }
        return CheckResult(
            findings: groups.findings(),
            coverage: coverage,
            rules: (rules.map(\.id) + recordingRules.map(\.id)).sorted()
        )
    }

    /// The exchanges' shape, for a baseline: of those that say something about the API, and of this API alone.
    package func baseline(of exchanges: [(number: Int, exchange: RedactedExchange)]) -> ShapeBaseline {
        var baseline = ShapeBaseline()
        for (number, exchange) in exchanges where concerns(exchange) {
            let operation = operations.match(method: exchange.request.method, url: exchange.request.url)
            let subject = CheckSubject(number: number, exchange: exchange, operation: operation)
            if standing.standing(of: subject) == .answered { baseline.learn(subject) }
        }
        return baseline
    }

    /// What the rules notice in one exchange, in the rules' order.
    package func observations(on subject: CheckSubject) -> [Observation] {
        guard case .inconclusive(let obstacle) = standing.standing(of: subject) else {
            return rules.flatMap { $0.evaluate(subject) }
        }
        let reason = Observation(
            rule: "inconclusive." + obstacle.kind,
            severity: .info,
            blame: .inconclusive,
            provenance: .internal,
            message: obstacle.message
        )
        let noticed = rules.filter(\.judgesInconclusive).flatMap { $0.evaluate(subject) }.map { observation in
            var observation = observation
            observation.severity = min(observation.severity, .warning)
            return observation
        }
        return [reason] + noticed
    }
}
