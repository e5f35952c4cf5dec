/// What stands around deflated data (RFC 1951).
package enum DeflateCoding: Sendable, Hashable, CaseIterable {
    /// A gzip file of one or more members (RFC 1952); the content coding `gzip`.
    case gzip
    /// A zlib stream (RFC 1950); the content coding `deflate`. Some servers send `raw` under that name,
    /// so the decoder takes that too.
    case zlib
    /// Nothing.
    case raw
}

/// Compressing and decoding bytes that fit into memory.
package enum Compression {
    /// The bytes compressed. The same input gives the same output: no time, no name, no system in a gzip header.
    ///
    /// - Parameter level: 0 (stored) to 9 (smallest).
    package static func compress(
        _ bytes: [UInt8],
        as coding: DeflateCoding,
        level: Int = 6
    ) throws(DeflateError) -> [UInt8] {
        var deflater = try Deflater(coding, level: level)
        try deflater.append(bytes)
        return try deflater.finish()
    }

    /// The bytes decoded, whole, or an error.
    ///
    /// Zero bytes after the end are padding and pass; anything else there is an error, because bytes that
    /// nobody decodes are bytes that nobody has looked at.
    package static func decompress(
        _ bytes: [UInt8],
        as coding: DeflateCoding,
        limits: InflateLimits = InflateLimits()
    ) throws(InflateError) -> [UInt8] {
        let result = decompressPrefix(bytes, as: coding, limits: limits)
        if let error = result.error { throw error }
        return result.bytes
    }

    /// As much as can be decoded, and what ended it: for bodies that were cut while they were recorded.
    /// Never more than the limit allows.
    package static func decompressPrefix(
        _ bytes: [UInt8],
        as coding: DeflateCoding,
        limits: InflateLimits = InflateLimits()
    ) -> (bytes: [UInt8], error: InflateError?) {
        guard coding == .zlib else { return Inflater.run(bytes, windowBits: coding.windowBits, limits: limits) }
        guard hasZlibHeader(bytes) else {
            return Inflater.run(bytes, windowBits: DeflateCoding.raw.windowBits, limits: limits)
        }
        let result = Inflater.run(bytes, windowBits: coding.windowBits, limits: limits)
        // Raw data can look like a zlib header by chance; whole success as raw is the proof.
        if case .corrupt? = result.error {
            let raw = Inflater.run(bytes, windowBits: DeflateCoding.raw.windowBits, limits: limits)
            if raw.error == nil { return raw }
        }
        return result
    }

    /// Whether the bytes begin like a gzip member (RFC 1952 §2.3.1).
    package static func looksLikeGzip(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x1F, 0x8B, 0x08])
    }

    /// Method 8, a window of at most 32 KiB, and the check of both header bytes (RFC 1950 §2.2).
    private static func hasZlibHeader(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return bytes.count == 1 && bytes[0] & 0x0F == 8 }
        return bytes[0] & 0x0F == 8 && bytes[0] >> 4 <= 7 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
    }
}

extension DeflateCoding {
    /// How zlib is told the coding.
    var windowBits: Int32 {
        switch self {
        case .gzip: 31
        case .zlib: 15
        case .raw: -15
        }
    }
}
