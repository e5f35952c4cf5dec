package import ExchangeModel
import Redaction

/// When a step of an attempt is sent, so that the recorded distances are kept.
package struct RecordedSpacing: Sendable, Hashable {
    /// When a recorded exchange began.
    package struct Start: Sendable, Hashable {
        package let wall: Timestamp
        package let monotonic: MonotonicMoment?

        package init(wall: Timestamp, monotonic: MonotonicMoment?) {
            self.wall = wall
            self.monotonic = monotonic
        }
    }

    /// No two steps are further apart.
    private static let longestGap = Duration.seconds(3_600)

    /// From the attempt's beginning; never falling.
    package let offsets: [Duration]
    /// What is to be said where distances had to be taken from the wall clock; nil where none had.
    package let note: String?

    /// The distance of two neighbours of one recording process is that of its monotonic clock. A call that began before
    /// its neighbour, as calls do that were under way together, comes right after it, and the next is counted from the
    /// later of the two.
    ///
    /// Others only have times of a wall clock that may have been set back in between: what then seems to have come before
    /// its neighbour comes right after it. Distances of more than an hour count as an hour.
    package init(_ starts: [Start]) {
        var offsets: [Duration] = []
        var unknown = 0
        var foreign = 0
        var latest: Start?
        for start in starts {
            guard let last = offsets.last, let before = latest else {
                offsets.append(.zero)
                latest = start
                continue
            }
            if let now = start.monotonic, let then = before.monotonic, let gap = now.since(then) {
                offsets.append(last + min(RecordedSpacing.longestGap, max(.zero, gap)))
                if gap > .zero { latest = start }
                continue
            }
            if start.monotonic == nil || before.monotonic == nil { unknown += 1 } else { foreign += 1 }
            offsets.append(last + min(RecordedSpacing.longestGap, max(.zero, start.wall.since(before.wall))))
            latest = start
        }
        self.offsets = offsets
        note = RecordedSpacing.note(unknown: unknown, foreign: foreign, of: starts.count)
    }

    /// The spacing of a flow's steps.
    package init(_ script: FlowScript) {
        self.init(script.steps.map { Start(wall: $0.exchange.startedAt, monotonic: $0.exchange.monotonicStart) })
    }

    private static func note(unknown: Int, foreign: Int, of steps: Int) -> String? {
        let count = unknown + foreign
        guard count > 0 else { return nil }
        let isAll = count == steps - 1
        let reason =
            unknown == 0
            ? "different processes recorded the calls"
            : "the recording has no monotonic offsets" + (isAll ? "" : " for them")
        return "spacing by the wall clock\(isAll ? "" : " before \(count) of \(steps) steps"): \(reason)"
    }
}
