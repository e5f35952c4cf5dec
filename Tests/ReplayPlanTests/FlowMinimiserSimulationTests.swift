import ReplayPlan
import TestSupport
import Testing

/// Many searches with hidden causes, seeded: what must hold always, and what must hold mostly.
@Suite struct FlowMinimiserSimulationTests {
    @Test(arguments: [1.0, 0.9, 0.3])
    func findsTheCauseAndHardlyMore(_ rate: Double) throws {
        var random = SeededGenerator(seed: UInt64(rate * 1_000))
        let runs = 300
        var (lost, exact, notReproduced) = (0, 0, 0)
        for run in 0..<runs {
            let flow = HiddenCause(
                count: Int.random(in: 2...30, using: &random),
                causes: Int.random(in: 1...4, using: &random),
                rate: rate,
                linkShare: Double(run % 4) / 4,
                using: &random
            )
            var minimiser = try #require(
                FlowMinimiser(count: flow.count, sources: flow.sources, floor: min(rate / 2, 0.5), budget: 50_000)
            )
            var isOpenLink = false
            let broken = drive(&minimiser) { kept in
                if !flow.isClosed(kept) { isOpenLink = true }
                return flow.fails(kept, using: &random)
            }
            #expect(broken == 0)
            #expect(!isOpenLink)
            #expect(flow.isClosed(minimiser.smallest))
            #expect(minimiser.requestsSpent <= 50_000)
            if minimiser.endedBecause == .notReproduced { notReproduced += 1 }
            if !flow.needed.isSubset(of: minimiser.smallest) { lost += 1 }
            if flow.needed == Set(minimiser.smallest) { exact += 1 }
        }
        #expect(lost == 0)
        #expect(notReproduced <= runs / 50)
        #expect(exact >= runs * 95 / 100, "\(exact) of \(runs)")
    }

    /// The same failure also comes without its cause, once in a hundred attempts.
    @Test func aRareBackgroundDoesNotMisleadIt() throws {
        var random = SeededGenerator(seed: 9)
        var lost = 0
        for _ in 0..<300 {
            var flow = HiddenCause(count: 20, causes: 3, rate: 0.5, linkShare: 0.2, using: &random)
            flow.background = 0.01
            var minimiser = try #require(
                FlowMinimiser(count: 20, sources: flow.sources, floor: 0.25, null: 0.01, budget: 50_000)
            )
            drive(&minimiser) { flow.fails($0, using: &random) }
            if !flow.needed.isSubset(of: minimiser.smallest) { lost += 1 }
        }
        #expect(lost <= 3, "\(lost) of 300")
    }

    /// Whatever is answered, and whatever it costs, a search ends.
    @Test func anyAnswersEndIt() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let flow = HiddenCause(
                count: Int.random(in: 1...12, using: &random),
                causes: 1,
                rate: 1,
                linkShare: 0.3,
                using: &random
            )
            var minimiser = try #require(
                FlowMinimiser(
                    count: flow.count,
                    sources: flow.sources,
                    floor: Double.random(in: 0.01...1, using: &random),
                    budget: Int.random(in: 0...5_000, using: &random)
                )
            )
            var rounds = 0
            while case .attempt = minimiser.next, rounds < 200_000 {
                rounds += 1
                let cost = Int.random(in: 0...3, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: minimiser.record(failed: true, requests: cost)
                case 1: minimiser.recordInconclusive(requests: cost)
                default: minimiser.record(failed: false, requests: cost)
                }
            }
            #expect(minimiser.next == .done)
            #expect(flow.isClosed(minimiser.smallest))
        }
    }

    /// What the search costs for 20 exchanges of which 3 and the decisive one are needed. Measured medians: 385 requests
    /// at a rate of 1, 902 at 0.5, 1,495 at 0.3; 351, 796 and 1,395 where ten attempts were made before. (ddmin with the
    /// same test took about 620, 1,340 and 2,220, without the confirmation.)
    @Test(arguments: [(1.0, 420), (0.5, 980), (0.3, 1_650)])
    func staysCheap(_ rate: Double, _ limit: Int) throws {
        var random = SeededGenerator(seed: 20)
        var (costs, exact): ([Int], Int) = ([], 0)
        for _ in 0..<400 {
            let flow = HiddenCause(count: 20, causes: 3, rate: rate, linkShare: 0, using: &random)
            var minimiser = try #require(
                FlowMinimiser(count: 20, sources: flow.sources, floor: rate / 2, budget: 100_000)
            )
            drive(&minimiser) { flow.fails($0, using: &random) }
            guard minimiser.endedBecause != .notReproduced else { continue }
            costs.append(minimiser.requestsSpent)
            if Set(minimiser.smallest) == flow.needed { exact += 1 }
        }
        costs.sort()
        #expect(costs[costs.count / 2] <= limit)
        #expect(exact >= 390, "\(exact) of \(costs.count)")
    }
}
