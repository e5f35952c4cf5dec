package import ExchangeModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The machine's wall clock, from which retention counts.
package enum SystemTime {
    /// The current moment.
    package static func now() -> Timestamp {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(microseconds: 0) }
        return Timestamp(seconds: Int64(time.tv_sec)).advanced(by: .nanoseconds(Int64(time.tv_nsec)))
    }
}
