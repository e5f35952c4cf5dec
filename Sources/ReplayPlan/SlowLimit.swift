/// Above which time an answer took far longer than those that pass.
///
/// Whether an answer passes depends on the limit, and the limit on the answers that pass. It is found from below: the
/// three fastest are taken to pass, then whatever lies within the limit that they give, until nothing is added. So the
/// slow ones do not set the measure even where they are the majority.
struct SlowLimit: Sendable {
    private let factor: Double
    /// In seconds; nil where no time is too long.
    private let floor: Double?
    /// In seconds, ascending.
    private var durations: [Double] = []

    /// Fewer are nothing to compare with.
    static let fewest = 3

    /// - Parameters:
    ///   - floor: what is faster is never slow; nil where no time is too long.
    ///   - recorded: how long the recorded success took, which counts as one of those that pass; zero where the recording
    ///     does not say.
    init(factor: Double, floor: Duration?, recorded: Duration) {
        self.factor = factor.isFinite ? max(1, factor) : 10
        self.floor = floor.map { max(0, SlowLimit.seconds($0)) }
        if recorded > .zero { durations.append(SlowLimit.seconds(recorded)) }
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// Takes in an answer with which nothing else is wrong.
    mutating func add(_ seconds: Double) {
        durations.insert(seconds, at: count(upTo: seconds))
    }

    /// The same for many at once.
    mutating func add(all seconds: [Double]) {
        durations = (durations + seconds).sorted()
    }

    /// In seconds; nil where there is too little to compare with, or no time is too long.
    var limit: Double? {
        guard let floor, durations.count >= SlowLimit.fewest else { return nil }
        var passing = SlowLimit.fewest
        // Each round that adds none but leaves too few has met a wide gap, of which there can't be many.
        for _ in 0..<64 {
            let limit = max(floor, factor * median(ofFastest: passing))
            let within = count(upTo: limit)
            if within == passing { return limit }
            passing = max(within, passing + (within < passing ? 1 : 0))
            guard passing < durations.count else { break }
        }
        return max(floor, factor * median(ofFastest: durations.count))
    }

    private func median(ofFastest count: Int) -> Double {
        (durations[(count - 1) / 2] + durations[count / 2]) / 2
    }

    /// How many took at most this long.
    private func count(upTo seconds: Double) -> Int {
        var low = 0
        var high = durations.count
        while low < high {
            let middle = (low + high) / 2
            if durations[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
