import Foundation

/// A file read piece by piece, so that it never has to fit into memory.
struct FileChunks: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private let size: Int

    /// - Throws: `CommandFailure` that names the path and what to do.
    init(_ path: String, size: Int = 1 << 20) throws(CommandFailure) {
        self.path = path
        self.size = size
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AtomicFile.failure("can't read \(path)", errno) }
    }

    deinit { close(descriptor) }

    /// The next bytes; nil at the end.
    func next() throws(CommandFailure) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: size)
        while true {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return nil }
            if count > 0 { return Array(chunk[..<count]) }
            guard errno == EINTR else { throw AtomicFile.failure("can't read \(path)", errno) }
        }
    }
}
