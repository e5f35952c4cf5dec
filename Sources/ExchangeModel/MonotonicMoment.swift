/// A moment on the monotonic clock of one process: it tells how far apart two exchanges were that the process recorded,
/// whatever happened to the wall clock between them.
///
/// Moments of different processes can't be compared.
public struct MonotonicMoment: Sendable, Hashable {
    /// Longer than any process lives; what claims to be later is not believed.
    public static let longestOffset = Duration.seconds(315_360_000)

    /// Names the process that recorded, at random: no secret, and of no other meaning.
    public let process: UInt64
    /// Since the process began to record, in whole microseconds; from zero to `longestOffset`.
    public let offset: Duration

    /// A moment by its offset, which is cut to microseconds and brought into the range.
    public init(process: UInt64, offset: Duration) {
        self.process = process
        self.offset = .microseconds(min(max(.zero, offset), MonotonicMoment.longestOffset).microseconds)
    }

    /// The time from `earlier` to this moment, negative where that is later; nil where they are of different processes.
    public func since(_ earlier: MonotonicMoment) -> Duration? {
        process == earlier.process ? offset - earlier.offset : nil
    }
}
