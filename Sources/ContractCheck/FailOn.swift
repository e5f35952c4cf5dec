/// What makes a check fail with exit code 1, beyond an error whose blame is the API's.
package struct FailOn: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Errors of the document's, too.
    package static let document = FailOn(rawValue: 1)
    /// Errors of the client's, too.
    package static let client = FailOn(rawValue: 2)
    /// Warnings, too.
    package static let warning = FailOn(rawValue: 4)
    /// What could not be evaluated, too.
    package static let notEvaluable = FailOn(rawValue: 8)
    /// Nothing at all: the exit code is 0 whatever was found.
    package static let nothing = FailOn(rawValue: 16)

    /// Errors of the API's, only.
    package static let standard: FailOn = []

    /// The words of the command line, in the order a help text lists them.
    package static let words: [(word: String, value: FailOn)] = [
        ("document", .document), ("client", .client), ("warning", .warning), ("not-evaluable", .notEvaluable),
        ("nothing", .nothing),
    ]

    /// Reads words that may be separated by commas; nil if one is unknown.
    package init?(parsing text: String) {
        var result: FailOn = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = word.drop { $0 == " " }.prefix { $0 != " " }
            guard let value = FailOn.words.first(where: { $0.word == word })?.value else { return nil }
            result.formUnion(value)
        }
        self = result
    }

    /// Whether this finding lies on the failing side: never where it is waived; `nothing` is the verdict's matter.
    func fails(_ finding: Finding) -> Bool {
        if finding.isWaived { return false }
        if finding.isNotEvaluable { return contains(.notEvaluable) }
        guard finding.severity >= (contains(.warning) ? .warning : .error) else { return false }
        return switch finding.blame {
        case .api: true
        case .document: contains(.document)
        case .client: contains(.client)
        case .inconclusive: false
        }
    }
}
