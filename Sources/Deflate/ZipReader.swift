/// A member of a zip file, as its directory describes it.
package struct ZipEntry: Sendable, Hashable {
    /// The name as it stands in the file: hostile, never to be used as a path. Bytes that are not UTF-8 are U+FFFD.
    package let name: String
    /// How many bytes the member holds, by the directory; `contents(of:)` gives exactly as many or fails.
    package let size: Int
    package let crc: UInt32
    /// Where the member's own bytes lie, and how they are stored (0 as they are, 8 deflated).
    let stored: Range<Int>
    let method: Int
}

/// Reads a zip file that lies in memory, believing nothing: limits on counts, names and sizes, no overlapping
/// members, nothing hidden between them, checksums verified. Encryption, zip64 and several volumes are refused.
package struct ZipReader: Sendable {
    /// In the directory's order; folders, whose names end in `/`, are there too.
    package let entries: [ZipEntry]
    private let bytes: [UInt8]
    private let limits: ZipLimits

    package init(_ bytes: [UInt8], limits: ZipLimits = ZipLimits()) throws(ZipError) {
        let end = try ZipDirectory.find(in: bytes)
        guard end.count <= limits.entries else {
            throw .tooLarge("it has \(end.count) members, more than \(limits.entries)")
        }
        var entries: [ZipEntry] = []
        var whole: [ZipSpan] = []
        var position = end.range.lowerBound
        var total = 0
        for _ in 0..<end.count {
            let record = try ZipDirectoryRecord(bytes, at: position, end: end.range.upperBound, limits: limits)
            position = record.range.upperBound
            total += record.size
            guard record.size <= limits.entryBytes, total <= limits.totalBytes else {
                throw .tooLarge(
                    "its members are larger than the limits of \(limits.entryBytes) bytes each and "
                        + "\(limits.totalBytes) in all"
                )
            }
            let stored = try record.locate(in: bytes, before: end.range.lowerBound)
            whole.append(
                ZipSpan(
                    range: record.localOffset..<stored.upperBound,
                    name: record.name,
                    hasDescriptor: record.hasDescriptor
                )
            )
            entries.append(
                ZipEntry(name: record.name, size: record.size, crc: record.crc, stored: stored, method: record.method)
            )
        }
        guard position == end.range.upperBound else {
            throw .corrupt(offset: position, reason: "the directory is longer than its members")
        }
        try ZipSpan.check(&whole, upTo: end.range.lowerBound)
        self.entries = entries
        self.bytes = bytes
        self.limits = limits
    }

    /// Whether the bytes begin like a zip file with a member in it, or like an empty one.
    package static func looksLikeZip(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// The member's bytes, decoded and verified. `entry` must be one of this reader's.
    package func contents(of entry: ZipEntry) throws(ZipError) -> [UInt8] {
        guard entry.stored.lowerBound >= 0, entry.stored.upperBound <= bytes.count else {
            throw .corrupt(offset: entry.stored.lowerBound, reason: "the member lies outside of the file")
        }
        var contents = Array(bytes[entry.stored])
        if entry.method == 8 {
            do throws(InflateError) {
                contents = try Compression.decompress(
                    contents,
                    as: .raw,
                    limits: InflateLimits(bytes: entry.size, ratio: limits.ratio)
                )
            } catch .tooLarge {
                throw .mismatch(name: entry.name, reason: "it holds more than the \(entry.size) bytes announced")
            } catch {
                throw .member(name: entry.name, error)
            }
        }
        guard contents.count == entry.size else {
            throw .mismatch(name: entry.name, reason: "it holds \(contents.count) bytes, not \(entry.size)")
        }
        guard CRC32.checksum(contents) == entry.crc else {
            throw .mismatch(name: entry.name, reason: "its checksum is wrong")
        }
        return contents
    }
}
