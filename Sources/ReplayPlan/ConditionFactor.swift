/// What may differ from one call of a run to the next, and may have to do with the failure.
package struct ConditionFactor: Sendable, Hashable {
    /// In the order in which factors that cannot be told apart are named: what points to a place first, what merely
    /// goes with time last.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case header, serverAddress, query, path, connection, tokenAge, concurrency, route, period, spacing, quotaLeft
        case position, elapsed
    }

    package let kind: Kind
    /// Of the header, query field or part of the path; otherwise empty. Hostile text.
    package let name: String

    init(_ kind: Kind, _ name: String = "") {
        self.kind = kind
        self.name = name
    }
}

/// A factor together with the values meant.
package struct Condition: Sendable, Hashable {
    package enum Values: Sendable, Hashable {
        /// Hostile text, cut.
        case equal(String)
        case otherThan(String)
        /// Seconds where the factor is a time.
        case atLeast(Double)
        case atMost(Double)
        case below(Double)
        /// Attempts whose number leaves `remainder` when divided by `divisor`.
        case every(divisor: Int, remainder: Int)
        /// All attempts but those.
        case notEvery(divisor: Int, remainder: Int)
    }

    package let factor: ConditionFactor
    package let values: Values

    /// As a heading: `X-Served-By: node-3`, `token age ≥ 3 s`, `2 or more at once`. Hostile text.
    package var text: String {
        switch (factor.kind, values) {
        case (.header, .equal(let value)): "\(factor.name): \(value)"
        case (.header, .otherThan(let value)): "\(factor.name) other than \(value)"
        case (.connection, .equal(let value)): "\(value) connection"
        case (.route, .equal(let value)): value
        case (.serverAddress, .equal(let value)): "server \(value)"
        case (_, .equal(let value)): "\(noun) = \(value)"
        case (_, .otherThan(let value)): "\(noun) other than \(value)"
        case (.concurrency, .atLeast(let value)): "\(ConditionText.number(value)) or more at once"
        case (.concurrency, .atMost(let value)) where value <= 1: "one at a time"
        case (.concurrency, .atMost(let value)): "at most \(ConditionText.number(value)) at once"
        case (_, .atLeast(let value)): "\(noun) ≥ \(number(value))"
        case (_, .atMost(let value)): "\(noun) ≤ \(number(value))"
        case (_, .below(let value)): "\(noun) < \(number(value))"
        case (_, .every(let divisor, let remainder)):
            "every \(Condition.ordinal(divisor)) attempt (\(Condition.members(divisor, remainder)))"
        case (_, .notEvery(let divisor, let remainder)):
            "all but every \(Condition.ordinal(divisor)) attempt (\(Condition.members(divisor, remainder)))"
        }
    }

    /// As it follows `fails 9/9`: `on X-Served-By: node-3`, `at token age ≥ 3 s`, `with 2 or more at once`.
    package var phrase: String {
        let preposition =
            switch factor.kind {
            case .header, .serverAddress, .period: "on"
            case .connection: "on a"
            case .tokenAge, .spacing, .quotaLeft, .position, .elapsed: "at"
            case .query, .path, .concurrency: "with"
            case .route: ""
            }
        return preposition.isEmpty ? text : "\(preposition) \(text)"
    }

    private var noun: String {
        switch factor.kind {
        case .header, .query, .path: factor.name
        case .serverAddress: "server"
        case .connection: "connection"
        case .tokenAge: "token age"
        case .concurrency: "attempts at once"
        case .route: "route"
        case .period, .position: "attempt"
        case .spacing: "spacing"
        case .quotaLeft: "quota left"
        case .elapsed: "time into the run"
        }
    }

    private func number(_ value: Double) -> String {
        switch factor.kind {
        case .tokenAge, .spacing, .elapsed: ConditionText.duration(.milliseconds(min(1e12, max(0, value)) * 1_000))
        default: ConditionText.number(value)
        }
    }

    private static func ordinal(_ number: Int) -> String {
        switch number {
        case 2: "2nd"
        case 3: "3rd"
        default: "\(number)th"
        }
    }

    private static func members(_ divisor: Int, _ remainder: Int) -> String {
        let first = remainder == 0 ? divisor : remainder
        return "\(first), \(first + divisor), \(first + 2 * divisor) …"
    }
}
