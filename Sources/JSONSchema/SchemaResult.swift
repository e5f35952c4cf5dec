/// What an evaluation came to.
package struct SchemaResult: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable { case valid, invalid, notEvaluable }

    package let verdict: Verdict
    /// Why it is invalid; of an `anyOf` or `oneOf` only the branch that came nearest.
    package let failures: [SchemaFailure]
    /// Assertions that could not be judged and on which the verdict may depend.
    package let unjudged: [SchemaFailure]

    package init(verdict: Verdict, failures: [SchemaFailure], unjudged: [SchemaFailure]) {
        self.verdict = verdict
        self.failures = failures
        self.unjudged = unjudged
    }
}

/// One assertion that failed, or could not be judged.
package struct SchemaFailure: Sendable, Hashable {
    /// RFC 6901, into the instance.
    package let instancePointer: String
    /// The value's place on the instance's tape.
    package let instanceIndex: Int
    /// The schema object that holds the keyword.
    package let place: SchemaPlace
    package let keyword: String
    /// A sentence for people. May quote the instance, so it is hostile text.
    package let message: String
    /// Whether it could not be judged for the one reason that something stands in for the value.
    package let isHidden: Bool

    package init(
        instancePointer: String,
        instanceIndex: Int,
        place: SchemaPlace,
        keyword: String,
        message: String,
        isHidden: Bool = false
    ) {
        self.instancePointer = instancePointer
        self.instanceIndex = instanceIndex
        self.place = place
        self.keyword = keyword
        self.message = message
        self.isHidden = isHidden
    }
}
