package import Redaction

/// The exchanges of a recording, found by what a request asks for.
///
/// A value without state: who was given which answer is ``AnswerDesk``'s to know.
package struct RecordedAnswers: Sendable {
    /// In the order recorded.
    package let steps: [RecordedStep]
    /// Scheme, host and port of every API in it.
    package let origins: Set<String>

    private struct Key: Hashable {
        let method: String
        let segments: Int
    }

    private let places: [Key: [Int]]

    /// The most exchanges that are taken; the rest would make each look too slow.
    package static let mostSteps = 10_000

    /// Exchanges beyond ``mostSteps`` are left out.
    package init(_ exchanges: [RedactedExchange]) {
        let steps = exchanges.prefix(RecordedAnswers.mostSteps).enumerated().map {
            RecordedStep(number: $0.offset + 1, $0.element)
        }
        self.steps = steps
        origins = Set(steps.compactMap(\.origin))
        places = Dictionary(grouping: steps.indices) {
            Key(method: steps[$0].form.method, segments: steps[$0].form.path.count)
        }
    }

    /// A recorded exchange whose request is the one that came.
    package struct Candidate: Sendable {
        /// In ``RecordedAnswers/steps``.
        package let index: Int
        /// Whether nothing had to be taken by a stand-in.
        package let isExact: Bool
        /// How welcome its answer's media type is, of 1,000; nil where it is as welcome as the best there is.
        package let quality: Int?
        package let bindings: [FormComparison.Binding]
    }

    /// The recorded exchange that comes nearest to a request, and what differs.
    package struct Nearest: Sendable {
        package let index: Int
        /// The first few, method and path before query before body.
        package let differences: [RequestDifference]
    }

    /// Every exchange that answers the request, in the order recorded.
    package func candidates(for asked: RequestForm) -> [Candidate] {
        (places[Key(method: asked.method, segments: asked.path.count)] ?? []).compactMap { index in
            let comparison = FormComparison(asked, steps[index].form, limit: 1)
            guard comparison.matches else { return nil }
            return Candidate(
                index: index,
                isExact: comparison.isExact,
                quality: quality(of: steps[index], for: asked),
                bindings: comparison.bindings
            )
        }
    }

    /// Every answer to a request for a token, whoever asks for it in whichever words.
    package func tokenCandidates(for asked: RequestForm) -> [Candidate] {
        steps.indices.compactMap { index in
            guard steps[index].form.isTokenRequest else { return nil }
            let comparison = FormComparison(asked, steps[index].form, limit: 1)
            let isExact = comparison.matches && comparison.isExact
            return Candidate(index: index, isExact: isExact, quality: nil, bindings: comparison.bindings)
        }
    }

    /// Errors, broken answers and those without a type come when they come, and what was given to the same `Accept` is
    /// welcome whatever its type.
    private func quality(of step: RecordedStep, for asked: RequestForm) -> Int? {
        guard let response = step.answer.response, !step.answer.isBroken, response.status < 400,
            !response.mediaType.isEmpty,
            step.form.accept != asked.accept
        else { return nil }
        return asked.accept.quality(of: response.mediaType)
    }

    /// How many exchanges have their bodies compared, where method, path and query leave several.
    private static let closelyCompared = 8
    private static let mostDifferences = 12

    /// What comes nearest to a request that nothing answers; nil where nothing is recorded.
    package func nearest(to asked: RequestForm) -> Nearest? {
        let most = RecordedAnswers.mostDifferences
        let distances = steps.map { FormComparison(asked, $0.form, limit: most, body: false).distance }
        let ranked = steps.indices.sorted { a, b in
            distances[a] == distances[b] ? a < b : distances[a] < distances[b]
        }
        let close = ranked.prefix(RecordedAnswers.closelyCompared).map { index in
            (index, FormComparison(asked, steps[index].form, limit: most))
        }
        // `min` takes the first of equals: the one recorded first.
        guard let (index, comparison) = close.min(by: { $0.1.distance < $1.1.distance }) else { return nil }
        return Nearest(index: index, differences: comparison.differences)
    }
}
