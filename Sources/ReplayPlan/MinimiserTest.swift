import Foundation

/// Tells a flow that fails often enough from one that does not, attempt by attempt.
///
/// Wald's sequential probability ratio test (A. Wald, Ann. Math. Stat. 16, 1945): H1, the failure rate is at least the
/// floor, against H0, it is at most `null`. What lies between is decided either way.
struct MinimiserTest: Sendable {
    /// How sure a verdict has to be.
    struct Strictness: Sendable {
        /// The chance that a flow which fails at `null` is called failing.
        let alpha: Double
        /// The chance that a flow which fails at the floor is called passing.
        let beta: Double

        /// For the whole flow, and for the claim that no single exchange can go.
        static let strict = Strictness(alpha: 0.01, beta: 0.05)
        /// While large parts are tried. To call a part needed that is not costs only requests: the exchanges are tried
        /// one by one in the end. So passing is believed early, and failing is not.
        static let search = Strictness(alpha: 0.01, beta: 0.3)
    }

    let floor: Double
    let null: Double
    /// What one failure, and one pass, adds to the logarithm of the likelihood ratio.
    private let failureWeight: Double
    private let passWeight: Double

    /// - Returns: nil where the floor is not from 0.001 to 1, or `null` not below it.
    init?(floor: Double, null: Double?) {
        guard floor >= 0.001, floor <= 1 else { return nil }
        let null = null ?? min(max(0.005, floor / 50), floor / 2)
        guard null >= 0, null < floor else { return nil }
        self.floor = floor
        self.null = null
        // A floor of 1 would take a single pass for a proof.
        let (high, low) = (min(0.95, floor), min(max(1e-6, null), min(0.95, floor) * 0.99))
        failureWeight = log(high / low)
        passWeight = log((1 - high) / (1 - low))
    }

    private func score(failed: Int, of attempts: Int) -> Double {
        Double(failed) * failureWeight + Double(attempts - failed) * passWeight
    }

    /// Whether the attempts do not speak against failing, however weakly.
    func mayBeFailing(failed: Int, of attempts: Int) -> Bool {
        score(failed: failed, of: attempts) >= 0
    }

    /// Nil while it takes more attempts.
    func verdict(failed: Int, of attempts: Int, _ strictness: Strictness) -> FlowMinimiser.Verdict? {
        let score = score(failed: failed, of: attempts)
        if score >= log((1 - strictness.beta) / strictness.alpha) { return .fails }
        return score <= log(strictness.beta / (1 - strictness.alpha)) ? .passes : nil
    }

    /// After so many attempts a candidate is given up as undecided: twice as many as it takes to pass without a
    /// failure, and those that outweigh one failure; 1,000 at most.
    func cap(_ strictness: Strictness) -> Int {
        let straight = log(strictness.beta / (1 - strictness.alpha)) / passWeight
        return max(8, Int(min(1_000, (2 * straight - failureWeight / passWeight).rounded(.up))))
    }

    /// The size of the confirmation: so many attempts that a flow that fails at the floor goes without any failure with
    /// a chance of 0.001; from 5 to 60.
    var confirmationAttempts: Int {
        Int(min(60, max(5, (log(0.001) / log(1 - min(0.95, floor))).rounded(.up))))
    }
}
