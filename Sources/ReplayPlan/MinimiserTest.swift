import Foundation
import Statistics

/// The sequential tests that tell a part of a flow that fails often enough from one that does not.
struct MinimiserTest: Sendable {
    /// The rate that counts as failing, and the one that counts as passing; what lies between is decided either way.
    let floor: Double
    let null: Double
    /// For the whole flow, for the claim that no single exchange can go, and for the fresh attempts at the end.
    let strict: SequentialTest
    /// While large parts are tried. To call a part needed that is not costs only requests: the exchanges are tried one
    /// by one in the end. So passing is believed early, and failing is not.
    let search: SequentialTest
    /// After so many attempts, 1,000 at most, a candidate is given up as undecided.
    let strictCap: Int
    let searchCap: Int

    /// - Returns: nil where the floor is not from 0.001 to 1, or `null` not well below it.
    init?(floor: Double, null: Double?) {
        guard floor >= 0.001, floor <= 1 else { return nil }
        let null = null ?? min(max(0.005, floor / 50), floor / 2)
        // A floor of 1 would take a single pass for a proof.
        guard null < floor, null < 0.95,
            let strict = SequentialTest(floor: min(0.95, floor), null: null, alpha: 0.01, beta: 0.05),
            let search = SequentialTest(floor: min(0.95, floor), null: null, alpha: 0.01, beta: 0.3)
        else { return nil }
        self.floor = floor
        self.null = null
        self.strict = strict
        self.search = search
        strictCap = MinimiserTest.cap(strict)
        searchCap = MinimiserTest.cap(search)
    }

    private static func cap(_ test: SequentialTest) -> Int {
        min(1_000, max(8, 2 * test.fewestPasses, test.maximumNeeded ?? 1_000))
    }

    /// The strict test after attempts in an unknown order: their failures are spread evenly.
    func strict(failed: Int, of attempts: Int) -> SequentialTest {
        var test = strict
        var (due, taken) = (0, 0)
        while taken < attempts, test.verdict == .undecided {
            taken += 1
            due += failed
            test.add(failed: due >= attempts)
            if due >= attempts { due -= attempts }
        }
        return test
    }

    /// The size of the confirmation: so many attempts that a flow that fails at the floor goes without any failure with
    /// a chance of 0.001; from 5 to 60.
    var confirmationAttempts: Int {
        Int(min(60, max(5, (log(0.001) / log(1 - strict.floor)).rounded(.up))))
    }
}
