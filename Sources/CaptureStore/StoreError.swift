package import GRDB

/// Why the captures can't be read or written, with a sentence for people and what to do about it.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// Another process held the store for longer than the busy timeout.
        case locked
        case diskFull
        /// The file is something else than an SQLite database.
        case notADatabase
        /// It is a database, but another program's.
        case foreignDatabase
        /// A newer Reprise has written it.
        case newerSchema
        /// The folder can't be made, or nothing can be made in it.
        case unwritableFolder
        /// The file itself can't be written.
        case readOnly
        /// Parts of the file can't be read any more.
        case damagedFile
        /// One capture can't be read; the others can.
        case damagedCapture
        /// One run can't be read; the others can.
        case damagedRun
        /// The key file can be read by others, has the wrong size, or can't be read.
        case keyFile
        /// A value that the store can't take.
        case invalidValue
        case other
    }

    /// What kind of trouble it is.
    package let code: Code
    /// The file or folder it is about.
    package let path: String
    /// What happened, as part of a sentence.
    package let reason: String
    /// What to do about it, as an imperative.
    package let remedy: String

    package init(_ code: Code, path: String, reason: String, remedy: String) {
        self.code = code
        self.path = path
        self.reason = reason
        self.remedy = remedy
    }

    /// What happened, where, and what to do.
    package var description: String { "\(path): \(reason); \(remedy)" }
}

extension StoreError {
    /// What SQLite reported, as a sentence.
    ///
    /// SQLite's own message is left out on purpose where it may quote values.
    package init(_ error: DatabaseError, path: String) {
        var code = error.resultCode
        // Where there is no room for a file beside the store, SQLite calls it something else than a full disk.
        if code == .SQLITE_IOERR || code == .SQLITE_CANTOPEN, FreeSpace.isUsedUp(at: path) { code = .SQLITE_FULL }
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .locked,
                path: path,
                reason: "another process is writing to the captures and did not finish in time",
                remedy: "wait for the other reprise to end, or stop it, and try again"
            )
        case .SQLITE_FULL:
            self.init(
                .diskFull,
                path: path,
                reason: "there is no room left to store the captures; what was stored before is kept",
                remedy: "free some disk space; then `reprise rm --older-than DAYS` makes room within the store"
            )
        case .SQLITE_NOTADB:
            self.init(
                .notADatabase,
                path: path,
                reason: "this file is not a store of captures",
                remedy: "name another file with --store, or move this one away"
            )
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .unwritableFolder,
                path: path,
                reason: "the store can't be opened or made here",
                remedy: "check that you may write to its folder, or name another file with --store"
            )
        case .SQLITE_READONLY:
            self.init(
                .readOnly,
                path: path,
                reason: "the store can only be read, not written",
                remedy: "make the file and its folder writable, or name another file with --store"
            )
        case .SQLITE_CORRUPT:
            self.init(
                .damagedFile,
                path: path,
                reason: "part of the store is damaged",
                remedy: "export what `reprise list` still shows, then move the file away; a new one is made"
            )
        case .SQLITE_IOERR:
            self.init(
                .other,
                path: path,
                reason: "the disk refused to read or write (SQLite code \(error.extendedResultCode.rawValue))",
                remedy: "check the disk and the free space on it, then try again"
            )
        default:
            self.init(
                .other,
                path: path,
                reason: "the store failed (SQLite code \(error.extendedResultCode.rawValue))",
                remedy: "try again; if it stays, start a new store with --store"
            )
        }
    }

    /// Runs `body` and turns whatever SQLite throws into a `StoreError`.
    static func translating<T>(path: String, _ body: () throws -> T) throws(StoreError) -> T {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch {
            throw StoreError(
                .other,
                path: path,
                reason: "the store failed (\(type(of: error)))",
                remedy: "try again; if it stays, start a new store with --store"
            )
        }
    }

    /// A run whose row is there, but whose content isn't usable.
    package static func damagedRun(_ id: String, path: String, reason: String) -> StoreError {
        StoreError(
            .damagedRun,
            path: path,
            reason: "the run \(id) is damaged: \(reason)",
            remedy: "replay once more what it was about; other runs and the captures are not touched"
        )
    }

    /// An attempt for a run that is not there.
    static func unknownRun(_ id: String, path: String) -> StoreError {
        StoreError(
            .invalidValue,
            path: path,
            reason: "the run \(id) is not in the store, so its attempt can't be kept",
            remedy: "it was deleted meanwhile; begin a new run"
        )
    }

    /// The start of an id that several runs have.
    static func ambiguousRun(_ prefix: String, _ ids: [String], path: String) -> StoreError {
        StoreError(
            .invalidValue,
            path: path,
            reason: "several runs begin with \"\(prefix)\": \(ids.joined(separator: ", ")), perhaps more",
            remedy: "give more of the id; `reprise runs` lists them"
        )
    }

    /// A capture whose row is there, but whose content isn't usable.
    static func damagedCapture(_ number: Int, path: String, reason: String) -> StoreError {
        StoreError(
            .damagedCapture,
            path: path,
            reason: "capture \(number) is damaged: \(reason)",
            remedy: "delete it with `reprise rm \(number)`; the other captures are not touched"
        )
    }
}
