import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import HARFormat

@Suite struct HARStreamTests {
    private func pieces(_ text: String) -> [String] {
        var splitter = EntrySplitter()
        var found: [String] = []
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            splitter.feed(bytes) { piece in
                found.append(String(decoding: piece.bytes, as: UTF8.self))
                return true
            }
        }
        return found
    }

    @Test func onlyEntriesCount() {
        #expect(
            pieces("{\"log\":{\"pages\":[{\"entries\":[{}]}],\"entries\":[{\"a\":\"}]\\\"\"},{\"b\":[{}]},{\"c\":") == [
                "{\"a\":\"}]\\\"\"}", "{\"b\":[{}]}",
            ]
        )
        #expect(pieces("{\"x\":{\"entries\":[{}]}}").isEmpty)
        #expect(pieces("{\"log\":{\"entr\\u0069es\":[{}]}}") == ["{}"])
        #expect(pieces("]]]}}}{\"log\":\"\\").isEmpty)
        #expect(pieces("").isEmpty)
    }

    @Test func anythingCanBeRead() {
        var generator = SeededGenerator(seed: 61)
        let alphabet = Array("{}[]\":,\\a\n".utf8)
        for _ in 0..<2_000 {
            let bytes =
                Array("{\"log\":{\"entries\":[".utf8)
                + (0..<20).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            _ = try? HARReader.read(bytes)
            _ = HARReader.salvage(bytes)
        }
    }

    /// However the text is cut into chunks, what comes out is the same, whole or damaged.
    @Test func chunksDoNotMatter() throws {
        var files = [
            HARWriter.write(
                HARWriterTests.samples(6, seed: 62).map { HAREntryInput(exchange: redacted($0)) },
                comment: "}\"]"
            )
        ]
        for name in ["charles", "chrome", "insomnia", "with-bom"] {
            if let file = try sharedFile("har/\(name).har") { files.append(file) }
        }
        var generator = SeededGenerator(seed: 63)
        for file in files {
            for text in [file, Array(file.prefix(file.count * 2 / 3)), file + [0x7D]] {
                let whole = outcome(text) { [$0] }
                for size in [1, 2, 3, 1_000] {
                    // Byte by byte only through the smaller ones.
                    guard size > 3 || text.count < 20_000 else { continue }
                    #expect(outcome(text) { chunks($0, of: size) } == whole)
                }
                #expect(outcome(text) { chunks($0, of: Int.random(in: 1...5_000, using: &generator)) } == whole)
            }
        }
    }

    private func chunks(_ bytes: [UInt8], of size: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }

    private func outcome(_ bytes: [UInt8], cut: ([UInt8]) -> [[UInt8]]) -> [String] {
        var stream = HARStream()
        var result: [String] = []
        for chunk in cut(bytes) {
            for exchange in stream.read(chunk) {
                result.append(String(decoding: exchange.request.url, as: UTF8.self))
                result.append("\(exchange.startedAt) \(exchange.response?.body.bytes.count ?? -1)")
            }
        }
        do throws(HARError) {
            try stream.finish()
        } catch {
            result.append("\(error)")
        }
        return result + stream.warnings.map(\.description) + [stream.creator]
    }

    @Test func damageIsPlacedInItsEntry() throws {
        let text =
            "\u{FEFF}{\"log\":{\"creator\":{\"name\":\"x\"},\"entries\":[\r\n{},\r\n  {\"a\": 1,\n\"b\": oops}]}}"
        var stream = HARStream()
        _ = stream.read(Array(text.utf8))
        let error = #expect(throws: HARError.self) { try stream.finish() }
        #expect(error?.entry == 1)
        #expect(error?.wholeEntries == 1)
        #expect(error?.line == 4)
        #expect(error?.column == 6)
        #expect(error?.offset == text.utf8.count - 8)
        #expect(error?.description.contains("(entry 1, line 4, column 6, byte \(text.utf8.count - 8))") == true)
        #expect(stream.creator == "x")
    }

    /// Errors between and behind the entries are placed in the text, not in what is left without them.
    @Test func damageAroundTheEntriesIsPlacedToo() {
        let text = "{\"log\":{\"entries\":[\n{\"request\":{\"url\":\"http://a/\"}}\n!,{}]}}"
        let error = #expect(throws: HARError.self) { try HARReader.read(Array(text.utf8)) }
        #expect(error?.line == 3)
        #expect(error?.column == 1)
        #expect(error?.offset == text.utf8.count - 7)
        #expect(error?.entry == nil)
        #expect(HARReader.salvage(Array(text.utf8))?.exchanges.count == 1)
    }

    @Test func whatIsSalvagedSaysSo() throws {
        let whole = HARWriter.write(
            (1...3).map { (index: Int) in
                HAREntryInput(exchange: redacted(exchange(url: "http://a/\(index)")), number: index)
            }
        )
        let cut = Array(whole.prefix(whole.count * 9 / 10))
        let found = try #require(HARReader.salvage(cut))
        #expect(
            found.exchanges.map { String(decoding: $0.request.url, as: UTF8.self) } == ["http://a/1", "http://a/2"]
        )
        #expect(found.creator == "Reprise 0.1.0")
        #expect(found.damage?.entry == 2)
        #expect(found.damage?.offset == cut.count)
        #expect(found.warnings.last?.description == "entry 2: the file is damaged here; what follows is left out")
        #expect(HARReader.salvage(whole)?.damage == nil)
        #expect(HARReader.salvage(Array("{}".utf8)) == nil)
    }

    /// What is kept between two chunks does not grow with the text.
    @Test func memoryIsThatOfOneEntry() {
        let entry = "{\"request\":{\"url\":\"http://a/\"},\"_x\":\"" + String(repeating: "x", count: 10_000) + "\"},"
        var splitter = EntrySplitter()
        var count = 0
        Array("{\"log\":{\"entries\":[".utf8).withUnsafeBufferPointer { splitter.feed($0) { _ in true } }
        for _ in 0..<200 {
            Array(entry.utf8).withUnsafeBufferPointer { bytes in
                splitter.feed(bytes) { _ in
                    count += 1
                    return true
                }
            }
        }
        #expect(count == 200)
        #expect(splitter.openEntry == nil)
        #expect(splitter.frame.count < 1_000)
    }
}
