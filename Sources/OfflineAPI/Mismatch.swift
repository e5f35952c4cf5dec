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
        return nearestLabel.map { "nearest: \($0): \(what)" } ?? (what.isEmpty ? "the recording is empty" : what)
    }

    /// The same for a header field: visible ASCII and spaces, and not too long.
    package var headerValue: String {
        let visible = hint.unicodeScalars.prefix(600).flatMap { scalar -> [UInt8] in
            if scalar == "…" { return [0x2E, 0x2E, 0x2E] }
            return [0x20..<0x7F ~= scalar.value ? UInt8(scalar.value) : 0x3F]
        }
        return String(decoding: visible, as: UTF8.self)
    }
}
