/// What a contract check found in an answer, as far as a replay needs it.
package struct ContractFact: Sendable, Hashable {
    /// The rule's id: `schema.response-body`.
    package var rule: String
    /// Stays the same for the same finding in another answer.
    package var fingerprint: String
    /// For people. Hostile text.
    package var message: String

    /// The place as the finding has it: a pointer into the body, `header:NAME`, `status`.
    package var place: String

    /// Whether it is about the body. What a gateway takes from an answer's header is no wrong answer.
    var isOfBody: Bool { !place.hasPrefix("header:") }

    package init(rule: String, fingerprint: String, message: String, place: String = "") {
        self.place = place
        self.rule = rule
        self.fingerprint = fingerprint
        self.message = message
    }
}
