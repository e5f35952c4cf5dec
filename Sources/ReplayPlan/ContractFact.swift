/// What a contract check found in an answer, as far as a replay needs it.
package struct ContractFact: Sendable, Hashable {
    /// The rule's id: `body.schema`.
    package var rule: String
    /// Stays the same for the same finding in another answer.
    package var fingerprint: String
    /// For people. Hostile text.
    package var message: String

    package init(rule: String, fingerprint: String, message: String) {
        self.rule = rule
        self.fingerprint = fingerprint
        self.message = message
    }
}
