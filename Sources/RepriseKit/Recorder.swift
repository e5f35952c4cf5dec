import CaptureStore
public import ExchangeModel
import Foundation
import Recording
import Redaction
import Wire

/// Records the calls of a Swift program, redacted, into a store that the `reprise` command reads.
///
/// ```swift
/// let recorder = try Recorder(secrets: [clientSecret])
/// await recorder.record(exchange)
/// let summary = await recorder.finish()
/// ```
///
/// Recording never throws into the program's own work: what can't be kept is counted, and `finish` says so.
public final class Recorder: Sendable {
    /// What became of the exchanges handed over.
    public struct Summary: Sendable, Hashable {
        /// Durably stored.
        public let recorded: Int
        /// Not stored: no room in time, or the store failed.
        public let lost: Int
        /// What the store said when it last failed.
        public let lastError: String?
    }

    private let queue: RecordingQueue
    private let captures: SQLiteCaptures
    private let keys: RedactionKeys
    private let secrets: KnownSecrets

    /// Opens the store, and makes it with its folder and key where it is not there yet.
    ///
    /// - Parameters:
    ///   - path: the store's file; its folder also holds the key under which values are replaced.
    ///   - secrets: values to replace wherever they turn up; the two `KADENCE_API_KEY_…` variables always are.
    /// - Throws: an error whose description says what is wrong with the file or folder and what to do.
    public init(store path: String = ".reprise/captures.sqlite", secrets values: [String] = []) throws {
        keys = try KeyFile.loadOrCreate(at: StoreFolder.containing(path) + "/key")
        secrets = KnownSecrets()
        let environment = ProcessInfo.processInfo.environment
        for value in values + ["KADENCE_API_KEY_IDENTIFIER", "KADENCE_API_KEY_SECRET"].compactMap({ environment[$0] })
        where !value.isEmpty {
            secrets.add(Array(value.utf8), kind: "secret")
        }
        let redactor = Redactor(keys: keys, secrets: secrets)
        captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        queue = RecordingQueue(redactor: redactor, sink: captures)
    }

    /// Hands an exchange over; it is redacted and stored in the background.
    ///
    /// - Returns: whether it was taken. A full queue makes the caller wait for at most 250 ms.
    @discardableResult
    public func record(_ exchange: Exchange) async -> Bool {
        await queue.offer(exchange) == .accepted
    }

    /// The present moment on this process's monotonic clock, for `Exchange.monotonicStart`: taken as a call begins, it
    /// lets a replay keep the calls' spacing even where the wall clock was set between them.
    public func moment() -> MonotonicMoment {
        Clocks.system.moment(at: Clocks.system.monotonic())
    }

    /// Stores what is under way and takes nothing more.
    public func finish() async -> Summary {
        await queue.finish()
        let counts = queue.counts
        var lastError = counts.lastError
        do {
            try captures.remember(fingerprints: secrets.fingerprints(under: keys))
        } catch {
            lastError = "\(error)"
        }
        return Summary(recorded: counts.recorded, lost: counts.lost, lastError: lastError)
    }
}
