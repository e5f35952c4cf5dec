package import ExchangeModel

/// One place where a finding was seen.
package struct FindingSample: Sendable, Hashable {
    /// The capture's number, or the entry's index.
    package let exchange: Int
    /// As `Observation.dataPointer`, with the item's index.
    package let pointer: String

    package init(exchange: Int, pointer: String) {
        self.exchange = exchange
        self.pointer = pointer
    }
}

/// The same thing noticed in one or many places: what a person reads, waives or reports.
package struct Finding: Sendable, Hashable {
    /// Made of operation, status, rule, keyword, the place with `*` for items, and whether it could not be judged;
    /// stable over runs and machines.
    package let fingerprint: Fingerprint
    package let rule: String
    package let severity: Severity
    package let blame: Blame
    package let provenance: Provenance
    /// The operation's label, or method and path where no operation matched.
    package let operation: String
    package let status: Int?
    /// Of the first place seen. Hostile text.
    package let message: String
    /// The place with `*` for items: `/hydra:member/*/id`, `header:X-RateLimit-Limit`, `status`.
    package let dataPointer: String
    package let specPointer: String
    package let keyword: String
    package let isNotEvaluable: Bool
    /// How often it was seen.
    package let count: Int
    /// The first places, three at most.
    package let samples: [FindingSample]
}
