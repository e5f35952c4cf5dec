import Testing

@testable import ReplayPlan

@Suite struct SlowLimitTests {
    private func limit(_ durations: [Double], recorded: Duration = .zero, floor: Duration = .zero, factor: Double = 10)
        -> Double?
    {
        var one = SlowLimit(factor: factor, floor: floor, recorded: recorded)
        for duration in durations { one.add(duration) }
        var all = SlowLimit(factor: factor, floor: floor, recorded: recorded)
        all.add(all: durations)
        #expect(one.limit == all.limit)
        return all.limit
    }

    @Test func threeAreNeeded() {
        #expect(limit([0.1, 0.1]) == nil)
        #expect(limit([0.1, 0.1, 0.1]) == 1)
        #expect(limit([0.1, 0.1], recorded: .milliseconds(100)) == 1)
    }

    @Test func itIsTenMediansAndAtLeastTheFloor() {
        #expect(limit([0.1, 0.2, 0.3, 0.4], floor: .seconds(1)) == 2.5)
        #expect(limit([0.01, 0.02, 0.03], floor: .seconds(1)) == 1)
    }

    @Test func slowOnesDoNotSetTheMeasure() {
        #expect(limit([0.1, 5, 5, 5, 0.1, 5, 5, 0.1, 5, 5], floor: .seconds(1)) == 1)
        #expect(limit([0.1, 5, 5, 5, 0.1, 5], recorded: .milliseconds(100), floor: .seconds(1)) == 1)
    }

    @Test func withTooFewFastOnesAllAreTakenToPass() {
        #expect(limit([0.1, 5, 5, 5, 5], floor: .seconds(1)) == 50)
    }

    @Test func oddSettingsAndTimesEndAsWell() {
        let growing = (0..<2_000).map { (number: Int) -> Double in
            let step = Double(number % 60)
            return step * step * step * 1e-9
        }
        let factors: [Double] = [-3, 0, 1, 1.0001, .infinity, .nan, 1e300]
        for factor in factors {
            #expect(limit(growing, factor: factor) != nil)
        }
    }
}
