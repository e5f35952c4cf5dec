import SafeText

/// A request that the recording has no answer to: what was asked, what comes nearest, what differs.
package struct Mismatch: Sendable, Hashable {
    /// `GET /v1/public/bookings?page=2`, harmless on a terminal.
    package let label: String
    /// From 1; nil where nothing comes near.
    package let nearestStep: Int?
    /// `GET /v1/public/bookings?page=1 (step 2)`.
    package let nearestLabel: String?
    /// Sentences: `query page is 2, recorded 1`.
    package let differences: [String]

    private static let mostShown = 4

    package init(_ asked: RequestForm, nearest: RecordedAnswers.Nearest?, in answers: RecordedAnswers) {
        label = asked.label
        nearestStep = nearest.map { answers.steps[$0.index].number }
        nearestLabel = nearest.map { answers.steps[$0.index].label }
        differences = nearest?.differences.map(\.sentence) ?? []
    }

    /// Asked more often than recorded.
    package init(_ asked: RequestForm, repeats index: Int, in answers: RecordedAnswers) {
        label = asked.label
        nearestStep = answers.steps[index].number
        nearestLabel = answers.steps[index].label
        differences = ["it was asked more often than it was recorded"]
    }

    /// A request that could not be compared at all.
    package init(_ label: String, because reason: String) {
        self.label = label
        nearestStep = nil
        nearestLabel = nil
        differences = [reason]
    }

    /// `nearest: GET /v1/public/bookings?page=1 (step 2): query page is 2, recorded 1`.
    package var hint: String {
        let shown = differences.prefix(Mismatch.mostShown).joined(separator: "; ")
        let more = differences.count - Mismatch.mostShown
        let what = shown + (more > 0 ? "; and \(more) more" : "")
        return nearestLabel.map { "nearest: \($0): \(what)" } ?? (what.isEmpty ? "nothing is recorded" : what)
    }

    /// The same for a header field: visible ASCII and spaces, at most 600 characters.
    package var headerValue: String {
        String(
            decoding: hint.unicodeScalars.prefix(600).map { 0x20..<0x7F ~= $0.value ? UInt8($0.value) : 0x3F },
            as: UTF8.self
        )
    }
}
