import Foundation

/// Files written whole or not at all, 0600, and never over another one unless asked.
enum AtomicFile {
    /// Writes the bytes beside `path`, makes them durable, and gives them their name in one step.
    ///
    /// - Throws: `CommandFailure` that names the path and what to do: the file exists, the folder can't be
    ///   written, the disk is full.
    static func write(_ bytes: [UInt8], to path: String, overwrite: Bool = false) throws(CommandFailure) {
        let folder = (path as NSString).deletingLastPathComponent
        try createFolder(folder.isEmpty ? "." : folder)
        let temporary = (folder.isEmpty ? "" : folder + "/") + ".reprise-\(UUID().uuidString).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure("can't write in \(folder.isEmpty ? "this folder" : folder)", errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                let code = errno
                close(descriptor)
                unlink(temporary)
                throw failure("can't write \(path)", code)
            }
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else {
            let code = errno
            unlink(temporary)
            throw failure("can't write \(path)", code)
        }
        // `link` refuses an existing name, where `rename` would replace it.
        let done = overwrite ? rename(temporary, path) : link(temporary, path)
        let code = errno
        if !overwrite || done != 0 { unlink(temporary) }
        guard done == 0 else {
            if code == EEXIST {
                throw CommandFailure(
                    "\(path) exists already and was left as it is",
                    remedy: "name another file with --output, or add --overwrite",
                    status: .usage
                )
            }
            throw failure("can't write \(path)", code)
        }
    }

    /// Adds the bytes to the end of a file, which is made where it isn't there.
    static func append(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("can't write \(path)", errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw failure("can't write \(path)", errno)
            }
        }
    }

    /// Makes the folder and those above it; new ones are 0700.
    static func createFolder(_ path: String) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure(
                "can't make the folder \(path): \(error.localizedDescription)",
                remedy: "check that the folder above it can be written",
                status: .usage
            )
        }
    }

    /// The file's bytes.
    static func read(_ path: String, limit: Int = 2 << 30) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw failure("can't read \(path)", errno) }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return result }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("can't read \(path)", errno)
            }
            guard result.count + count <= limit else {
                throw CommandFailure(
                    "\(path) is larger than \(limit >> 20) MiB",
                    remedy: "split it",
                    status: .usage
                )
            }
            result += chunk[..<count]
        }
    }

    static func failure(_ what: String, _ code: Int32) -> CommandFailure {
        let remedy =
            switch code {
            case ENOENT: "check the path"
            case EACCES, EPERM, EROFS: "check who may write there, or name another place"
            case ENOSPC, EDQUOT: "the disk is full: free some space and run the command again"
            default: nil as String?
            }
        return CommandFailure("\(what): \(String(cString: strerror(code)))", remedy: remedy, status: .usage)
    }
}
