package import APIDocument
package import ContractCheck
internal import Redaction

extension Kadence {
    /// What a check holds exchanges against.
    package struct CheckPlan: Sendable {
        /// How the schemas are read.
        package var reading = ContractReading.pragmatic
        /// A document that the user names; nil for the project's own contract alone.
        package var document: Contract?
        /// The same document with an overlay applied: a corrected reading of it.
        package var corrected: Contract?
        /// What earlier answers looked like.
        package var baseline: ShapeBaseline?

        package init() {}
    }

    /// The response headers that house rules judge, with their arithmetic.
    private static let judgedHeaders: Set<String> = [
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-retry-after", "x-wx-trace",
    ]

    /// The contract's schemas as they are meant; compiled once.
    private static let compiled = contract.compiled(.pragmatic)

    /// The contract with its schemas compiled, for the reading.
    package static func compiledContract(_ reading: ContractReading) -> CompiledContract {
        reading == .pragmatic ? compiled : contract.compiled(reading)
    }

    /// A checker for what the plan says, the contract and the house rules. Exchanges with other services are passed
    /// over, but for those that the user's document describes.
    package static func checker(_ plan: CheckPlan) -> ContractChecker {
        let own = ownRules(compiledContract(plan.reading), plan)
        var operations = contract.operations
        var judge: any ContractRule = own
        var faults: [Observation] = []
        if let document = plan.document {
            let compiled = document.compiled(plan.reading)
            faults = DocumentFaults.observations(in: compiled)
            operations = document.operations.merging(contract.operations)
            let corrected = plan.corrected.map { [namedRules($0.compiled(plan.reading), plan)] } ?? []
            judge = BlameRule(document: namedRules(compiled, plan), corrected: corrected + [own])
        }
        let table = operations
        return ContractChecker(
            operations: operations,
            rules: rules(judgedBy: judge),
            recordingRules: recordingRules + (plan.baseline.map { [BaselineRule($0)] } ?? []),
            faults: faults,
            standing: KadenceStanding(),
            concerns: { exchange in
                isKadence(exchange.request)
                    || plan.document != nil
                        && table.match(method: exchange.request.method, url: exchange.request.url) != nil
            },
            label: { operationLabel(method: $0.request.method, url: $0.request.url) }
        )
    }

    /// What the checker looks at in one exchange where the user names no document.
    package static let rules = rules(judgedBy: ownRules(compiled, CheckPlan()))

    /// The ids of the errors that one answer by itself can have and the API is to blame for, in order.
    package static let failures = Set(rules.flatMap(\.failures) + recordingRules.flatMap(\.failuresOfOne)).sorted()

    private static func rules(judgedBy judge: any ContractRule) -> [any ContractRule] {
        [OperationKnownRule(), ServerErrorRule(), BodySyntaxRule(), judge]
            + (houseRules + rulesWhereSchemasAreSilent).map { KadenceOnly($0) }
    }

    private static func ownRules(_ compiled: CompiledContract, _ plan: CheckPlan) -> DocumentRules {
        DocumentRules(
            operations: contract.operations,
            rules: [
                StatusKnownRule(successes: .document, others: .inference),
                MediaTypeRule(answersInJSON: .guide, contract: contract),
                ResponseSchemaRule(compiled, leavingOut: judgedHeaders, baseline: plan.baseline),
                RequestSchemaRule(compiled),
            ]
        )
    }

    private static func namedRules(_ compiled: CompiledContract, _ plan: CheckPlan) -> DocumentRules {
        DocumentRules(
            operations: compiled.contract.operations,
            rules: [
                StatusKnownRule(),
                MediaTypeRule(contract: compiled.contract),
                ResponseSchemaRule(compiled, isNamed: true, baseline: plan.baseline),
                RequestSchemaRule(compiled, isNamed: true),
            ]
        )
    }
}

/// A house rule that looks at this API's exchanges only: a user's document may describe others.
private struct KadenceOnly: ContractRule {
    let rule: any ContractRule

    init(_ rule: any ContractRule) {
        self.rule = rule
    }

    var id: String { rule.id }
    var failures: [String] { rule.failures }
    var judgesInconclusive: Bool { rule.judgesInconclusive }

    func evaluate(_ subject: CheckSubject) -> [Observation] {
        Kadence.isKadence(subject.exchange.request) ? rule.evaluate(subject) : []
    }
}
