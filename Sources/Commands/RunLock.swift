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
        // Each time, another process ended its run in that moment.
        for _ in 0..<100 {
            guard let descriptor = file(path) else { return nil }
            if let lock = try hold(descriptor, at: path, of: run) { return lock }
        }
        throw underWay(run)
    }

    /// The file, made where it is not there; nil where that can't be.
    static func file(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Locks the open file, or closes it.
    ///
    /// - Returns: nil where it is no longer the one at its path, so that its lock keeps nobody out.
    /// - Throws: `CommandFailure` where another process holds it.
    static func hold(_ descriptor: Int32, at path: String, of run: String) throws(CommandFailure) -> RunLock? {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw underWay(run)
        }
        // Who held it before deletes the file at the end. One that was opened before that is locked in vain: whoever comes
        // next makes the file anew.
        guard isFile(descriptor, at: path) else {
            close(descriptor)
            return nil
        }
        return RunLock(descriptor: descriptor, path: path)
    }

    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var (own, named) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev
            && own.st_ino == named.st_ino
    }

    private static func underWay(_ run: String) -> CommandFailure {
        CommandFailure(
            "run \(run) is under way in another process",
            remedy: "wait until that ends, or stop it; `reprise runs \(run)` shows how far it is",
            status: .usage
        )
    }
}
