#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The store's files, for their owner only.
enum PrivateFile {
    /// Makes the store's file where there is none, before SQLite does: it makes its further files with the mode of
    /// the main one.
    ///
    /// A file that is there already stays as it is: only SQLite can tell whether it is ours to change.
    /// - Throws: `StoreError` where it can't be made, or is no plain file.
    static func prepare(_ path: String) throws(StoreError) {
        var information = stat()
        if stat(path, &information) == 0 {
            guard information.st_mode & S_IFMT == S_IFREG else {
                throw StoreError(
                    .notADatabase,
                    path: path,
                    reason: "this is not a file that can hold captures",
                    remedy: "name another file with --store"
                )
            }
            return
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            throw StoreError(
                code == ENOSPC ? .diskFull : code == EROFS ? .readOnly : .unwritableFolder,
                path: path,
                reason: "the store can't be made: \(String(cString: strerror(code)))",
                remedy: code == ENOSPC
                    ? "free some disk space" : "check the folder's permissions, or name another file with --store"
            )
        }
        close(descriptor)
    }

    /// Takes everybody else's rights to the store's files away, where there are any.
    ///
    /// - Throws: `StoreError` where this user may not do so.
    static func protect(_ path: String) throws(StoreError) {
        // What a crash or another program left beside the main file has the mode it was given then.
        for file in [path, path + "-wal", path + "-shm"] {
            var information = stat()
            guard stat(file, &information) == 0, information.st_mode & 0o077 != 0 else { continue }
            guard chmod(file, 0o600) == 0 else {
                throw StoreError(
                    .readOnly,
                    path: file,
                    reason: "others may read the captures, and this user can't change that: "
                        + String(cString: strerror(errno)),
                    remedy: "run `chmod 600 \(file)` as its owner, or name another file with --store"
                )
            }
        }
    }
}
