package import ExchangeModel

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension SimulatorOptions {
    /// The machine's wall clock.
    package static let systemClock: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec)).advanced(by: .nanoseconds(Int64(time.tv_nsec)))
    }
}
