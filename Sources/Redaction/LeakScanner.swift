internal import Deflate

/// A place in a finished file where a secret stands.
package struct Leak: Sendable, Hashable {
    /// The file, and after `!` the member of the archive in it.
    package let file: String
    /// In bytes of the file or member, decompressed.
    package let offset: Int
    /// What kind of secret, and how it is written: `bearer (base64)`.
    package let kind: String
}

/// The last gate: looks for every secret this machine knows, in every encoding, in bytes about to leave.
package struct LeakScanner: Sendable {
    /// Archives in archives deeper than this are reported, because nobody has looked into them.
    private static let deepest = 4
    /// More than anybody reads.
    private static let mostLeaks = 1_000
    /// Longer files are searched in pieces: undoing escapes takes many times the memory of what is searched.
    private static let pieceSize = 4 << 20
    /// What two pieces share. No secret is longer, in whatever layers of escapes: 16 KiB, times 36 at most.
    private static let overlap = 1 << 20

    private let matcher: SecretMatcher
    private let keys: RedactionKeys
    private let fingerprints: Set<[UInt8]>
    private let lengths: [Bool]

    /// - Parameter fingerprints: of secrets that earlier runs have met, beside those that `secrets` has.
    package init(secrets: KnownSecrets, keys: RedactionKeys, fingerprints: Set<[UInt8]> = []) {
        matcher = secrets.matcher()
        self.keys = keys
        self.fingerprints = fingerprints.union(secrets.earlierFingerprints)
        let marks = Set(self.fingerprints.compactMap(\.first))
        lengths =
            self.fingerprints.isEmpty
            ? [] : (0...FingerprintRuns.longest).map { marks.contains(keys.lengthMark($0)) }
    }

    /// Every secret found in the file, with archives and compressed files in it.
    package func scan(_ bytes: [UInt8], name: String) -> [Leak] {
        var leaks: [Leak] = []
        scan(bytes, name, depth: 0, &leaks)
        return leaks
    }

    private func scan(_ bytes: [UInt8], _ name: String, depth: Int, _ leaks: inout [Leak]) {
        guard leaks.count < LeakScanner.mostLeaks else { return }
        scanPieces(bytes, name, &leaks)
        // UTF-16 and its like are text with zeros between.
        if bytes.contains(0) { scanPieces(bytes.filter { $0 != 0 }, name, &leaks) }
        let isGzip = Compression.looksLikeGzip(bytes)
        let isZip = ZipReader.looksLikeZip(bytes)
        guard isGzip || isZip else { return }
        guard depth < LeakScanner.deepest else {
            leaks.append(Leak(file: name, offset: 0, kind: "an archive too deep to be searched"))
            return
        }
        if isGzip {
            let inner = Compression.decompressPrefix(bytes, as: .gzip)
            if inner.error != nil {
                leaks.append(Leak(file: name, offset: 0, kind: "compressed data that can't be searched whole"))
            }
            scan(inner.bytes, name + "!", depth: depth + 1, &leaks)
        } else {
            do {
                let archive = try ZipReader(bytes)
                for entry in archive.entries {
                    scan(Array(entry.name.utf8), name, depth: LeakScanner.deepest, &leaks)
                    scan(try archive.contents(of: entry), name + "!" + entry.name, depth: depth + 1, &leaks)
                }
            } catch {
                leaks.append(Leak(file: name, offset: 0, kind: "an archive that can't be searched"))
            }
        }
    }

    private func scanPieces(_ bytes: [UInt8], _ name: String, _ leaks: inout [Leak]) {
        guard bytes.count > LeakScanner.pieceSize + LeakScanner.overlap else { return scanLayers(bytes, name, &leaks) }
        var start = 0
        while start < bytes.count {
            let end = LeakScanner.border(in: bytes, at: start + LeakScanner.pieceSize + LeakScanner.overlap)
            var found: [Leak] = []
            scanLayers(Array(bytes[start..<end]), name, &found)
            for leak in found where leaks.count < LeakScanner.mostLeaks {
                let moved = Leak(file: leak.file, offset: leak.offset + start, kind: leak.kind)
                // The piece before has it too.
                if !leaks.contains(moved) { leaks.append(moved) }
            }
            guard end < bytes.count else { return }
            start = LeakScanner.border(in: bytes, at: start + LeakScanner.pieceSize)
        }
    }

    /// A place shortly before `position` where no word is cut in two: half of one could pass for a short secret.
    private static func border(in bytes: [UInt8], at position: Int) -> Int {
        guard position < bytes.count else { return bytes.count }
        let place = bytes[max(0, position - 4_096)..<position].lastIndex { [0x0A, 0x20, 0x22, 0x2C].contains($0) }
        return place ?? position
    }

    /// The bytes as they are, and with escapes undone.
    private func scanLayers(_ bytes: [UInt8], _ name: String, _ leaks: inout [Leak]) {
        var text = bytes
        var map: DecodedText?
        for depth in 0...TextScanner.maximumDepth {
            let before = leaks.count
            let isFirst = depth == 0
            text.withUnsafeBufferPointer { buffer in
                var matches: [SecretMatcher.Match] = []
                _ = matcher.run(buffer, into: &matches)
                for match in matches where leaks.count < LeakScanner.mostLeaks {
                    let pattern = matcher.patterns[match.pattern]
                    guard pattern.encoding != .token else { continue }
                    let offset = map?.source(match.start..<match.end).lowerBound ?? match.start
                    let encoding = isFirst ? "\(pattern.encoding)" : "escaped"
                    let kind = "\(matcher.kinds[pattern.secret]) (\(encoding))"
                    leaks.append(Leak(file: name, offset: offset, kind: kind))
                }
                guard !fingerprints.isEmpty else { return }
                FingerprintRuns.each(in: buffer, lengths: lengths) { start, run in
                    guard leaks.count < LeakScanner.mostLeaks,
                        fingerprints.contains(keys.fingerprint(ofSecret: run))
                    else { return }
                    let offset = map?.source(start..<(start + 1)).lowerBound ?? start
                    leaks.append(Leak(file: name, offset: offset, kind: "a secret of an earlier run"))
                }
            }
            // The same find shows up in each deeper layer; one is enough to stop a file.
            if leaks.count > before { return }
            guard let next = text.withUnsafeBufferPointer({ DecodedText.decode($0, .all, within: map) }) else { return }
            map = next
            text = next.bytes
        }
    }
}

