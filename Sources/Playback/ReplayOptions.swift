/// How to repeat a recording.
package struct ReplayOptions: Sendable {
    /// How often.
    package var times = 1
    /// The share of the hourly quota that is kept for production.
    package var reserveShare = 0.2
    /// Whether calls recorded at another address go to this API instead, path and query unchanged.
    package var movesToEndpoint = false
    /// Values for what was redacted, by stand-in or by the missing value's name: from the environment or the settings.
    package var values: [String: [UInt8]] = [:]

    package init(times: Int = 1) {
        self.times = times
    }
}
