import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The user's folder for what lasts between runs: tokens and the quota's state. 0700, its files 0600.
///
/// Everything in it can be had again, so trouble with it never stops a call: reading gives nil, writing false.
package struct StateFolder: Sendable {
    /// Absolute, or as given.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// `$XDG_STATE_HOME/reprise`, or `~/.local/state/reprise` (XDG Base Directory Specification 0.8).
    ///
    /// - Returns: nil where the environment names no home.
    package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        // By the specification, a relative path is to be ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            self.init(path: state + "/reprise")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            self.init(path: home + "/.local/state/reprise")
        } else {
            return nil
        }
    }

    /// A file's bytes; nil where there is none, it is longer than `maximum`, or others could have read or made it.
    func contents(of name: String, maximum: Int = 65_536) -> [UInt8]? {
        let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_mode & 0o077 == 0, information.st_uid == geteuid(), information.st_size <= maximum
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count == bytes.count ? bytes : nil
    }

    /// Puts a file in place at once, so that a reader sees the old one or the new one whole.
    @discardableResult
    func store(_ bytes: [UInt8], as name: String) -> Bool {
        guard prepare() else { return false }
        let temporary = path + "/.\(name).\(getpid()).\(UInt32.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        if isWritten, rename(temporary, path + "/" + name) == 0 { return true }
        unlink(temporary)
        return false
    }

    /// The names of the files in it.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    /// Takes a file away.
    func discard(_ name: String) {
        unlink(path + "/" + name)
    }

    /// Runs `body` while no other process does so under this name; runs it anyway where locking is impossible.
    func locked<T>(_ name: String, _ body: () -> T) -> T {
        guard prepare() else { return body() }
        let descriptor = open(path + "/" + name + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return body() }
        // Closing gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
        return body()
    }

    private func prepare() -> Bool {
        var information = stat()
        if stat(path, &information) == 0 {
            if information.st_uid == geteuid(), information.st_mode & 0o077 != 0 { chmod(path, 0o700) }
            return information.st_mode & S_IFMT == S_IFDIR
        }
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: attributes
            )
            return true
        } catch {
            return false
        }
    }
}
