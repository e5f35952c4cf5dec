import Crypto
package import Redaction

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The 32 random bytes that stand-ins, MACs and sealed values of one store depend on.
package enum KeyFile {
    /// The file's size.
    static let length = 32

    /// The keys in the file, which is made where there is none.
    ///
    /// A new file appears whole or not at all, and never replaces one: of several processes that start
    /// together, one makes it and the others read it.
    /// - Throws: `StoreError` if others may read or write the file, it has the wrong size, or it can't be made.
    package static func loadOrCreate(at path: String) throws(StoreError) -> RedactionKeys {
        try StoreFolder.prepare(StoreFolder.containing(path))
        if let key = try load(path) { return RedactionKeys(master: key) }
        try create(path)
        guard let key = try load(path) else {
            throw trouble(path, "the key file vanished while it was made", "try again")
        }
        return RedactionKeys(master: key)
    }

    /// The key's bytes; nil where there is no file.
    static func load(_ path: String) throws(StoreError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw trouble(
                path,
                "the key file can't be read: \(String(cString: strerror(errno)))",
                "check its permissions"
            )
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw trouble(path, "the key file is not a plain file", "move it away; a new one is made")
        }
        guard information.st_mode & 0o077 == 0 else {
            let mode = String(information.st_mode & 0o777, radix: 8)
            throw trouble(path, "others may read the key file (mode \(mode))", "run `chmod 600 \(path)`")
        }
        var key = [UInt8](repeating: 0, count: length + 1)
        let count = readAll(descriptor, into: &key)
        guard count == length else {
            throw trouble(
                path,
                "the key file has \(count > length ? "more than " : "")\(min(count, length)) bytes, not \(length)",
                "restore it from a backup, or move it away; a new one is made, and values sealed earlier are lost"
            )
        }
        return Array(key.prefix(length))
    }

    private static func create(_ path: String) throws(StoreError) {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let temporary = path + ".\(getpid()).\(UInt64.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw trouble(path, "the key file can't be made: \(String(cString: strerror(errno)))", "check the folder")
        }
        defer { unlink(temporary) }
        let isWritten = write(descriptor, key, key.count) == key.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten else {
            throw trouble(path, "the key file can't be written: is the disk full?", "free some space and try again")
        }
        // link(2) fails where the name is taken, so a key that others already use is never replaced.
        guard link(temporary, path) == 0 || errno == EEXIST else {
            throw trouble(path, "the key file can't be made: \(String(cString: strerror(errno)))", "check the folder")
        }
        StoreFolder.sync(StoreFolder.containing(path))
    }

    private static func readAll(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
        buffer.withUnsafeMutableBytes { space in
            var count = 0
            while count < space.count, let start = space.baseAddress {
                let step = read(descriptor, start + count, space.count - count)
                if step < 0 && errno == EINTR { continue }
                guard step > 0 else { break }
                count += step
            }
            return count
        }
    }

    private static func trouble(_ path: String, _ reason: String, _ remedy: String) -> StoreError {
        StoreError(.keyFile, path: path, reason: reason, remedy: remedy)
    }
}
