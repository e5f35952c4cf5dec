import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Held by the process that makes a run, so that no other goes on with it meanwhile. The system gives it back when the
/// process ends, however that comes.
final class RunLock: Sendable {
    private let descriptor: Int32
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    /// Takes the lock; nil where the file can't be made, which stops no run.
    ///
    /// - Throws: `CommandFailure` where another process holds it.
    static func take(_ run: String, beside store: String) throws(CommandFailure) -> RunLock? {
        guard run.utf8.allSatisfy({ $0 == 0x2D || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }) else { return nil }
        let folder = (store as NSString).deletingLastPathComponent
        let path = (folder.isEmpty ? "." : folder) + "/run-\(run).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure(
                "run \(run) is under way in another process",
                remedy: "wait until that ends, or stop it; `reprise runs \(run)` shows how far it is",
                status: .usage
            )
        }
        return RunLock(descriptor: descriptor, path: path)
    }
}
