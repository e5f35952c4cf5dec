import Foundation

/// The beta distribution with positive parameters.
package struct BetaDistribution {
    package let a: Double
    package let b: Double

    package init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
    }

    /// The regularised incomplete beta function I_x(a, b).
    ///
    /// By the continued fraction of DLMF §8.17.22 (https://dlmf.nist.gov/8.17#v), evaluated as Lentz does with
    /// Thompson's and Barnett's correction (J. Comput. Phys. 64, 1986); it converges fast below (a+1)/(a+b+2), and
    /// above that I_x(a, b) = 1 − I_{1−x}(b, a) is used.
    package func cumulative(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - BetaDistribution(b, a).cumulative(1 - x) }
        let front = exp(a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
        return min(1, max(0, front / fraction(x)))
    }

    private func fraction(_ x: Double) -> Double {
        let tiny = 1e-300
        var value = 1.0
        var c = 1.0
        var d = 0.0
        // Some √max(a, b) steps are needed.
        for step in 1..<2_000_000 {
            let m = Double(step / 2)
            let numerator =
                step.isMultiple(of: 2)
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 + numerator * d
            c = 1 + numerator / c
            if abs(d) < tiny { d = tiny }
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            value *= c * d
            if abs(c * d - 1) < 1e-15 { break }
        }
        return value
    }

    /// The x at which `cumulative` is `p`, by bisection, which cannot go astray.
    package func quantile(_ p: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high, high - low > 1e-15 else { return middle }
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
    }
}

package enum NormalDistribution {
    /// The z at which the standard normal distribution reaches `p`, by bisection on the error function.
    package static func quantile(_ p: Double) -> Double {
        var (low, high) = (-40.0, 40.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if erfc(-middle / 2.0.squareRoot()) / 2 < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// How many of the marked ones are among those drawn, without putting any back.
struct HypergeometricDistribution {
    private let marked: Int
    private let drawn: Int
    private let total: Int

    init(marked: Int, drawn: Int, of total: Int) {
        self.marked = marked
        self.drawn = drawn
        self.total = total
    }

    /// Calls `body` with each count's likelihood in relation to the likeliest one's, outwards from that until it vanishes.
    func walk(_ body: (_ count: Int, _ weight: Double) -> Void) {
        let (least, most) = (max(0, marked + drawn - total), min(marked, drawn))
        let mode = min(most, max(least, (marked + 1) * (drawn + 1) / (total + 2)))
        var weight = 1.0
        for count in mode...most {
            if weight == 0 { break }
            body(count, weight)
            weight *= step(count)
        }
        weight = 1
        for count in (least..<mode).reversed() {
            weight /= step(count)
            if weight == 0 { break }
            body(count, weight)
        }
    }

    /// How much likelier `count + 1` is than `count`.
    private func step(_ count: Int) -> Double {
        Double(marked - count) * Double(drawn - count)
            / (Double(count + 1) * Double(total - marked - drawn + count + 1))
    }
}

/// ln Γ(x) for positive x: Stirling's series (DLMF §5.11.1) beyond 10, and Γ(x+1) = x Γ(x) down to there.
///
/// The C library's own keeps a sign in a global variable, which threads would share.
package func logGamma(_ x: Double) -> Double {
    var x = x
    var shift = 0.0
    while x < 10 {
        shift += log(x)
        x += 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    let coefficients: [Double] = [
        1.0 / 12, -1.0 / 360, 1.0 / 1_260, -1.0 / 1_680, 1.0 / 1_188, -691.0 / 360_360, 1.0 / 156, -3_617.0 / 122_400,
    ]
    let horner: Double = coefficients.reversed().reduce(0) { sum, next in sum * square + next }
    let stirling: Double = (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi)
    return stirling + horner * inverse - shift
}
