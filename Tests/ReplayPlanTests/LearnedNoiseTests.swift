import Testing

@testable import ReplayPlan

@Suite struct LearnedNoiseTests {
    /// Whether the place is noise after repeats with these values; nil stands for the recorded one.
    private func isNoise(_ values: [String?]) -> Bool {
        var noise = LearnedNoise()
        for value in values {
            noise.learn(
                value.map {
                    [.init(place: 7, digest: Digest.of(Array($0.utf8)), statement: "", value: $0)]
                } ?? []
            )
        }
        return noise.isNoise(7)
    }

    @Test func twoRepeatsThatDifferAreEnough() {
        #expect(!isNoise([]))
        #expect(!isNoise(["a"]))
        #expect(isNoise(["a", "b"]))
        #expect(isNoise(["a", "b", "c", "d"]))
    }

    @Test func whatAllShowIsAChange() {
        #expect(!isNoise(["a", "a"]))
        #expect(!isNoise(Array(repeating: "a", count: 50)))
    }

    @Test func aWrongValueNowAndThenIsNone() {
        #expect(!isNoise([nil, "a"]))
        #expect(!isNoise(["a", nil]))
        #expect(!isNoise([nil, "a", nil, "a", nil]))
        #expect(!isNoise([nil, "a", nil, nil, "b", nil, nil, "c", nil]))
        // Even where it is the rule.
        #expect(!isNoise([nil] + Array(repeating: "a", count: 9)))
        #expect(!isNoise(["a", "a", nil, "a", "a", "a", nil, "a"]))
        // After the data changed.
        #expect(!isNoise(["new", "new", "wrong", "new", "new"]))
    }

    @Test func aSlowClockIsNoise() {
        #expect(isNoise(["1", "1", "1", "2", "2"]))
        #expect(isNoise(Array(repeating: "1", count: 60) + Array(repeating: "2", count: 40)))
    }

    @Test func momentsAreNoiseInAnyOrder() {
        for isMoment in [true, false] {
            var noise = LearnedNoise()
            for value in ["1", "1", "2", "1", "2", "1", "1"] {
                var entry = Differences.Entry(place: 7, digest: Digest.of(Array(value.utf8)), statement: "", value: "")
                entry.isMoment = isMoment
                noise.learn([entry])
            }
            #expect(noise.isNoise(7) == isMoment)
        }
    }

    @Test func aFewValuesInTurnsAreNoise() {
        #expect(isNoise(["a", "b", nil, "c", "b", "a", nil, "c"]))
    }

    @Test func repeatsWithoutEndAreBounded() {
        #expect(isNoise((0..<5_000).map { String($0) }))
        #expect(!isNoise((0..<5_000).map { $0 % 3 == 0 ? String($0) : nil }))
    }

    @Test func listsWhatItLearned() {
        var noise = LearnedNoise()
        for value in ["a", "b", "c"] {
            let digest = Digest.of(Array(value.utf8))
            noise.learn([.init(place: 1, digest: digest, statement: "", value: value)])
        }
        #expect(noise.all.map(\.place) == [1])
        #expect(noise.all.first?.values == 3)
        #expect(noise.all.first?.samples == ["a", "b"])
    }
}
