import Testing

@testable import Statistics

@Suite struct LatencyHistogramTests {
    @Test func percentilesAreThoseOfTheSortedValues() throws {
        var random = SplitMix64(seed: 9)
        for size in [1, 2, 10, 101, 5_000] {
            let values = (0..<size).map { _ in Int64(random.next() % 3_000_000) }
            let histogram = LatencyHistogram(values.map { .microseconds($0) })
            let sorted = values.sorted()
            #expect(histogram.count == size)
            #expect(histogram.shortest == sorted.first.map { .microseconds($0) })
            #expect(histogram.greatest == sorted.last.map { .microseconds($0) })
            for (percent, found) in [(50, histogram.p50), (90, histogram.p90), (99, histogram.p99)] {
                let exact = Duration.microseconds(sorted[(size * percent + 99) / 100 - 1])
                let value = try #require(found)
                #expect(exact <= value && value <= exact * 1.001 + .microseconds(1), "\(percent) of \(size)")
            }
        }
    }

    @Test func nothingGivesNothing() {
        let empty = LatencyHistogram()
        #expect(empty.count == 0 && empty.p50 == nil && empty.shortest == nil && empty.greatest == nil)
        #expect(empty.buckets.isEmpty)
        #expect(empty == LatencyHistogram([]))
    }

    @Test func absurdDurationsAreCut() {
        let histogram = LatencyHistogram([
            .seconds(Int64.max), .seconds(Int64.min), .nanoseconds(-1), .seconds(3_600), .zero, .nanoseconds(999),
        ])
        #expect(histogram.count == 6)
        #expect(histogram.shortest == .zero && histogram.greatest == LatencyHistogram.longest)
        #expect(histogram.percentile(-5) == .zero && histogram.percentile(500) == LatencyHistogram.longest)
        #expect(histogram.percentile(.nan) == nil)
        #expect(histogram.buckets.first == .init(upTo: .milliseconds(1), count: 4))
        #expect(histogram.buckets.last == .init(upTo: .seconds(3_600), count: 2))
    }

    /// Also where the resolution of 0.1 % puts two durations together and a bucket's bound takes them apart.
    @Test func equalOnesShowTheSameAndHashAlike() {
        let ones = [0, 1, 4_999, 5_000, 5_001, 5_002, 5_003, 5_004].map { LatencyHistogram([.microseconds($0)]) }
        let twos = [5_000, 5_001].map { LatencyHistogram([.microseconds($0), .milliseconds(9)]) }
        let all = ones + twos
        for a in all {
            for b in all where a == b {
                #expect(a.hashValue == b.hashValue)
                #expect(a.buckets == b.buckets && a.shortest == b.shortest && a.greatest == b.greatest)
            }
        }
        #expect(all.allSatisfy { $0 == $0 })
        #expect(LatencyHistogram([.zero, .seconds(1)]) == LatencyHistogram([.seconds(1), .zero]))
    }

    @Test func bucketsHoldAll() {
        let milliseconds: [Int64] = [1, 2, 3, 5, 6, 100, 101]
        let histogram = LatencyHistogram(milliseconds.map { .milliseconds($0) })
        let expected: [(Int64, Int)] = [(1, 1), (2, 1), (5, 2), (10, 1), (20, 0), (50, 0), (100, 1), (200, 1)]
        #expect(histogram.buckets == expected.map { .init(upTo: .milliseconds($0.0), count: $0.1) })
        #expect(histogram != LatencyHistogram([.milliseconds(1)]))
    }
}
