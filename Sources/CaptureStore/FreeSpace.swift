#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a file system has left.
enum FreeSpace {
    /// Less than SQLite needs for one page of each of its files.
    private static let least: UInt64 = 65_536

    /// Whether there is no room left, for data or for one more file, where this file is or would be.
    ///
    /// False where that can't be told.
    static func isUsedUp(at path: String) -> Bool {
        var information = statvfs()
        guard statvfs(StoreFolder.containing(path), &information) == 0 else { return false }
        let blocks = UInt64(information.f_bavail)
        let (free, overflow) = blocks.multipliedReportingOverflow(by: UInt64(information.f_frsize))
        // File systems without a fixed number of files report 0 of 0.
        return !overflow && free < least || (information.f_files > 0 && information.f_favail == 0)
    }
}
