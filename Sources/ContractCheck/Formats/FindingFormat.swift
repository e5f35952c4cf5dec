/// Check results in the forms that people and programs read.
///
/// Each is a pure function of the result and the options: the same input gives the same bytes. What came from an
/// answer is neutralised for where it will be read.
package enum FindingFormat: String, Sendable, Hashable, CaseIterable {
    /// For a terminal.
    case text
    /// Everything, for scripts.
    case json
    /// JUnit XML, for CI servers.
    case junit
    /// SARIF 2.1.0 (OASIS), for code scanning.
    case sarif
    /// Workflow commands of GitHub Actions; `githubSummary` is the page that belongs to it.
    case github
    /// For a comment on a pull request.
    case markdown

    package func render(_ result: CheckResult, options: FormatOptions = FormatOptions()) -> [UInt8] {
        switch self {
        case .text: Array(FindingFormat.text(result, options: options).utf8)
        case .json: FindingFormat.json(result, options: options)
        case .junit: FindingFormat.junit(result, options: options)
        case .sarif: FindingFormat.sarif(result, options: options)
        case .github: FindingFormat.github(result, options: options)
        case .markdown: FindingFormat.markdown(result, options: options)
        }
    }

    /// The verdict as formats for people end with it: `exit 1: the API broke the contract: 1 finding`.
    ///
    /// The sentence may hold words of a settings file, so the caller neutralises it.
    static func lastLine(_ verdict: Verdict) -> String { "exit \(verdict.exitCode): \(verdict.sentence)" }
}

/// What a format needs to know besides the result.
package struct FormatOptions: Sendable, Hashable {
    package var failOn: FailOn
    /// The file that was checked, as the user named it: where a finding is shown that has no line in a document.
    package var recording: String?
    /// This program's version.
    package var version: String?
    /// What rules look at, in a sentence each, by id.
    package var ruleDescriptions: [String: String]

    package init(
        failOn: FailOn = .standard,
        recording: String? = nil,
        version: String? = nil,
        ruleDescriptions: [String: String] = [:]
    ) {
        self.failOn = failOn
        self.recording = recording
        self.version = version
        self.ruleDescriptions = ruleDescriptions
    }
}
