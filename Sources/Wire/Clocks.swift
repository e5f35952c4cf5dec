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
    /// Whose moments those on the monotonic clock are.
    package var process: Process

    package init(
        now: @escaping @Sendable () -> Timestamp,
        monotonic: @escaping @Sendable () -> ContinuousClock.Instant,
        process: Process = .current
    ) {
        self.now = now
        self.monotonic = monotonic
        self.process = process
    }

    /// The instant in a form that can be kept; one before the process began counts as its beginning.
    package func moment(at instant: ContinuousClock.Instant) -> MonotonicMoment {
        MonotonicMoment(process: process.id, offset: instant - process.began)
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

extension Clocks {
    /// A process by a name, and the instant that its moments are counted from.
    package struct Process: Sendable, Hashable {
        package let id: UInt64
        package let began: ContinuousClock.Instant

        package init(id: UInt64, began: ContinuousClock.Instant) {
            self.id = id
            self.began = began
        }

        /// This one; it begins when clocks are first asked for.
        package static let current = Process(id: .random(in: .min ... .max), began: .now)
    }
}
