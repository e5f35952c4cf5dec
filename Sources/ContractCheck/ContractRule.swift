/// One thing an answer must keep; small, and put together with others into a checker.
///
/// A rule sees one exchange and says what it noticed; it neither throws nor remembers. What it can't judge it says
/// with `Observation.notEvaluable`, and what does not concern it it passes over with an empty list.
package protocol ContractRule: Sendable {
    /// Stable over versions, since fingerprints and waivers hold it: `body.syntax`, `kadence.quota-headers`.
    var id: String { get }
    /// Whether the rule also looks at exchanges that say nothing about the API (quota, sign-in, network).
    /// What it observes there is never more than a warning.
    var judgesInconclusive: Bool { get }
    /// The ids of those of its observations that may be errors for which the API is to blame: its own, or that with a
    /// part behind a dot.
    var failures: [String] { get }
    func evaluate(_ subject: CheckSubject) -> [Observation]
}

extension ContractRule {
    package var judgesInconclusive: Bool { false }
    package var failures: [String] { [id] }
}
