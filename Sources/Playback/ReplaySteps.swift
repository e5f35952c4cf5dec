import ExchangeModel
import KadenceAPI
import Redaction
import ReplayPlan

/// What one attempt sends: the recording up to its decisive call, without requests for tokens.
enum ReplaySteps {
    static let onlyTokens = "the recording holds only requests for tokens, which are never repeated"

    static func script(_ target: ReplayTarget, variables: [FlowVariable]) -> FlowScript {
        FlowScript(target.repeated, operation: operationLabel, names: variables)
    }

    /// What judges the answers to each step.
    static func judges(of calls: [RedactedExchange], _ options: JudgeOptions) -> [OutcomeJudge] {
        calls.map {
            OutcomeJudge(recorded: $0, options: options, operation: operationLabel, findings: ContractFacts.read)
        }
    }

    /// What a run of these steps costs, by what this machine has heard of the quota.
    ///
    /// - Parameter counted: attempts that an earlier part of the run has made.
    static func quota(
        _ script: FlowScript,
        _ options: ReplayOptions,
        counted: Int = 0,
        ledger: QuotaLedger?,
        now: Timestamp
    ) -> QuotaPlan {
        let entry = ledger?.read(now: now)
        let undos = options.undoes ? PlannedUndo.all(of: script).count { $0.undoing != nil } : 0
        return QuotaPlan(
            times: max(0, options.times - counted),
            requestsPerAttempt: script.steps.count + undos,
            state: entry?.afterThose,
            heardAt: entry?.seenAt,
            now: now,
            reserveShare: options.reserveShare
        )
    }

    /// When each step of an attempt leaves; nil where one follows the other at once.
    static func spacing(_ script: FlowScript, _ options: ReplayOptions) -> RecordedSpacing? {
        options.pace == .original ? RecordedSpacing(script) : nil
    }

    /// Why a step can't be repeated; nil where all can.
    static func unrepeatable(_ script: FlowScript) -> String? {
        script.unrepeatable.first.map { step, reason in
            "step \(step + 1), \(script.steps[step].operation), can't be repeated: \(reason)"
        }
    }

    /// The values that a request needs and nothing gives.
    static func missing(_ script: FlowScript, _ resolver: ValueResolver) -> [MissingInput] {
        script.variables.filter { resolver.value(of: $0) == nil }.map { variable in
            let uses = variable.uses.map { "step \($0.step + 1) \($0.place)" }.joined(separator: ", ")
            return MissingInput(name: variable.name, place: uses)
        }
    }
}
