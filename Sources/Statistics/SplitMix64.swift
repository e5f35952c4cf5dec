/// A small generator of random numbers whose sequence a seed fixes on every platform and for every Swift release
/// (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014). For plans and simulations, never for secrets.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but without, 1.
    package mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// In an order of its own; the standard library does not promise that its `shuffle` stays as it is.
    package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for place in result.indices.dropFirst().reversed() {
            // The bias of the remainder is below 2⁻⁴⁰ for lists of millions.
            result.swapAt(place, Int(next() % UInt64(place + 1)))
        }
        return result
    }
}
