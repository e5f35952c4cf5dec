/// Where the central directory lies, by the record at the file's end.
struct ZipDirectory {
    var range: Range<Int>
    var count: Int

    /// Looks for the end record from the back; it is the file's last 22 bytes, but for a comment of up to 64 KiB.
    static func find(in bytes: [UInt8]) throws(ZipError) -> ZipDirectory {
        guard bytes.count >= 22 else { throw .notAZip }
        let last = bytes.count - 22
        for offset in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
        where bytes[offset] == 0x50 && bytes.number32(at: offset) == 0x0605_4B50
            && offset + 22 + bytes.number16(at: offset + 20) == bytes.count
        {
            return try ZipDirectory(bytes, endRecord: offset)
        }
        throw .notAZip
    }

    private init(_ bytes: [UInt8], endRecord: Int) throws(ZipError) {
        count = bytes.number16(at: endRecord + 10)
        let size = bytes.number32(at: endRecord + 12)
        let start = bytes.number32(at: endRecord + 16)
        if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF
            || (endRecord >= 20 && bytes.number32(at: endRecord - 20) == 0x0706_4B50)
        {
            throw .unsupported("zip64")
        }
        guard bytes.number32(at: endRecord + 4) == 0, bytes.number16(at: endRecord + 8) == count else {
            throw .unsupported("several volumes")
        }
        guard start + size == endRecord else {
            throw .corrupt(offset: endRecord, reason: "the directory is not where the end record says")
        }
        range = start..<endRecord
    }
}

/// One member's record in the central directory.
struct ZipDirectoryRecord {
    var range: Range<Int>
    var name: String
    var nameBytes: [UInt8]
    var method: Int
    var crc: UInt32
    var storedSize: Int
    var size: Int
    var localOffset: Int
    var hasDescriptor: Bool

    init(_ bytes: [UInt8], at offset: Int, end: Int, limits: ZipLimits) throws(ZipError) {
        guard end - offset >= 46, bytes.number32(at: offset) == 0x0201_4B50 else {
            throw .corrupt(offset: offset, reason: "a record of the directory is missing")
        }
        let nameLength = bytes.number16(at: offset + 28)
        let length = 46 + nameLength + bytes.number16(at: offset + 30) + bytes.number16(at: offset + 32)
        guard end - offset >= length else {
            throw .corrupt(offset: offset, reason: "a record of the directory is cut off")
        }
        guard nameLength <= limits.nameBytes else {
            throw .tooLarge("a member's name has \(nameLength) bytes, more than \(limits.nameBytes)")
        }
        range = offset..<(offset + length)
        nameBytes = Array(bytes[(offset + 46)..<(offset + 46 + nameLength)])
        name = String(decoding: nameBytes, as: UTF8.self)
        if nameBytes.isEmpty || nameBytes.contains(0) {
            throw .corrupt(offset: offset, reason: "a member has no usable name")
        }
        let flags = bytes.number16(at: offset + 8)
        // Bit 0: encrypted, 6: strongly so, 13: the directory too.
        if flags & (1 | 1 << 6 | 1 << 13) != 0 { throw .encrypted(name: name) }
        hasDescriptor = flags & 1 << 3 != 0
        method = bytes.number16(at: offset + 10)
        guard method == 0 || method == 8 else { throw .unsupported("compression method \(method)") }
        crc = UInt32(bytes.number32(at: offset + 16))
        storedSize = bytes.number32(at: offset + 20)
        size = bytes.number32(at: offset + 24)
        localOffset = bytes.number32(at: offset + 42)
        if storedSize == 0xFFFF_FFFF || size == 0xFFFF_FFFF || localOffset == 0xFFFF_FFFF {
            throw .unsupported("zip64")
        }
        if bytes.number16(at: offset + 34) != 0 { throw .unsupported("several volumes") }
        guard method == 8 || storedSize == size else {
            throw .corrupt(offset: offset, reason: "a stored member has two sizes")
        }
    }

    /// Where the member's bytes lie, once its own header agrees with the directory.
    func locate(in bytes: [UInt8], before limit: Int) throws(ZipError) -> Range<Int> {
        guard localOffset <= limit - 30, bytes.number32(at: localOffset) == 0x0403_4B50 else {
            throw .corrupt(offset: min(localOffset, bytes.count), reason: "a member is not where the directory says")
        }
        let nameLength = bytes.number16(at: localOffset + 26)
        let start = localOffset + 30 + nameLength + bytes.number16(at: localOffset + 28)
        guard start <= limit, storedSize <= limit - start else {
            throw .corrupt(offset: localOffset, reason: "a member reaches into the directory")
        }
        var agrees = bytes[(localOffset + 30)..<(localOffset + 30 + nameLength)].elementsEqual(nameBytes)
        agrees = agrees && bytes.number16(at: localOffset + 8) == method
        if !hasDescriptor {
            agrees = agrees && bytes.number32(at: localOffset + 14) == Int(crc)
            agrees = agrees && bytes.number32(at: localOffset + 18) == storedSize
            agrees = agrees && bytes.number32(at: localOffset + 22) == size
        }
        guard agrees else {
            throw .corrupt(offset: localOffset, reason: "a member's header contradicts the directory")
        }
        return start..<(start + storedSize)
    }
}

extension [UInt8] {
    /// The two bytes at `offset`, low one first. The caller has checked that they are there.
    fileprivate func number16(at offset: Int) -> Int {
        Int(self[offset]) | Int(self[offset + 1]) << 8
    }

    fileprivate func number32(at offset: Int) -> Int {
        number16(at: offset) | number16(at: offset + 2) << 16
    }
}
