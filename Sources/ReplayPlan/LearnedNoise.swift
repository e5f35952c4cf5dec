/// Which places of an answer vary by themselves (times, counters, random ids), learned from repeats that are otherwise
/// fine.
///
/// The trouble: a field that is sometimes wrong varies too. What tells them apart is that a wrong value comes beside a
/// right one that keeps coming back, while noise hardly repeats itself. So, with the recorded value counted as one more
/// observation, a place is noise where
///
/// - at least two repeats have been seen, and they did not all agree, and
/// - no single value makes up half of the observations; or no repeat showed the recorded value, and either no value came
///   back after another had followed it, as with a clock that ticks more slowly than the repeats come, or each told the
///   moment of its own answer, in whatever order concurrent answers came.
///
/// Two repeats that both differ from the recording and from each other are therefore enough to learn, and if one of
/// them shows the recorded value nothing is learned yet. Known limits: a field with two values (a flag that flips) never
/// counts as noise; a wrong value that is another one each time and comes more often than not does.
struct LearnedNoise: Sendable {
    /// What was seen at one place.
    private struct Place: Sendable {
        /// Repeats that differ from the recording here.
        var differing = 0
        /// By the value's digest.
        var counts: [UInt64: Int] = [:]
        /// The most that one value was seen.
        var most = 0
        /// Sequences of the same value.
        var runs = 0
        var last: UInt64?
        /// How many told the moment of the answer.
        var moments = 0
        /// Two of the values, for people.
        var samples: [String] = []

        private static let mostCounted = 64

        mutating func add(_ difference: Differences.Entry) {
            differing += 1
            if last != difference.digest { runs += 1 }
            last = difference.digest
            if difference.isMoment { moments += 1 }
            if samples.count < 2, !samples.contains(difference.value) { samples.append(difference.value) }
            // Beyond this, further values only show that none of them comes often.
            guard counts[difference.digest] != nil || counts.count < Place.mostCounted else { return }
            counts[difference.digest, default: 0] += 1
            most = max(most, counts[difference.digest] ?? 0)
        }
    }

    private var places: [Int: Place] = [:]
    /// Repeats that were fine but for their values.
    private(set) var repeats = 0

    /// Takes in one repeat, which agrees with the recording at every place that is not listed.
    mutating func learn(_ differences: [Differences.Entry]) {
        repeats += 1
        for difference in differences {
            places[difference.place, default: Place()].add(difference)
        }
    }

    /// Whether what differs at this place says nothing.
    func isNoise(_ place: Int) -> Bool {
        guard repeats >= 2, let seen = places[place] else { return false }
        let agreeing = repeats - seen.differing
        let values = seen.counts.count + (agreeing > 0 ? 1 : 0)
        guard values >= 2 else { return false }
        if max(seen.most, agreeing + 1) * 2 < repeats + 1 { return true }
        return agreeing == 0 && (seen.runs == seen.counts.count || seen.moments == seen.differing)
    }

    /// The places that are noise, and for each how many values were seen, and two of them.
    var all: [(place: Int, values: Int, samples: [String])] {
        places.keys.sorted().filter(isNoise).compactMap { number in
            places[number].map { (number, $0.counts.count + (repeats > $0.differing ? 1 : 0), $0.samples) }
        }
    }
}
