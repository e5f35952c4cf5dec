package import ExchangeModel
package import Redaction

/// The captures of one store. Every implementation passes the same behaviour suite.
///
/// `append(_:)`, from `ExchangeSink`, stores a batch whole or not at all; its exchanges are durable when it
/// returns. Methods block while they read or write.
package protocol CaptureRepository: ExchangeSink {
    /// The capture with this number; nil where there is none.
    ///
    /// - Throws: `StoreError` with code `damagedCapture` where the row is there but can't be used.
    func capture(_ number: Int) throws -> Capture?

    /// The newest captures that match, in the order of their numbers.
    ///
    /// - Parameter limit: at most so many; nil for all.
    func list(_ filter: CaptureFilter, limit: Int?) throws -> CaptureListing

    /// The captures that repeat this one, in the order of their numbers; damaged ones are left out.
    func repeats(of number: Int) throws -> [Capture]

    /// Gives captures a tag; numbers that don't exist are passed over.
    func tag(_ numbers: [Int], _ tag: String) throws

    /// Takes a tag from captures.
    func untag(_ numbers: [Int], _ tag: String) throws

    /// Deletes captures, with bodies and sealed values that no other capture needs.
    ///
    /// In groups, so that nobody who records meanwhile waits long: where it ends early, some are gone and some not.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func remove(_ numbers: [Int]) throws -> Int

    /// Deletes captures and runs that were stored before this moment. The time of storing counts, not that of the call: an
    /// imported recording may be years old.
    ///
    /// A run counts as stored when its head was last saved.
    ///
    /// - Returns: how many captures there were.
    @discardableResult
    func removeOlder(than moment: Timestamp) throws -> Int

    /// The sealed value that this stand-in replaced; nil where none was kept.
    func sealedValue(for standIn: [UInt8]) throws -> SealedValue?

    /// Keeps keyed fingerprints of secrets seen, so that later runs can look for them.
    func remember(fingerprints: some Sequence<[UInt8]>) throws

    /// Every fingerprint kept so far.
    func fingerprints() throws -> Set<[UInt8]>

    /// Keeps a run, or brings what is kept of it up to date: its head is replaced, its attempts stay.
    ///
    /// Attempts that the value itself brings are saved as well, with indices from 1.
    func save(run: StoredRun) throws

    /// Keeps one attempt of a run, in place of the one with this index.
    ///
    /// - Throws: `StoreError` with code `invalidValue` where there is no such run.
    func save(attempt: [UInt8], index: Int, run: String) throws

    /// The run with this id, or the only one whose id begins so; nil where there is none.
    ///
    /// - Throws: `StoreError`, with code `invalidValue` where several begin so, with `damagedRun` where the row is
    ///   there but can't be read. Attempts that can't be read are named in the run.
    func run(_ idOrPrefix: String) throws -> StoredRun?

    /// The newest runs without their attempts, the newest first.
    ///
    /// - Parameters:
    ///   - about: only those about this capture; nil for all.
    ///   - limit: at most so many; nil for all.
    func runs(about: Int?, limit: Int?) throws -> RunListing

    /// How many captures there are.
    var count: Int { get throws }
}

extension CaptureRepository {
    /// Every capture's summary.
    package func list() throws -> CaptureListing {
        try list(.everything, limit: nil)
    }
}
