#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The store's file before SQLite opens it.
enum PrivateFile {
    /// Sees to it that the file is there, and for its owner only.
    ///
    /// SQLite makes its further files with the mode of the main one, so that has to be there first, and right.
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
            if information.st_mode & 0o077 != 0 { _ = chmod(path, 0o600) }
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
}
