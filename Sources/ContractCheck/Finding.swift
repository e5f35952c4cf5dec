package import APIDocument
package import ExchangeModel

/// What helps a person to look at one exchange again. Everything in it was redacted before, and is hostile text.
package struct FindingEvidence: Sendable, Hashable {
    /// The request's URL.
    package var url: String?
    /// The request as a command; may have several lines.
    package var curl: String?
    /// The id that the vendor's support asks for.
    package var traceID: String?

    package init(url: String? = nil, curl: String? = nil, traceID: String? = nil) {
        self.url = url
        self.curl = curl
        self.traceID = traceID
    }
}

/// One place where a finding was seen.
package struct FindingSample: Sendable, Hashable {
    /// The capture's number, or the entry's index.
    package let exchange: Int
    /// As `Observation.dataPointer`, with the item's index.
    package let pointer: String
    /// The offending piece of the answer or request, as it stood there after redaction, cut. Hostile text.
    package let fragment: String?
    /// Nil until `CheckResult.withEvidence` brings it in.
    package var evidence: FindingEvidence?

    package init(exchange: Int, pointer: String, fragment: String? = nil, evidence: FindingEvidence? = nil) {
        self.exchange = exchange
        self.pointer = pointer
        self.fragment = fragment
        self.evidence = evidence
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
    /// The file that `specPointer` points into, as the user named it; nil where it is none of the user's.
    package let specDocument: String?
    /// The line in that file, from 1.
    package let specLine: Int?
    package let keyword: String
    package let isNotEvaluable: Bool
    /// How often it was seen.
    package let count: Int
    /// The first places, three at most.
    package var samples: [FindingSample]
    /// The waiver that takes it out of the verdict.
    package var waiver: Waiver?

    package init(
        fingerprint: Fingerprint,
        rule: String,
        severity: Severity,
        blame: Blame,
        provenance: Provenance,
        operation: String,
        status: Int?,
        message: String,
        dataPointer: String,
        specPointer: String,
        specDocument: String? = nil,
        specLine: Int? = nil,
        keyword: String,
        isNotEvaluable: Bool,
        count: Int,
        samples: [FindingSample],
        waiver: Waiver? = nil
    ) {
        self.fingerprint = fingerprint
        self.rule = rule
        self.severity = severity
        self.blame = blame
        self.provenance = provenance
        self.operation = operation
        self.status = status
        self.message = message
        self.dataPointer = dataPointer
        self.specPointer = specPointer
        self.specDocument = specDocument
        self.specLine = specLine
        self.keyword = keyword
        self.isNotEvaluable = isNotEvaluable
        self.count = count
        self.samples = samples
        self.waiver = waiver
    }

    /// The offending piece of the first place that has one.
    package var fragment: String? { samples.lazy.compactMap(\.fragment).first }
    /// The first place's request as a command.
    package var curl: String? { samples.lazy.compactMap { $0.evidence?.curl }.first }
    package var isWaived: Bool { waiver != nil }

    /// What the rule of an assertion ends with that could not be judged for the one reason that redaction replaced the
    /// value and nothing was kept of it: as everywhere in a flow file, which carries no shapes.
    static let hiddenSuffix = ".redacted"

    /// Whether redaction is all that stood in the way. Said and counted, but no reason to doubt the rest of the check.
    package var isHidden: Bool { isNotEvaluable && rule.hasSuffix(Finding.hiddenSuffix) }

    /// Whether it only says that quota, sign-in or network stood in the way.
    package var isObstacle: Bool { blame == .inconclusive && !isNotEvaluable }
}
