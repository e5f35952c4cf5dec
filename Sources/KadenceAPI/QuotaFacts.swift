internal import ExchangeModel

/// What is known of the hourly quota.
package enum QuotaFacts {
    /// Requests an application may make in a window, by the guide.
    package static let limit = 2_500
    package static let window: Duration = .seconds(3_600)

    package static let limitHeader = "X-RateLimit-Limit"
    package static let remainingHeader = "X-RateLimit-Remaining"
    /// In spite of its name, the Unix time at which the window ends.
    package static let resetHeader = "X-RateLimit-Retry-After"
    package static let headers = [limitHeader, remainingHeader, resetHeader]

    /// How far a reset may lie from an answer to be believed: a window, and a day for clocks that are off.
    package static let believableDistance: Duration = .seconds(3_600 + 86_400)
}
