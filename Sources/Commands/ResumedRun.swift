import CaptureStore
import Playback
import ReplayPlan

/// A run that is gone on with, held so that no other process does.
struct ResumedRun {
    let record: RunRecord
    /// What is to be said of it before it goes on.
    let words: [String]
    /// Nil where none can be had, which stops no run.
    private let lock: RunLock?

    /// - Parameters:
    ///   - id: or the beginning of one.
    ///   - store: the path of the store's file.
    ///   - read: reads a run by its id, or the beginning of one.
    /// - Throws: `CommandFailure` where there is no such run, several, or one that another process makes; else what
    ///   `read` throws.
    static func take(
        _ id: String,
        beside store: String,
        read: (String) throws -> RunArchive.Loaded?
    ) throws -> ResumedRun {
        let whole = try find(id, read).record.id
        let lock = try RunLock.take(whole, beside: store)
        // Only now: until it was locked, another process may have added to it, and ended.
        let found = try find(whole, read)
        return ResumedRun(record: found.record, words: words(found), lock: lock)
    }

    private static func find(
        _ id: String,
        _ read: (String) throws -> RunArchive.Loaded?
    ) throws -> RunArchive.Loaded {
        let found: RunArchive.Loaded?
        do {
            found = try read(id)
        } catch let error as StoreError where error.code == .invalidValue {
            throw CommandFailure(error.reason, remedy: "write more of its id", status: .usage)
        }
        guard let found else {
            throw CommandFailure(
                "there is no run \"\(shown(id, 60))\"",
                remedy: "`reprise runs` shows what there is",
                status: .usage
            )
        }
        return found
    }

    private static func words(_ found: RunArchive.Loaded) -> [String] {
        var words: [String] = []
        if found.damaged > 0 {
            words.append("\(Look.count(found.damaged, "attempt")) of it can't be read, and will be made anew")
        }
        if found.record.digest == nil {
            words.append("an older version began this run: that its calls are still the same can't be checked")
        }
        return words
    }
}
