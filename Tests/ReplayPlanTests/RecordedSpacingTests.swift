import ExchangeModel
import Redaction
import ReplayPlan
import TestSupport
import Testing

@Suite struct RecordedSpacingTests {
    /// A start by milliseconds of the wall clock, and of a process's clock where it has one.
    private func start(_ wall: Int64, _ monotonic: Int64? = nil, of process: UInt64 = 1) -> RecordedSpacing.Start {
        RecordedSpacing.Start(
            wall: recordedAt.advanced(by: .milliseconds(wall)),
            monotonic: monotonic.map { MonotonicMoment(process: process, offset: .milliseconds($0)) }
        )
    }

    private func offsets(_ starts: [RecordedSpacing.Start]) -> [Int64] {
        RecordedSpacing(starts).offsets.map { $0.microseconds / 1_000 }
    }

    private static let none = "spacing by the wall clock: the recording has no monotonic offsets"

    @Test func aClockThatWasSetDoesNotShow() {
        let hour: Int64 = 3_600_000
        // Back by an hour before the second, ahead by one before the third.
        let starts = [start(0, 5_000), start(250 - hour, 5_250), start(1_250, 6_250)]
        #expect(offsets(starts) == [0, 250, 1_250])
        #expect(RecordedSpacing(starts).note == nil)
    }

    @Test func withoutMonotonicOffsetsTheWallClockDecides() {
        #expect(offsets([]).isEmpty)
        #expect(offsets([start(5_000)]) == [0])
        #expect(RecordedSpacing([]).note == nil && RecordedSpacing([start(0)]).note == nil)
        #expect(offsets([start(0), start(250), start(1_250)]) == [0, 250, 1_250])
        // The clock was set back by ten minutes between the second and the third.
        let setBack = [start(0), start(100), start(-599_900), start(-599_700)]
        #expect(offsets(setBack) == [0, 100, 100, 300])
        #expect(RecordedSpacing(setBack).note == Self.none)
        // A night passed.
        #expect(offsets([start(0), start(40_000_000), start(40_000_500)]) == [0, 3_600_000, 3_600_500])
        #expect(offsets([start(0, 0), start(9, 40_000_000), start(10, 40_000_500)]) == [0, 3_600_000, 3_600_500])
    }

    @Test func eachDistanceIsOfTheClockThatBothHave() {
        // Two processes one after the other; the wall clock went back when the second had begun.
        let two = [
            start(0, 900), start(40, 1_000), start(140, 7, of: 2), start(-9_000, 27, of: 2), start(-8_990, 31, of: 2),
        ]
        #expect(offsets(two) == [0, 100, 200, 220, 224])
        #expect(
            RecordedSpacing(two).note
                == "spacing by the wall clock before 1 of 5 steps: different processes recorded the calls"
        )
        let mixed = [start(0, 900), start(30), start(70), start(200, 1_000), start(200, 1_050)]
        #expect(offsets(mixed) == [0, 30, 70, 200, 250])
        #expect(
            RecordedSpacing(mixed).note
                == "spacing by the wall clock before 3 of 5 steps: the recording has no monotonic offsets for them"
        )
        #expect(
            RecordedSpacing([start(0, 1), start(5, 1, of: 2)]).note
                == "spacing by the wall clock: different processes recorded the calls"
        )
    }

    /// Captures are numbered as calls end, so of two at once the later one may come first.
    @Test func callsThatWereUnderWayTogetherLeaveTogether() {
        let starts = [start(50, 50), start(0, 0), start(20, 20), start(100, 100)]
        #expect(offsets(starts) == [0, 0, 0, 50])
    }

    @Test func aFlowHasTheSpacingOfItsSteps() {
        func call(_ path: String, _ milliseconds: Int64) -> Exchange {
            var raw = rawCall("GET", path)
            raw.monotonicStart = MonotonicMoment(process: 3, offset: .milliseconds(milliseconds))
            return raw
        }
        let flow = script([call("/a", 10), call("/b", 400)].map { redactor.redact($0) })
        #expect(RecordedSpacing(flow).offsets == [.zero, .milliseconds(390)])
        #expect(RecordedSpacing(flow).note == nil)
    }

    /// Whatever a recording says, the plan is one that can be waited for.
    @Test func impossibleMomentsGiveATimeThatCanBeWaited() {
        var generator = SeededGenerator(seed: 4)
        let walls: [Int64] = [.min, -1, 0, 1, 3_600_000_000, .max]
        let clocks: [Duration] = [.seconds(Int64.min), .zero, .microseconds(1), .seconds(7_200), .seconds(Int64.max)]
        for _ in 0..<500 {
            let starts = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                RecordedSpacing.Start(
                    wall: Timestamp(microseconds: walls.randomElement(using: &generator) ?? 0),
                    monotonic: Bool.random(using: &generator)
                        ? MonotonicMoment(
                            process: UInt64.random(in: 0...1, using: &generator),
                            offset: clocks.randomElement(using: &generator) ?? .zero
                        ) : nil
                )
            }
            let spacing = RecordedSpacing(starts)
            #expect(spacing.offsets.count == starts.count)
            #expect(spacing.offsets.first ?? .zero == .zero)
            for (one, next) in zip(spacing.offsets, spacing.offsets.dropFirst()) {
                #expect(next >= one && next - one <= .seconds(3_600))
            }
            let isShared = zip(starts, starts.dropFirst()).allSatisfy { one, next in
                one.monotonic != nil && one.monotonic?.process == next.monotonic?.process
            }
            #expect((spacing.note == nil) == isShared)
        }
    }
}
