import Deflate
import TestSupport
import Testing

@Suite struct CompressionTests {
    @Test(arguments: DeflateCoding.allCases)
    func decodingGivesBackWhatWasCompressed(_ coding: DeflateCoding) throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<60 {
            let bytes = generator.bytes(upTo: 3_000)
            let compressed = try Compression.compress(bytes, as: coding, level: round % 10)
            #expect(try Compression.decompress(compressed, as: coding) == bytes)
        }
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        #expect(try Compression.decompress(Compression.compress(large, as: coding), as: coding) == large)
    }

    @Test func gzipHeadersNameNoTimeAndNoSystem() throws {
        let bytes = try Compression.compress(Array("abc".utf8), as: .gzip)
        #expect(Array(bytes.prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
        #expect(try Compression.compress(Array("abc".utf8), as: .gzip) == bytes)
    }

    @Test(arguments: DeflateCoding.allCases)
    func everyCutIsSeen(_ coding: DeflateCoding) throws {
        let bytes = Array("The quick brown fox jumps over the lazy dog, the dog sleeps.".utf8)
        let compressed = try Compression.compress(bytes, as: coding)
        for count in 0..<compressed.count {
            #expect(throws: InflateError.truncated) {
                try Compression.decompress(Array(compressed.prefix(count)), as: coding)
            }
        }
    }

    @Test func aCutBodyGivesItsBeginning() throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let compressed = try Compression.compress(bytes, as: .gzip)
        let (decoded, error) = Compression.decompressPrefix(Array(compressed.prefix(compressed.count / 2)), as: .gzip)
        #expect(error == .truncated)
        #expect(!decoded.isEmpty && bytes.starts(with: decoded))
    }

    @Test func damagedBytesNeverCrashAndNeverPassTheChecksum() throws {
        var generator = SeededGenerator(seed: 2)
        let bytes = generator.bytes(upTo: 2_000) + Array("tail".utf8)
        let compressed = try Compression.compress(bytes, as: .gzip)
        for _ in 0..<2_000 {
            var damaged = compressed
            let place = Int.random(in: 10..<damaged.count, using: &generator)
            damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
            if let decoded = try? Compression.decompress(damaged, as: .gzip) { #expect(decoded == bytes) }
        }
        for coding in DeflateCoding.allCases {
            for _ in 0..<500 { _ = try? Compression.decompress(generator.bytes(upTo: 300), as: coding) }
        }
    }

    @Test func errorsNameTheOffset() throws {
        #expect(throws: InflateError.self) { try Compression.decompress(Array("<html>".utf8), as: .gzip) }
        let compressed = try Compression.compress([1, 2, 3], as: .gzip)
        let error = #expect(throws: InflateError.self) {
            try Compression.decompress(compressed + [0, 0, 7], as: .gzip)
        }
        #expect(
            error == .corrupt(offset: compressed.count + 2, reason: "more bytes follow the end of the compressed data")
        )
        #expect(error?.description.contains("at byte \(compressed.count + 2)") == true)
        #expect(try Compression.decompress(compressed + [0, 0, 0], as: .gzip) == [1, 2, 3])
    }

    @Test func gzipMembersFollowEachOther() throws {
        let both =
            try Compression.compress([1, 2], as: .gzip) + Compression.compress([], as: .gzip)
            + Compression.compress([3], as: .gzip)
        #expect(try Compression.decompress(both, as: .gzip) == [1, 2, 3])
        #expect(throws: InflateError.truncated) { try Compression.decompress(both.dropLast(1) + [], as: .gzip) }
    }

    /// At each place but the ends of members, where nothing is missing.
    @Test func everyCutOfSeveralMembersIsSeen() throws {
        let members = try [[1, 2, 3], [], [4]].map { try Compression.compress($0, as: .gzip) }
        let whole = members.flatMap { $0 }
        let ends = [members[0].count, members[0].count + members[1].count]
        for count in 1..<whole.count where !ends.contains(count) {
            let result = Compression.decompressPrefix(Array(whole.prefix(count)), as: .gzip)
            #expect(result.error == .truncated, "\(count)")
            #expect([1, 2, 3, 4].starts(with: result.bytes))
        }
    }

    @Test func manyEmptyMembersTakeLinearTime() throws {
        let member = try Compression.compress([], as: .gzip)
        let many = [[UInt8]](repeating: member, count: 200_000).flatMap { $0 }
        #expect(try Compression.decompress(many, as: .gzip).isEmpty)
    }

    @Test func aSecondMemberMustBeOneToo() throws {
        let first = try Compression.compress([1], as: .gzip)
        for (more, stray) in [([0x1F, 0x8C, 8], 0), ([0x1F, 0x00], 0), ([0, 0x1F], 1), ([0x50], 0)] as [([UInt8], Int)]
        {
            let error = #expect(throws: InflateError.self) { try Compression.decompress(first + more, as: .gzip) }
            let offset = first.count + stray
            #expect(error == .corrupt(offset: offset, reason: "more bytes follow the end of the compressed data"))
        }
        #expect(throws: InflateError.self) { try Compression.decompress(first + [0x1F, 0x8B, 9, 0, 0], as: .gzip) }
    }

    @Test func deflateMayBeRaw() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let bytes = generator.bytes(upTo: 200)
            #expect(try Compression.decompress(Compression.compress(bytes, as: .raw), as: .zlib) == bytes)
        }
    }

    @Test(arguments: DeflateCoding.allCases)
    func bombsStopAtTheLimits(_ coding: DeflateCoding) throws {
        let bomb = try Compression.compress([UInt8](repeating: 0, count: 16 << 20), as: coding, level: 9)
        #expect(bomb.count < 20_000)
        #expect(throws: InflateError.ratio(limit: 200)) { try Compression.decompress(bomb, as: coding) }
        #expect(throws: InflateError.tooLarge(limit: 1_000)) {
            try Compression.decompress(bomb, as: coding, limits: InflateLimits(bytes: 1_000))
        }
        let prefix = Compression.decompressPrefix(bomb, as: coding, limits: InflateLimits(bytes: 1_000))
        #expect(prefix.bytes.count == 1_000)
        let allowed = InflateLimits(bytes: 16 << 20, ratio: 2_000)
        #expect(try Compression.decompress(bomb, as: coding, limits: allowed).count == 16 << 20)
        #expect(throws: InflateError.tooLarge(limit: 16 << 20 - 1)) {
            try Compression.decompress(bomb, as: coding, limits: InflateLimits(bytes: 16 << 20 - 1, ratio: 2_000))
        }
    }

    @Test func manySmallMembersAreABombToo() throws {
        let member = try Compression.compress([UInt8](repeating: 0, count: 60_000), as: .gzip, level: 9)
        let bomb = [[UInt8]](repeating: member, count: 100).flatMap { $0 }
        #expect(throws: InflateError.ratio(limit: 200)) { try Compression.decompress(bomb, as: .gzip) }
    }

    @Test func sizesInTrailersAreNotBelieved() throws {
        // The length at a gzip member's end is only a check: a small one does not let more out.
        var bytes = try Compression.compress([UInt8](repeating: 7, count: 5_000), as: .gzip)
        bytes[bytes.count - 4] ^= 0xFF
        #expect(throws: InflateError.self) { try Compression.decompress(bytes, as: .gzip) }
    }

    /// A header with every optional field (RFC 1952 §2.3), and a window smaller than the usual.
    @Test func pythonsFormsAreRead() throws {
        let script = """
            import sys, zlib
            data = b'hello ' * 500
            def coded(bits, level=6):
                c = zlib.compressobj(level, zlib.DEFLATED, bits)
                return c.compress(data) + c.flush()
            raw = coded(-15)
            tail = zlib.crc32(data).to_bytes(4, 'little') + len(data).to_bytes(4, 'little')
            head = b'\\x1f\\x8b\\x08\\x1e' + b'\\1\\2\\3\\4\\0\\3' + b'\\2\\0ab' + b'name\\0' + b'comment\\0'
            head += (zlib.crc32(head) & 0xffff).to_bytes(2, 'little')
            for part in [head + raw + tail, coded(9), coded(15, 0), coded(-9, 9)]:
                sys.stdout.buffer.write(len(part).to_bytes(4, 'big') + part)
            """
        guard let result = try run("python3", ["-c", script], files: [:]) else { return }
        #expect(result.status == 0)
        var rest = result.output[...]
        for coding in [DeflateCoding.gzip, .zlib, .zlib, .raw] {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let part = Array(rest.dropFirst(4).prefix(length))
            rest = rest.dropFirst(4 + length)
            #expect(try Compression.decompress(part, as: coding) == Array(String(repeating: "hello ", count: 500).utf8))
        }
        #expect(rest.isEmpty)
    }

    @Test func gunzipReadsIt() throws {
        var generator = SeededGenerator(seed: 4)
        let bytes = generator.bytes(upTo: 100_000)
        let compressed = try Compression.compress(bytes, as: .gzip)
        guard let result = try run("gunzip", ["-c", "a.gz"], files: ["a.gz": compressed]) else { return }
        #expect(result.status == 0)
        #expect(result.output == bytes)
    }

    @Test func nothingGivesNothing() throws {
        #expect(throws: InflateError.truncated) { try Compression.decompress([], as: .gzip) }
        let empty = try Compression.compress([], as: .gzip)
        #expect(try Compression.decompress(empty, as: .gzip).isEmpty)
    }
}
