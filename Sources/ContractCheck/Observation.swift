package import APIDocument

/// What one rule noticed in one exchange, before observations are grouped into findings.
package struct Observation: Sendable, Hashable {
    /// The rule's id, with its part after a dot where it has several: `kadence.quota-headers.missing`.
    package var rule: String
    package var severity: Severity
    package var blame: Blame
    package var provenance: Provenance
    /// A sentence for people. May quote the answer, so it is hostile text until it is shown.
    package var message: String
    /// Where in the answer: an RFC 6901 pointer into the body (empty for the whole body), `header:NAME`, or `status`;
    /// `request:` and a pointer for a place in the request's body.
    package var dataPointer: String
    /// Further places in the same exchange that are the same but for the item; two at most.
    package var furtherPointers: [String]
    /// How many places there are, the ones not listed too.
    package var count: Int
    /// Where in the contract: an RFC 6901 pointer, or empty where no document says it.
    package var specPointer: String
    /// The file that `specPointer` points into, as the user named it; nil where it is none of the user's.
    package var specDocument: String?
    /// The line in that file, from 1.
    package var specLine: Int?
    /// The assertion's name: a JSON Schema keyword (`type`, `format`, `required`) or a word like it.
    package var keyword: String
    /// Whether the assertion could not be judged, so that neither keeping nor breaking it is claimed.
    package var isNotEvaluable: Bool
    /// The offending piece, redacted; nil to have it cut out at `dataPointer`. Hostile text.
    package var fragment: String?

    package init(
        rule: String,
        severity: Severity,
        blame: Blame = .api,
        provenance: Provenance,
        message: String,
        dataPointer: String = "",
        furtherPointers: [String] = [],
        count: Int = 1,
        specPointer: String = "",
        keyword: String = "",
        isNotEvaluable: Bool = false,
        specDocument: String? = nil,
        specLine: Int? = nil,
        fragment: String? = nil
    ) {
        self.rule = rule
        self.severity = min(severity, provenance.ceiling)
        self.blame = blame
        self.provenance = provenance
        self.message = message
        self.dataPointer = dataPointer
        self.furtherPointers = furtherPointers
        self.count = count
        self.specPointer = specPointer
        self.keyword = keyword
        self.isNotEvaluable = isNotEvaluable
        self.specDocument = specDocument
        self.specLine = specLine
        self.fragment = fragment
    }

    /// An assertion that could not be judged: it weighs nothing, but is counted and said.
    package static func notEvaluable(
        rule: String,
        message: String,
        dataPointer: String = "",
        specPointer: String = "",
        keyword: String = ""
    ) -> Observation {
        Observation(
            rule: rule,
            severity: .info,
            blame: .inconclusive,
            provenance: .internal,
            message: message,
            dataPointer: dataPointer,
            specPointer: specPointer,
            keyword: keyword,
            isNotEvaluable: true
        )
    }
}
