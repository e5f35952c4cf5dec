import Histogram

/// How long calls took: counts by value with a resolution of 0.1 % (an HDR histogram, G. Tene), so that thousands of
/// calls take no more room than one, up to an hour.
package struct LatencyHistogram: Sendable {
    /// How many took at most so long, and longer than the bucket before.
    package struct Bucket: Sendable, Hashable {
        package let upTo: Duration
        package let count: Int
    }

    /// What is longer counts as this long.
    package static let longest = Duration.seconds(3_600)

    private static let longestMicroseconds: UInt64 = 3_600_000_000
    private var values: Histogram<UInt64>
    private var inBuckets: [Int]

    package init() {
        values = Histogram(highestTrackableValue: LatencyHistogram.longestMicroseconds)
        inBuckets = Array(repeating: 0, count: LatencyHistogram.limits.count)
    }

    package init(_ durations: some Sequence<Duration>) {
        self.init()
        for duration in durations { record(duration) }
    }

    /// Counts one more, in whole microseconds; below zero counts as zero, above an hour as an hour.
    package mutating func record(_ duration: Duration) {
        let bounded = min(LatencyHistogram.longest, max(.zero, duration))
        let parts = bounded.components
        let microseconds = UInt64(parts.seconds) * 1_000_000 + UInt64(parts.attoseconds / 1_000_000_000_000)
        guard values.record(microseconds) else { return }
        inBuckets[LatencyHistogram.limits.firstIndex { microseconds <= $0 } ?? inBuckets.count - 1] += 1
    }

    package var count: Int { inBuckets.reduce(0, +) }
    /// Nil while nothing was recorded, as with all that follow.
    package var shortest: Duration? { count == 0 ? nil : .microseconds(Int64(values.min)) }
    package var greatest: Duration? { count == 0 ? nil : .microseconds(Int64(values.maxRecorded)) }
    package var p50: Duration? { percentile(50) }
    package var p90: Duration? { percentile(90) }
    package var p99: Duration? { percentile(99) }

    /// The least duration that so many per cent of the calls did not exceed, at most 0.1 % too long.
    ///
    /// - Parameter percent: from 0 to 100, and cut to that.
    package func percentile(_ percent: Double) -> Duration? {
        guard count > 0, !percent.isNaN else { return nil }
        return .microseconds(Int64(values.valueAtPercentile(min(100, max(0, percent)))))
    }

    /// In the steps 1, 2, 5 from a millisecond to an hour, between the first and the last that are not empty.
    package var buckets: [Bucket] {
        guard let first = inBuckets.firstIndex(where: { $0 > 0 }), let last = inBuckets.lastIndex(where: { $0 > 0 })
        else { return [] }
        return (first...last).map {
            Bucket(upTo: .microseconds(Int64(LatencyHistogram.limits[$0])), count: inBuckets[$0])
        }
    }

    /// In microseconds.
    private static let limits: [UInt64] = {
        var result: [UInt64] = []
        var decade: UInt64 = 1_000
        while decade < longestMicroseconds {
            result += [decade, 2 * decade, 5 * decade].filter { $0 < longestMicroseconds }
            decade *= 10
        }
        return result + [longestMicroseconds]
    }()
}

extension LatencyHistogram: Hashable {
    /// Equal where all that they show is equal. By its counts alone the resolution puts 5,000 µs and 5,001 µs together;
    /// `buckets` and `greatest` tell them apart.
    package static func == (a: LatencyHistogram, b: LatencyHistogram) -> Bool {
        a.inBuckets == b.inBuckets && a.greatest == b.greatest && a.values == b.values
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(inBuckets) }
}
