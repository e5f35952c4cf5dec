/// What a judge goes by.
package struct JudgeOptions: Sendable {
    /// What the user calls a failure; where there is none, the recording decides.
    package var failing: [FailureCriterion] = []
    /// An answer is slow above so many times the median of those that pass…
    package var slowFactor = 10.0
    /// …and above this; where it is nil, none is.
    package var slowFloor: Duration? = .seconds(1)
    /// Whether recording and answers were redacted under one key, so that equal values have equal stand-ins. Flow files
    /// from other machines were not: there two stand-ins can't be compared, and are left out.
    package var sameKeys = true

    package init() {}
}
