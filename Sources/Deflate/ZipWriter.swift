/// Writes a zip file whose bytes depend on its members alone (PKWARE APPNOTE 6.3): sorted by name, every member
/// dated 1980-01-01 00:00:00 (the format's first moment), mode 0644, no extra fields, no comments.
package struct ZipWriter: Sendable {
    /// Names sit in folders with `/`, relative. They may not collide on systems that ignore case.
    private var members: [ZipMember] = []
    /// In lower case; Swift's strings are equal where they look the same, as names are on some systems.
    private var names: Set<String> = []
    private var folders: Set<String> = []

    package init() {}

    /// Adds a member, compressed where that makes it smaller. Only the compressed bytes are kept.
    package mutating func add(_ name: String, _ bytes: [UInt8]) throws(ZipError) {
        if let reason = ZipName.fault(of: name) { throw .badName(name, reason: reason) }
        guard bytes.count < 0xFFFF_FFFF else { throw .tooLarge("\(name) is larger than 4 GiB") }
        let key = name.lowercased()
        let around = ZipName.folders(of: key)
        guard !names.contains(key) else { throw .badName(name, reason: "it is there already") }
        guard !folders.contains(key), names.isDisjoint(with: around) else {
            throw .badName(name, reason: "one name would be a file and a folder")
        }
        let deflated: [UInt8]
        do throws(DeflateError) {
            deflated = try Compression.compress(bytes, as: .raw)
        } catch {
            throw .deflate(error)
        }
        names.insert(key)
        folders.formUnion(around)
        let isSmaller = deflated.count < bytes.count
        members.append(
            ZipMember(
                name: Array(name.utf8),
                method: isSmaller ? 8 : 0,
                crc: CRC32.checksum(bytes),
                size: bytes.count,
                stored: isSmaller ? deflated : bytes
            )
        )
    }

    /// The file's bytes.
    package consuming func finish() throws(ZipError) -> [UInt8] {
        guard members.count < 0xFFFF else { throw .tooLarge("more than 65,534 members") }
        // 30 and 46 bytes of headers a member, the name in both, and 22 bytes at the end.
        let length = members.reduce(22) { $0 + 76 + 2 * $1.name.count + $1.stored.count }
        guard length < 0xFFFF_FFFF else { throw .tooLarge("more than 4 GiB in all") }
        members.sort { $0.name.lexicographicallyPrecedes($1.name) }
        var file = LittleEndianBytes(capacity: length)
        var directory = LittleEndianBytes(capacity: 0)
        for member in members {
            member.writeDirectoryEntry(offset: file.bytes.count, to: &directory)
            member.writeLocalHeader(to: &file)
            file.bytes += member.name
            file.bytes += member.stored
        }
        let start = file.bytes.count
        file.bytes += directory.bytes
        file.append32(0x0605_4B50)
        file.append32(0)  // this volume, the directory's volume
        file.append16(members.count)
        file.append16(members.count)
        file.append32(directory.bytes.count)
        file.append32(start)
        file.append16(0)
        return file.bytes
    }
}

/// A member as it will stand in the file.
private struct ZipMember: Sendable {
    var name: [UInt8]
    var method: Int
    var crc: UInt32
    var size: Int
    var stored: [UInt8]

    func writeLocalHeader(to out: inout LittleEndianBytes) {
        out.append32(0x0403_4B50)
        writeCommonFields(to: &out)
    }

    func writeDirectoryEntry(offset: Int, to out: inout LittleEndianBytes) {
        out.append32(0x0201_4B50)
        out.append16(3 << 8 | 20)  // made on Unix, so that the attributes hold a mode
        writeCommonFields(to: &out)
        out.append16(0)  // comment
        out.append16(0)  // volume
        out.append16(0)  // internal attributes
        out.append32(0o100_644 << 16)
        out.append32(offset)
        out.bytes += name
    }

    private func writeCommonFields(to out: inout LittleEndianBytes) {
        out.append16(method == 8 ? 20 : 10)
        out.append16(name.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11)
        out.append16(method)
        out.append16(0)  // 00:00:00
        out.append16(0x0021)  // 1980-01-01
        out.append32(Int(crc))
        out.append32(stored.count)
        out.append32(size)
        out.append16(name.count)
        out.append16(0)
    }
}

/// Numbers as the format writes them.
struct LittleEndianBytes {
    var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append16(_ value: Int) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }

    mutating func append32(_ value: Int) {
        append16(value)
        append16(value >> 16)
    }
}
