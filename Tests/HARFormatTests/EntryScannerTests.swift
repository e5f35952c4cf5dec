import Testing

@testable import HARFormat

@Suite struct EntryScannerTests {
    private func scan(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return EntryScanner.wholeEntries(in: bytes, before: bytes.count).map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test func onlyEntriesCount() {
        #expect(
            scan("{\"log\":{\"pages\":[{\"entries\":[{}]}],\"entries\":[{\"a\":\"}]\\\"\"},{\"b\":[{}]},{\"c\":") == [
                "{\"a\":\"}]\\\"\"}", "{\"b\":[{}]}",
            ]
        )
        #expect(scan("{\"x\":{\"entries\":[{}]}}").isEmpty)
        #expect(scan("]]]}}}{\"log\":\"\\").isEmpty)
        #expect(scan("").isEmpty)
    }

    @Test func anythingCanBeScanned() {
        var generator = SeededGenerator(state: 61)
        let alphabet = Array("{}[]\":,\\a".utf8)
        for _ in 0..<2_000 {
            let bytes =
                Array("{\"log\":{\"entries\":[".utf8)
                + (0..<20).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            _ = EntryScanner.wholeEntries(in: bytes, before: bytes.count)
            _ = HARReader.salvage(bytes)
        }
    }
}
