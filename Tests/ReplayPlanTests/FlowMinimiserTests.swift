import Statistics
import TestSupport
import Testing

@testable import ReplayPlan

@Suite struct FlowMinimiserTests {
    /// A failure that always occurs while these are kept.
    private func minimise(
        _ count: Int,
        sources: [Int: Set<Int>] = [:],
        budget: Int = 10_000,
        floor: Double = 0.5,
        fails: (Set<Int>) -> Bool
    ) throws -> FlowMinimiser {
        var minimiser = try #require(
            FlowMinimiser(
                count: count,
                sources: (0..<count).map { sources[$0] ?? [] },
                floor: floor,
                budget: budget
            )
        )
        let broken = drive(&minimiser) { fails(Set($0)) }
        #expect(broken == 0)
        return minimiser
    }

    @Test func twoFailuresInARowAreEnoughFromAFloorOnly() throws {
        for (floor, failures) in [(1.0, 2), (0.5, 2), (0.1, 2), (0.05, 2), (0.049, 3), (0.03, 3), (0.02, 4)] {
            let test = try #require(MinimiserTest(floor: floor, null: nil))
            #expect(test.search.fewestFailures == failures, "\(floor)")
        }
    }

    @Test func removesAllThatIsNotNeeded() throws {
        let result = try minimise(20) { $0.isSuperset(of: [2, 8, 13]) }
        #expect(result.smallest == [2, 8, 13, 19])
        #expect(result.endedBecause == .minimal)
        #expect(result.next == .done)
        #expect(result.confirmation?.verdict == .fails)
        #expect(result.confirmation?.failed == result.confirmation?.attempts)
    }

    @Test func triesTheDecisiveOneAloneFirst() throws {
        let result = try minimise(1_000) { _ in true }
        #expect(result.smallest == [999])
        #expect(result.evidence.map(\.kept.count) == [1_000, 1, 1])
        #expect(result.requestsSpent < 2_100)
    }

    @Test func keepsWhatTheDecisiveOneTakesValuesFrom() throws {
        let result = try minimise(6, sources: [5: [3], 3: [1]]) { _ in true }
        #expect(result.smallest == [1, 3, 5])
        #expect(result.endedBecause == .minimal)
    }

    @Test func whatNeedsARemovedOneGoesWithIt() throws {
        // 1 is needed by 2 and 3; the cause is 3, so 1 stays and 2 goes.
        let result = try minimise(6, sources: [2: [1], 3: [1]]) { $0.contains(3) }
        #expect(result.smallest == [1, 3, 5])
    }

    @Test func removesWhatOnlyTheOneByOneStepCanFind() throws {
        // 4 counteracts 1: with 4 the failure needs 7. Cutting the end off finds {1, 4, 7}; only 1 is needed.
        let result = try minimise(10) { $0.contains(1) && (!$0.contains(4) || $0.contains(7)) }
        #expect(result.smallest == [1, 9])
    }

    @Test func saysWhenNothingCanGo() throws {
        let result = try minimise(5) { $0.count == 5 }
        #expect(result.smallest == [0, 1, 2, 3, 4])
        #expect(result.endedBecause == .minimal)
        #expect(result.confirmation == nil)
        #expect(try minimise(1) { _ in true }.endedBecause == .minimal)
    }

    @Test func doesNotBeginWithAFlowThatDoesNotFail() throws {
        let result = try minimise(20) { _ in false }
        #expect(result.endedBecause == .notReproduced)
        #expect(result.smallest.count == 20)
        #expect(result.requestsSpent <= 200)
        // A flow that fails far below the floor costs half of the budget at most.
        var turn = 0
        let rare = try minimise(20, budget: 4_000, floor: 0.5) { _ in
            turn += 1
            return turn.isMultiple(of: 50)
        }
        #expect(rare.endedBecause == .notReproduced)
        #expect(rare.requestsSpent <= 2_000)
    }

    @Test func keepsTheBestSoFarWhenTheBudgetEnds() throws {
        let whole = try minimise(20) { $0.isSuperset(of: [2, 8, 13]) }
        var sizes: [Int] = []
        for budget in stride(from: 0, through: whole.requestsSpent + 200, by: 7) {
            let result = try minimise(20, budget: budget) { $0.isSuperset(of: [2, 8, 13]) }
            #expect(result.requestsSpent <= budget)
            #expect(Set(result.smallest).isSuperset(of: [2, 8, 13, 19]))
            if result.smallest.count > 4 { #expect(result.endedBecause == .budget, "\(budget)") }
            sizes.append(result.smallest.count)
        }
        #expect(sizes.first == 20)
        #expect(sizes.last == 4)
        #expect(sizes.contains { (5...19).contains($0) })
    }

    @Test func countsWhatAnAttemptReallyCost() throws {
        var minimiser = try #require(
            FlowMinimiser(count: 4, sources: [[], [], [], []], floor: 0.5, budget: 100)
        )
        minimiser.record(failed: true, requests: 9)
        minimiser.record(failed: true, requests: -5)
        minimiser.recordInconclusive(requests: 3)
        #expect(minimiser.requestsSpent == 12)
        #expect(minimiser.evidence.map(\.requests) == [9, 3])
        minimiser.record(failed: true, requests: .max)
        minimiser.record(failed: true, requests: .max)
        #expect(minimiser.requestsSpent == .max)
        #expect(minimiser.next == .done)
    }

    @Test func whatWasMeasuredBeforeCostsNothing() throws {
        var minimiser = try #require(
            FlowMinimiser(
                count: 20,
                sources: Array(repeating: [], count: 20),
                floor: 0.15,
                budget: 1_000,
                measured: (3, 10)
            )
        )
        #expect(minimiser.next == .attempt(keeping: [19]))
        minimiser.stop(requests: 1)
        #expect(minimiser.endedBecause == .stopped)
        #expect(minimiser.requestsSpent == 1)
        minimiser.record(failed: true, requests: 1)
        #expect(minimiser.requestsSpent == 1)
    }

    @Test func aStormOfInconclusiveAttemptsEnds() throws {
        for from in [0, 1, 2, 5, 40] {
            var turn = 0
            var minimiser = try #require(
                FlowMinimiser(count: 20, sources: Array(repeating: [], count: 20), floor: 0.5, budget: .max)
            )
            let broken = drive(&minimiser, limit: from + 21) { kept in
                turn += 1
                return turn > from ? nil : Set(kept).isSuperset(of: [2, 8, 13])
            }
            #expect(broken == 0)
            #expect(minimiser.endedBecause == .inconclusive)
        }
    }

    @Test func aCandidateThatSaysNothingIsKept() throws {
        // Without 8 nothing can be learned.
        var minimiser = try #require(
            FlowMinimiser(count: 12, sources: Array(repeating: [], count: 12), floor: 0.5, budget: 10_000)
        )
        var asked: [[Int]: Int] = [:]
        drive(&minimiser) { kept in
            asked[kept, default: 0] += 1
            if kept.contains(8) { return kept.contains(9) }
            return kept.count == 1 ? false : nil
        }
        #expect(minimiser.smallest == [8, 9, 11])
        #expect(minimiser.endedBecause == .undecided)
        #expect(asked.filter { !$0.key.contains(8) }.allSatisfy { $0.value <= 10 })
    }

    @Test(arguments: [(0, 0, 1_000), (500, 1_000, 2_000)])
    func noneCanTakeAllOfTheBudget(_ failed: Int, _ of: Int, _ spent: Int) throws {
        // Floor and null lie so near to each other that a test goes on for long.
        var turn = 0
        var minimiser = try #require(
            FlowMinimiser(
                count: 10,
                sources: Array(repeating: [], count: 10),
                floor: 0.25,
                null: 0.2,
                budget: 2_000,
                measured: (failed, of)
            )
        )
        let broken = drive(&minimiser) { _ in
            turn += 1
            return turn.isMultiple(of: 5)
        }
        #expect(broken == 0)
        let share = of == 0 ? 1_000 : 500
        #expect(minimiser.evidence.allSatisfy { $0.requests <= share })
        #expect(minimiser.evidence.contains { $0.requests > share - 10 })
        #expect(minimiser.requestsSpent <= spent)
        #expect(minimiser.endedBecause == (of == 0 ? .notReproduced : .budget))
    }

    @Test func takesBackWhatFreshAttemptsRefute() throws {
        // The decisive one alone fails twice by chance, and then never again.
        var lucky = 2
        var minimiser = try #require(
            FlowMinimiser(count: 8, sources: Array(repeating: [], count: 8), floor: 0.5, budget: 10_000)
        )
        drive(&minimiser) { kept in
            if kept == [7], lucky > 0 {
                lucky -= 1
                return true
            }
            return kept.contains(3)
        }
        #expect(minimiser.smallest == [3, 7])
        #expect(minimiser.endedBecause == .minimal)
        #expect(minimiser.evidence.contains { $0.isRefuted && $0.kept == [7] && $0.verdict == .passes })
        #expect(minimiser.confirmation?.verdict == .fails)
    }

    @Test func isDeterministic() throws {
        func evidence() throws -> [FlowMinimiser.Evidence] {
            var random = SeededGenerator(seed: 77)
            let flow = HiddenCause(count: 15, causes: 2, rate: 0.4, linkShare: 0.4, using: &random)
            var minimiser = try #require(
                FlowMinimiser(count: 15, sources: flow.sources, floor: 0.2, budget: 3_000)
            )
            drive(&minimiser) { flow.fails($0, using: &random) }
            return minimiser.evidence
        }
        #expect(try evidence() == evidence())
    }

    @Test func refusesNumbersThatMakeNoSense() {
        func make(
            _ count: Int = 2,
            _ sources: [Set<Int>] = [[], [0]],
            floor: Double = 0.5,
            null: Double? = nil,
            budget: Int = 10,
            measured: (failed: Int, of: Int)? = nil
        ) -> FlowMinimiser? {
            FlowMinimiser(
                count: count,
                sources: sources,
                floor: floor,
                null: null,
                budget: budget,
                measured: measured
            )
        }
        #expect(make() != nil)
        #expect(make(0, []) == nil)
        #expect(make(1_001, Array(repeating: [], count: 1_001)) == nil)
        #expect(make(3) == nil)
        #expect(make(2, [[], [1]]) == nil)
        #expect(make(2, [[1], []]) == nil)
        #expect(make(2, [[], [-1]]) == nil)
        for floor in [0, -1, 1.1, .nan, .infinity, 1e-300] { #expect(make(floor: floor) == nil) }
        for null in [0.5, 0.499_999_999_999, 0.6, -0.1, .nan, .infinity] { #expect(make(null: null) == nil) }
        #expect(make(budget: -1) == nil)
        for (failed, of) in [(2, 1), (-1, 1), (0, -1), (Int.max, Int.max)] {
            #expect(make(measured: (failed, of)) == nil)
        }
        #expect(make(budget: 0)?.endedBecause == .budget)
    }

    @Test func extremeRatesDoNotTrap() throws {
        for floor in [0.001, 0.5, 0.999_999, 1] {
            for null in [nil, 0, floor * 0.9] {
                var turn = 0
                var minimiser = try #require(
                    FlowMinimiser(
                        count: 3,
                        sources: [[], [], []],
                        floor: floor,
                        null: null,
                        budget: 20_000
                    )
                )
                let broken = drive(&minimiser) { _ in
                    turn += 1
                    return turn.isMultiple(of: 3)
                }
                #expect(broken == 0)
                #expect(minimiser.endedBecause != nil)
                #expect(minimiser.requestsSpent <= 20_000)
            }
        }
    }

    @Test func aThousandExchangesThatAreAllLinkedAreNoBurden() throws {
        let sources = (0..<1_000).map { Set(0..<$0) }
        let minimiser = try #require(FlowMinimiser(count: 1_000, sources: sources, floor: 0.5, budget: 100_000))
        #expect(minimiser.next == .attempt(keeping: Array(0..<1_000)))
    }
}
