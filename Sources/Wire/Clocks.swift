package import ExchangeModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The two clocks an exchange needs: one for when it was, one for how long it took.
package struct Clocks: Sendable {
    /// Wall time in UTC. May jump; never used for durations.
    package var now: @Sendable () -> Timestamp
    /// Never goes back, whatever happens to the wall clock.
    package var monotonic: @Sendable () -> ContinuousClock.Instant

    package init(
        now: @escaping @Sendable () -> Timestamp,
        monotonic: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.now = now
        self.monotonic = monotonic
    }

    /// The machine's own clocks.
    package static let system = Clocks(
        now: {
            var time = timespec()
            guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(microseconds: 0) }
            return Timestamp(seconds: Int64(time.tv_sec)).advanced(by: .nanoseconds(Int64(time.tv_nsec)))
        },
        monotonic: { ContinuousClock.now }
    )
}
