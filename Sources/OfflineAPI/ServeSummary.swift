/// What was asked of a recording while it was served.
package struct ServeSummary: Sendable, Hashable {
    package internal(set) var asked = 0
    /// Answered from the recording, repeats and placeholders included.
    package internal(set) var answered = 0
    /// Given once more after the last recorded one.
    package internal(set) var repeated = 0
    package internal(set) var madeUpTokens = 0
    /// How many requests had no recorded answer.
    package private(set) var notRecordedCount = 0
    /// The first ones of these, each once.
    package private(set) var notRecorded: [Mismatch] = []
    package private(set) var notServableCount = 0
    /// The first ones whose recorded answer could not be given again, each once.
    package private(set) var notServable: [AnswerGap] = []
    /// How many answers had a placeholder for their body.
    package private(set) var placeholderCount = 0
    /// The first ones of these, each once.
    package private(set) var placeholders: [AnswerGap] = []

    /// A client in a loop must not fill the memory.
    private static let mostKept = 100

    mutating func count(_ mismatch: Mismatch) {
        notRecordedCount += 1
        if notRecorded.count < ServeSummary.mostKept, !notRecorded.contains(mismatch) { notRecorded.append(mismatch) }
    }

    mutating func count(notServable gap: AnswerGap) {
        notServableCount += 1
        if notServable.count < ServeSummary.mostKept, !notServable.contains(gap) { notServable.append(gap) }
    }

    mutating func count(placeholder gap: AnswerGap) {
        placeholderCount += 1
        if placeholders.count < ServeSummary.mostKept, !placeholders.contains(gap) { placeholders.append(gap) }
    }
}

/// A recorded answer that can't be given again as it was.
package struct AnswerGap: Sendable, Hashable {
    package let step: Int
    /// Harmless on a terminal.
    package let label: String
    package let reason: String

    init(_ step: RecordedStep, _ reason: String) {
        self.step = step.number
        label = step.form.label
        self.reason = reason
    }
}
