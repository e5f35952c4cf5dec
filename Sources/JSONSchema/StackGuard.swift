/// How much of the thread's stack an evaluation may take, measured and not guessed: frames differ between builds, and
/// threads may have no more than 512 KB.
struct StackGuard {
    private let start: UInt
    /// Bytes.
    private let allowance: UInt

    init(allowance: Int = 280 << 10) {
        start = StackGuard.here()
        self.allowance = UInt(max(0, allowance))
    }

    @inline(__always)
    var isNearEnd: Bool {
        let here = StackGuard.here()
        // Stacks grow downwards here, but nothing depends on it.
        return (here < start ? start &- here : here &- start) > allowance
    }

    @inline(__always)
    private static func here() -> UInt {
        var probe: UInt8 = 0
        return withUnsafeMutablePointer(to: &probe) { UInt(bitPattern: $0) }
    }
}
