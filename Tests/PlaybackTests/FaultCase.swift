import ReplayPlan
import Testing

/// A fault plan, what is recorded and repeated under it, and what is known to be true of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// What the recording holds.
    enum Recorded: Sendable {
        case failing, passing
    }

    /// How often, in a test and for the table.
    struct Times: Sendable {
        var test: Int
        var shown: Int
    }

    /// What the conditions must say.
    enum Named: Sendable {
        case nothing
        case condition(ConditionFactor.Kind, String)
    }

    let name: String
    /// The plan's YAML. Its rule for what is to be measured is called `fault`; `DELAY` stands for how long a slow answer
    /// takes, in milliseconds.
    let plan: String
    var paths = ["/v1/public/buildings"]
    let times: Times
    var recorded = Recorded.failing
    var failing: [String] = []
    /// Whether token age, connection and concurrency are varied.
    var isDiagnosed = false
    var concurrency = 2
    /// From one attempt of a diagnosis to the next; a test sets the clock forward instead.
    var spacing: Duration = .zero
    /// Recorded calls that are under way at once.
    var recordedAtOnce = 1
    /// How long an answer takes that is slow by the plan; zero where none is.
    var slowness: Duration = .zero
    /// The share of attempts that fail; nil where it depends on how attempts were made, and is counted from the
    /// simulator's log.
    var rate: Double?
    /// Whether an attempt fails that meets no fault, because the recording holds a fault.
    var isInverse = false
    let named: Named

    var testDescription: String { name }

    private static let sick = "status: 503, description: Upstream unavailable"

    private static func rule(_ when: String, _ then: String, seed: Int = 1) -> String {
        "{ seed: \(seed), faults: [{ name: fault, when: { operation: listBuildings, \(when) }, then: { \(then) } }] }"
    }

    /// Fails by chance alone. An interval of 95 % leaves the rate out with one seed in some forty, by design, and the
    /// table says how often; those of `all` are others.
    static func drawn(_ probability: Double, seed: Int) -> FaultCase {
        FaultCase(
            name: "probability \(probability)",
            plan: rule("probability: \(probability)", sick, seed: seed),
            times: Times(test: 60, shown: 200),
            rate: probability,
            named: .nothing
        )
    }

    static let all = [
        drawn(0.05, seed: 2), drawn(0.3, seed: 3), drawn(0.9, seed: 9),
        FaultCase(
            name: "every 7th",
            plan: rule("every: 7", sick),
            times: Times(test: 70, shown: 70),
            rate: 1.0 / 7,
            named: .condition(.period, "every 7th attempt")
        ),
        FaultCase(
            name: "page > 3",
            plan: """
                { faults: [{ name: fault, when: { operation: listSpaces, page: { atLeast: 4 } }, then: { \(sick) } }] }
                """,
            paths: (1...6).map { "/v1/public/spaces?itemsPerPage=10&page=\($0)" },
            times: Times(test: 5, shown: 10),
            rate: 1,
            named: .condition(.query, "page ≥ 4")
        ),
        FaultCase(
            name: "token older than 3 s",
            plan: rule("tokenAge: { atLeast: 3 }", sick),
            times: Times(test: 32, shown: 32),
            isDiagnosed: true,
            spacing: .seconds(1),
            named: .condition(.tokenAge, "token age ≥ ")
        ),
        FaultCase(
            name: "reused connection",
            plan: rule("connection: reused", sick),
            times: Times(test: 32, shown: 32),
            isDiagnosed: true,
            named: .condition(.connection, "reused connection")
        ),
        FaultCase(
            name: "one server node",
            plan: rule("node: node-3", sick),
            times: Times(test: 30, shown: 30),
            rate: 1.0 / 3,
            named: .condition(.header, "X-Served-By: node-3")
        ),
        FaultCase(
            name: "concurrency > 1",
            plan: """
                { faults: [{ name: fault, when: { operation: listBuildings, concurrency: 2 }, then: { \(sick) } },
                { when: { operation: listBuildings }, then: { delay: 150 } }] }
                """,
            times: Times(test: 32, shown: 64),
            isDiagnosed: true,
            concurrency: 4,
            recordedAtOnce: 4,
            named: .condition(.concurrency, "4 or more at once")
        ),
        FaultCase(
            name: "slow, on one node",
            plan: rule("node: node-2", "delay: DELAY"),
            times: Times(test: 24, shown: 24),
            recorded: .passing,
            slowness: .milliseconds(1_300),
            rate: 1.0 / 3,
            named: .condition(.header, "X-Served-By: node-2")
        ),
        FaultCase(
            name: "truncated, probability 0.3",
            plan: rule("probability: 0.3", "truncate: 100", seed: 5),
            times: Times(test: 60, shown: 100),
            rate: 0.3,
            named: .nothing
        ),
        FaultCase(
            name: "wrong value, probability 0.3, a right one recorded",
            plan: rule("probability: 0.3", "set: { pointer: /hydra:member/0/name, value: mislaid }", seed: 6),
            times: Times(test: 60, shown: 100),
            recorded: .passing,
            rate: 0.3,
            named: .nothing
        ),
        FaultCase(
            name: "wrong type, probability 0.3, a wrong one recorded",
            plan: rule("probability: 0.3", "wrongType: /hydra:member/0/name", seed: 7),
            times: Times(test: 60, shown: 100),
            rate: 0.3,
            named: .nothing
        ),
        FaultCase(
            name: "wrong value, probability 0.3, a wrong one recorded: how often it differs from that",
            plan: rule("probability: 0.3", "set: { pointer: /hydra:member/0/name, value: mislaid }", seed: 8),
            times: Times(test: 60, shown: 100),
            failing: ["differs:/hydra:member/0/name"],
            rate: 0.7,
            isInverse: true,
            named: .nothing
        ),
    ]
}
