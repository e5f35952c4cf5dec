import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder that holds the store and its key: 0700, and ignored by git without anyone's doing.
package enum StoreFolder {
    /// The folder's usual name.
    package static let name = ".reprise"

    /// The folder of a file at this path; `.` for a bare name.
    package static func containing(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// Makes the folder if it isn't there.
    ///
    /// A folder made here, or one called `.reprise`, is for its owner only and gets a `.gitignore` that
    /// covers everything. Any other folder belongs to somebody else and stays as it is.
    /// - Throws: `StoreError` with code `unwritableFolder`.
    package static func prepare(_ folder: String) throws(StoreError) {
        var information = stat()
        let exists = stat(folder, &information) == 0
        if exists {
            guard information.st_mode & S_IFMT == S_IFDIR else {
                throw refused(folder, "it is a file, not a folder")
            }
        } else {
            try make(folder)
        }
        let isOurs = !exists || (folder as NSString).lastPathComponent == name
        guard isOurs else { return }
        if exists, information.st_uid == geteuid(), information.st_mode & 0o077 != 0 {
            _ = chmod(folder, 0o700)
        }
        ignoreItself(folder)
    }

    private static func make(_ folder: String) throws(StoreError) {
        let parent = (folder as NSString).deletingLastPathComponent
        var information = stat()
        if !parent.isEmpty, stat(parent, &information) != 0 { try make(parent) }
        // Another process may have made it in between.
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw refused(folder, String(cString: strerror(errno)))
        }
        // The store syncs its own folder, but that folder's name is in this one.
        sync(parent.isEmpty ? "." : parent)
    }

    /// Makes the names in a folder durable, as far as the file system lets that be done.
    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// A missing `.gitignore` must not keep anyone from recording, so trouble here is left alone.
    private static func ignoreItself(_ folder: String) {
        let descriptor = open(folder + "/.gitignore", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        // What somebody wrote into it stays; an empty one is what a full disk left.
        if lseek(descriptor, 0, SEEK_END) == 0 { _ = write(descriptor, "*\n", 2) }
        close(descriptor)
    }

    private static func refused(_ folder: String, _ reason: String) -> StoreError {
        StoreError(
            .unwritableFolder,
            path: folder,
            reason: "the folder for the captures can't be used: \(reason)",
            remedy: "check the path and its permissions, or name another file with --store"
        )
    }
}
