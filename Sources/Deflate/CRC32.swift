internal import CZlib

/// The checksum of gzip and zip members (ISO 3309, polynomial 0xEDB88320).
package enum CRC32 {
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        if let sum = bytes.withContiguousStorageIfAvailable({ checksum(of: $0) }) { return sum }
        return Array(bytes).withUnsafeBufferPointer { checksum(of: $0) }
    }

    private static func checksum(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var sum = crc32(0, nil, 0)
        var start = 0
        // zlib counts in 32 bits.
        while start < bytes.count {
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<min(bytes.count, start + (1 << 30))])
            sum = crc32(sum, piece.baseAddress, UInt32(piece.count))
            start += piece.count
        }
        return UInt32(truncatingIfNeeded: sum)
    }
}
