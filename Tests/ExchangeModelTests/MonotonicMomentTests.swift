import ExchangeModel
import Testing

@Suite struct MonotonicMomentTests {
    @Test func momentsOfOneProcessCanBeCompared() {
        let early = MonotonicMoment(process: 7, offset: .milliseconds(20))
        let late = MonotonicMoment(process: 7, offset: .milliseconds(270))
        #expect(late.since(early) == .milliseconds(250))
        #expect(early.since(late) == .milliseconds(-250))
        #expect(late.since(MonotonicMoment(process: 8, offset: .milliseconds(20))) == nil)
    }

    @Test func offsetsAreWholeMicrosecondsInTheRange() {
        func offset(_ duration: Duration) -> Duration { MonotonicMoment(process: 0, offset: duration).offset }
        #expect(offset(.nanoseconds(1_999)) == .microseconds(1))
        #expect(offset(.nanoseconds(-1)) == .zero)
        #expect(offset(.seconds(Int64.min)) == .zero)
        #expect(offset(.seconds(Int64.max)) == MonotonicMoment.longestOffset)
        #expect(offset(MonotonicMoment.longestOffset) == MonotonicMoment.longestOffset)
    }
}
