import Statistics

/// Which attempt is made under which conditions, so that a cause that plain repeats hold constant shows itself.
///
/// A full factorial of token, connection, concurrency and spacing with two levels each (R. A. Fisher, The Design of
/// Experiments, 1935): every level equally often, and every pair of levels equally often, as far as the number of
/// attempts allows. Whole replicates are followed by the part of one that disturbs this balance least. Each replicate's
/// attempts come in random order, so that what changes with time strikes every level alike; a seed fixes the order on
/// every platform.
package struct DiagnosisPlan: Sendable, Hashable {
    package enum Factor: String, Sendable, Hashable, CaseIterable {
        case token, connection, concurrency, spacing
    }

    package let seed: UInt64
    /// One for each attempt. Those with a concurrency of `c` come in whole groups of `c` neighbours; see `groups`.
    package let treatments: [Treatment]
    /// The levels of each factor; a factor that is not in both levels is not varied.
    let concurrency: Int
    let spacing: Duration

    private static let day = Duration.seconds(86_400)

    /// - Parameters:
    ///   - times: attempts; below 1 the plan is empty, above a million it is cut.
    ///   - concurrency: the higher level, next to 1; 1 holds it constant. Cut at 64.
    ///   - spacing: the higher level, next to none; zero holds it constant. Cut at a day.
    package init(times: Int, seed: UInt64, concurrency: Int = 2, spacing: Duration = .seconds(1)) {
        let times = min(1_000_000, max(0, times))
        self.seed = seed
        self.concurrency = min(64, max(1, concurrency))
        self.spacing = min(DiagnosisPlan.day, max(.zero, spacing))
        var random = SplitMix64(seed: seed)

        // As many attempts at once as one after the other. What runs at once fills whole groups.
        let size = self.concurrency
        let groups = size == 1 ? 0 : times / 2 / size
        let singles = times - groups * size
        let cells = DiagnosisPlan.cells(spacing: self.spacing)
        let rests = DiagnosisPlan.rests(
            cells,
            singles: singles % cells.count,
            groups: groups % cells.count,
            size: size,
            &random
        )
        let replicates = (
            singles: DiagnosisPlan.replicates(cells, singles / cells.count, rests.singles),
            groups: DiagnosisPlan.replicates(cells, groups / cells.count, rests.groups)
        )
        // A block holds one replicate of the groups and its share of the singles'.
        var blocks = replicates.groups.map { $0.map { $0.treatment(concurrency: size) } }
        if blocks.isEmpty { blocks = [[]] }
        let count = blocks.count
        for (place, replicate) in replicates.singles.enumerated() {
            let block = size == 1 ? place : place * count / replicates.singles.count
            if block == blocks.count { blocks.append([]) }
            blocks[block] += replicate.map { $0.treatment(concurrency: 1) }
        }
        treatments = random.shuffled(blocks).flatMap { random.shuffled($0) }
            .flatMap { Array(repeating: $0, count: $0.concurrency) }
    }

    /// The attempts that are under way together, by their places in `treatments`.
    package var groups: [Range<Int>] {
        var result: [Range<Int>] = []
        var place = 0
        while place < treatments.count {
            let end = min(treatments.count, place + treatments[place].concurrency)
            result.append(place..<end)
            place = end
        }
        return result
    }

    /// Attempts that need a token of their own.
    package var extraSignIns: Int { treatments.count { $0.token == .fresh } }

    /// How long the run lasts at least, if an attempt takes `perAttempt`.
    package func estimatedTime(perAttempt: Duration = .zero) -> Duration {
        // Days of a million attempts still fit into a duration.
        let perAttempt = min(DiagnosisPlan.day, perAttempt)
        return groups.reduce(.zero) { $0 + max(perAttempt, treatments[$1.lowerBound].spacing) }
    }
}

/// What is varied but the concurrency, which decides how many attempts make up one unit.
extension DiagnosisPlan {
    private struct Cell {
        var token: Treatment.TokenUse
        var connection: Treatment.ConnectionUse
        var spacing: Duration
        /// −1 or 1 for each factor and for each product of two, whose sums are 0 in a balanced plan.
        var contrasts: [Int]

        func treatment(concurrency: Int) -> Treatment {
            Treatment(token: token, connection: connection, concurrency: concurrency, spacing: spacing)
        }
    }

    private static func cells(spacing: Duration) -> [Cell] {
        (0..<(spacing > .zero ? 8 : 4)).map { number in
            let signs = [0, 1, 2].map { number >> $0 & 1 == 1 ? 1 : -1 }
            return Cell(
                token: signs[0] > 0 ? .kept : .fresh,
                connection: signs[1] > 0 ? .reused : .new,
                spacing: signs[2] > 0 ? spacing : .zero,
                contrasts: signs + [signs[0] * signs[1], signs[0] * signs[2], signs[1] * signs[2]]
            )
        }
    }

    private static func replicates(_ cells: [Cell], _ count: Int, _ rest: [Cell]) -> [[Cell]] {
        Array(repeating: cells, count: count) + (rest.isEmpty ? [] : [rest])
    }

    /// The parts of a replicate, for attempts alone and for groups, that leave levels and pairs of levels most equal;
    /// among equals the seed decides.
    private static func rests(
        _ cells: [Cell],
        singles: Int,
        groups: Int,
        size: Int,
        _ random: inout SplitMix64
    ) -> (singles: [Cell], groups: [Cell]) {
        let factors = cells.count == 8 ? [0, 1, 2, 3, 4, 5] : [0, 1, 3]
        func parts(_ count: Int) -> [(mask: Int, sums: [Int])] {
            random.shuffled((0..<(1 << cells.count)).filter { $0.nonzeroBitCount == count }).map { mask in
                let chosen = cells.indices.filter { mask >> $0 & 1 == 1 }
                return (mask, factors.map { factor in chosen.reduce(0) { $0 + cells[$1].contrasts[factor] } })
            }
        }
        let (alone, together) = (parts(singles), parts(groups))
        let mains = cells.count == 8 ? 3 : 2
        var best = (unevenness: Int.max, alone: 0, together: 0)
        for a in alone {
            for b in together {
                var unevenness = 0
                for factor in factors.indices {
                    let sum = a.sums[factor] + size * b.sums[factor]
                    // A level's own count matters more than that of a pair.
                    unevenness += (factor < mains ? 4 : 1) * sum * sum
                    if factor < mains {
                        let crossed = a.sums[factor] - size * b.sums[factor]
                        unevenness += crossed * crossed
                    }
                }
                if unevenness < best.unevenness { best = (unevenness, a.mask, b.mask) }
            }
        }
        func chosen(_ mask: Int) -> [Cell] { cells.indices.filter { mask >> $0 & 1 == 1 }.map { cells[$0] } }
        return (chosen(best.alone), chosen(best.together))
    }
}
