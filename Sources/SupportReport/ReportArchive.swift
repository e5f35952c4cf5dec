import Crypto
import Deflate
import Redaction

/// The archive in the making: nothing gets in that the gate has not seen.
///
/// A file's bytes are searched, hashed and compressed at once, so that no more than one of them is in memory.
struct ReportArchive {
    private let gate: LeakScanner
    private var zip = ZipWriter()
    private var leaks: [Leak] = []
    private(set) var files: [SupportBundle.File] = []

    init(gate: LeakScanner) {
        self.gate = gate
    }

    /// - Throws: `ReportError.archive` where the name or the size is none that a zip file can have.
    mutating func add(_ name: String, _ bytes: [UInt8]) throws(ReportError) {
        leaks += gate.scan(bytes, name: name)
        files.append(.init(name: name, size: bytes.count, sha256: ReportArchive.digest(bytes)))
        // The other files are still searched, so that all leaks are told.
        guard leaks.isEmpty else { return }
        do throws(ZipError) {
            try zip.add(name, bytes)
        } catch {
            throw .archive("\(error)")
        }
    }

    /// Searches text that goes out beside the files.
    mutating func check(_ text: String, name: String) {
        leaks += gate.scan(Array(text.utf8), name: name)
    }

    /// The zip file's bytes.
    ///
    /// - Throws: `ReportError.leak` where anything held a secret.
    func finished() throws(ReportError) -> [UInt8] {
        guard leaks.isEmpty else { throw .leak(leaks) }
        do throws(ZipError) {
            return try zip.finish()
        } catch {
            throw .archive("\(error)")
        }
    }

    /// SHA-256 in lower-case hexadecimal.
    static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
