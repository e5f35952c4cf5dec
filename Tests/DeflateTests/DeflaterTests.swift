import Deflate
import TestSupport
import Testing

@Suite struct DeflaterTests {
    @Test func piecesMakeNoDifference() throws {
        var generator = SeededGenerator(seed: 5)
        let bytes = generator.bytes(upTo: 400_000)
        let whole = try Compression.compress(bytes, as: .gzip)
        var deflater = try Deflater(.gzip)
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...50_000, using: &generator))
            try deflater.append(piece)
            if Bool.random(using: &generator) { output += deflater.take() }
            rest = rest.dropFirst(piece.count)
        }
        output += try deflater.finish()
        #expect(output == whole)
        #expect(try deflater.finish().isEmpty)
    }

    @Test func levelsOutsideTheScaleAreClamped() throws {
        let bytes = [UInt8](repeating: 9, count: 1_000)
        #expect(
            try Compression.compress(bytes, as: .zlib, level: 99) == Compression.compress(bytes, as: .zlib, level: 9)
        )
        #expect(try Compression.compress(bytes, as: .zlib, level: -3).count > 1_000)
    }

    @Test func appendingAfterTheEndFails() throws {
        var deflater = try Deflater(.raw)
        _ = try deflater.finish()
        do {
            try deflater.append([1])
            Issue.record("bytes after the end were taken")
        } catch {
            #expect(error.description.contains("zlib"))
        }
    }
}
