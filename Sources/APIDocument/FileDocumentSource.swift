internal import Foundation

/// Documents in a folder and the folders below it; nothing else is read, by `..` or by symbolic links neither.
package struct FileDocumentSource: DocumentSource {
    private let folder: String

    /// - Parameter folder: the root; usually the entry document's folder. Locations are relative to it.
    package init(folder: String) {
        self.folder = folder.isEmpty ? "." : folder
    }

    package func read(_ location: String, limit: Int) throws(DocumentSourceError) -> [UInt8] {
        // A URI with a scheme, or a path of its own root, is not below the folder.
        let isRelative = location.utf8.first != 0x2F && !location.utf8.contains(0) && !hasScheme(location)
        guard isRelative, let root = canonical(folder) else { throw isRelative ? .missing : .outside }
        guard let path = canonical(folder + "/" + location) else { throw .missing }
        let prefix = root.utf8.last == 0x2F ? root : root + "/"
        guard path.utf8.starts(with: prefix.utf8) else { throw .outside }
        // Not to hang on a pipe that somebody left there.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw errno == ENOENT ? .missing : .unreadable("it can't be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable("it is not a file")
        }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        return try contents(of: file, limit: limit)
    }

    private func contents(of file: Int32, limit: Int) throws(DocumentSourceError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable("it can't be read") }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
            // The file may have grown since its size was asked.
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        }
    }

    /// The path without links and dots; nil where there is nothing.
    private func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func hasScheme(_ location: String) -> Bool {
        let bytes = Array(location.utf8)
        return bytes.contains(0x3A) && DocumentURI.resolve(location, against: DocumentURI.of(path: "")).uri == location
    }
}