/// The runs of bytes in a text that can be a secret whose fingerprint is kept: whole words of a token's characters.
private enum FingerprintRuns {
    static let longest = 4_096
    private static let shortest = SecretPatterns.shortestInsideWords

    /// - Parameters:
    ///   - lengths: for each length whether any fingerprint can have it.
    ///   - body: gets where a run begins, and its bytes, one run at a time: there may be many more than fit in memory.
    static func each(
        in text: UnsafeBufferPointer<UInt8>,
        lengths: [Bool],
        _ body: (Int, [UInt8]) -> Void
    ) {
        func add(_ range: Range<Int>) {
            guard range.count >= shortest, range.count <= longest, lengths[range.count] else { return }
            body(range.lowerBound, Array(text[range]))
        }
        var index = 0
        while index < text.count {
            guard isWide(text[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, isWide(text[index]) { index += 1 }
            add(start..<index)
            // A narrower character may stand between the secret and what is around it.
            var part = start
            for position in start..<index where !isNarrow(text[position]) {
                add(part..<position)
                if part > start { add(start..<position) }
                part = position + 1
                add(part..<index)
            }
            var end = index
            while end > start, text[end - 1] == 0x2E || text[end - 1] == 0x3D { end -= 1 }
            if end < index { add(start..<end) }
            // Basic credentials: the secret stands behind a colon inside.
            if index - start >= 16, index - start <= longest, let inner = Coding.base64Decoded(text[start..<index]) {
                for piece in inner.split(separator: 0x3A, maxSplits: 1) where piece.count >= shortest {
                    if piece.count <= longest, lengths[piece.count] { body(start, Array(piece)) }
                }
            }
        }
    }

    /// token68 (RFC 9110 §11.2).
    private static func isWide(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x2B, 0x2F, 0x3D: true
        default: ValueFormat.isAlphanumeric(byte)
        }
    }

    private static func isNarrow(_ byte: UInt8) -> Bool {
        byte == 0x2D || byte == 0x5F || ValueFormat.isAlphanumeric(byte)
    }
}
