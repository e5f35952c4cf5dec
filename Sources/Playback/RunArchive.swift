package import CaptureStore
package import ReplayPlan

/// The runs that the store keeps, attempt by attempt, so that a run that was stopped can be shown and gone on with.
///
/// Methods block while they read or write.
package struct RunArchive: Sendable {
    private let captures: any CaptureRepository

    package init(_ captures: any CaptureRepository) {
        self.captures = captures
    }

    /// A run from the store.
    package struct Loaded: Sendable {
        package var record: RunRecord
        /// Attempts that are there, but can't be read; they are missing in the record.
        package var damaged: Int
    }

    /// What the store holds, the newest first.
    package struct Listing: Sendable {
        /// Without their attempts; `load(_:)` gives them.
        package var runs: [RunRecord]
        /// Those that can't be read, by their ids as far as these could. Hostile text.
        package var damaged: [String]
    }

    /// Keeps a run that begins, or goes on, with the attempts that it has already.
    package func begin(_ record: RunRecord) throws {
        var run = stored(record)
        // All in one go where their places say the same as their indices.
        let isWhole = record.attempts.indices.allSatisfy { record.attempts[$0].index == $0 + 1 }
        if isWhole { run.attempts = record.attempts.map { RunRecordCoding.attempt($0) } }
        try captures.save(run: run)
        if !isWhole { for attempt in record.attempts { try add(attempt, to: record.id) } }
    }

    /// Keeps an attempt of a run that was begun; durable when it returns.
    ///
    /// - Throws: `StoreError`, with code `invalidValue` where the run was deleted meanwhile.
    package func add(_ attempt: Attempt, to id: String) throws {
        try captures.save(attempt: RunRecordCoding.attempt(attempt), index: attempt.index, run: id)
    }

    /// Brings what is kept of the run up to date: its end, why it stopped, the quota. The attempts that were added stay.
    package func end(_ record: RunRecord) throws {
        try captures.save(run: stored(record))
    }

    /// The run with this id, or the only one whose id begins so; nil where there is none.
    ///
    /// - Throws: `StoreError`: with code `invalidValue` where several begin so, with `damagedRun` where it can't be read.
    package func find(_ idOrPrefix: String) throws -> Loaded? {
        guard let run = try captures.run(idOrPrefix) else { return nil }
        guard let (record, damaged) = RunRecordCoding.record(head: run.head, attempts: run.attempts) else {
            throw StoreError.damagedRun(run.id, path: "the store", reason: "its head is no run that is understood here")
        }
        return Loaded(record: record, damaged: damaged + run.damagedAttempts.count)
    }

    /// The same, whatever could not be read of its attempts.
    package func load(_ idOrPrefix: String) throws -> RunRecord? { try find(idOrPrefix)?.record }

    /// The newest run about this capture that says how often the call fails; damaged ones are passed over.
    ///
    /// - Parameter settled: gives a run with its final verdicts; nil where that can't be done.
    package func newest(
        about number: Int,
        measuring call: ReportedCall,
        settled: (RunRecord) -> RunRecord? = { $0 }
    ) throws -> RunRecord? {
        for run in try captures.runs(about: number, limit: nil).runs {
            do {
                guard let record = try load(run.id), record.isCitable, call.isMeasured(by: record),
                    let settled = settled(record)
                else { continue }
                return settled
            } catch let error as StoreError where error.code == .damagedRun {
                continue
            }
        }
        return nil
    }

    /// The newest run of this flow file that says how often the call fails.
    ///
    /// - Parameters:
    ///   - title: as the run's, the file or flow's name.
    ///   - settled: as above.
    package func newest(
        of title: String,
        measuring call: ReportedCall,
        settled: (RunRecord) -> RunRecord? = { $0 }
    ) throws -> RunRecord? {
        for run in try list().runs where run.about == nil && run.title == title {
            guard let record = try? load(run.id), record.isCitable, call.isMeasured(by: record),
                let settled = settled(record)
            else { continue }
            return settled
        }
        return nil
    }

    /// - Parameters:
    ///   - limit: at most so many; nil for all.
    ///   - about: only those about this capture; nil for all.
    package func list(limit: Int? = nil, about: Int? = nil) throws -> Listing {
        let stored = try captures.runs(about: about, limit: limit)
        var listing = Listing(runs: [], damaged: stored.damaged)
        for run in stored.runs {
            if let record = RunRecordCoding.record(head: run.head) {
                listing.runs.append(record)
            } else {
                listing.damaged.append(run.id)
            }
        }
        return listing
    }

    private func stored(_ record: RunRecord) -> StoredRun {
        StoredRun(
            id: record.id,
            startedAt: record.startedAt,
            about: record.about,
            title: record.title,
            head: RunRecordCoding.head(record)
        )
    }
}
