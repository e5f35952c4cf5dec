package import ExchangeModel
internal import JSONTree

/// What a HAR file held. Raw: it goes through redaction before anything is kept.
package struct HARImport: Sendable {
    package let exchanges: [Exchange]
    package let warnings: [HARWarning]
    /// The program that wrote the file, with its version, as the file says; hostile until shown safely.
    package let creator: String

    package init(exchanges: [Exchange], warnings: [HARWarning], creator: String) {
        self.exchanges = exchanges
        self.warnings = warnings
        self.creator = creator
    }
}

/// Reads HAR 1.2 as browsers and tools really write it: with a byte order mark, fractions of milliseconds, nulls,
/// status 0, versions like `h3`, missing sizes and timings.
package enum HARReader {
    package static func read(_ bytes: [UInt8]) throws(HARError) -> HARImport {
        let mark = byteOrderMark(bytes)
        let text = mark > 0 ? Array(bytes.dropFirst(mark)) : bytes
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
            throw HARError(reason: "it is in UTF-16; save it as UTF-8")
        }
        var limits = JSONLimits()
        limits.bytes = max(limits.bytes, 1 << 30)
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument.parse(text, limits: limits)
        } catch {
            throw HARError(
                reason: error.reason,
                offset: error.offset + mark,
                line: error.line,
                column: error.column,
                wholeEntries: EntryScanner.wholeEntries(in: text, before: error.offset).count
            )
        }
        guard let log = document.root["log"], let entries = log["entries"], entries.kind == .array else {
            throw HARError(reason: "there is no log.entries in it")
        }
        return read(entries, creator: creator(of: log))
    }

    /// The entries that come whole before the place where the file is damaged or cut off; nil if there is none.
    package static func salvage(_ bytes: [UInt8]) -> HARImport? {
        let text = Array(bytes.dropFirst(byteOrderMark(bytes)))
        let end: Int
        do throws(JSONSyntaxError) {
            _ = try JSONDocument.parse(text)
            end = text.count
        } catch {
            end = error.offset
        }
        let ranges = EntryScanner.wholeEntries(in: text, before: end)
        guard !ranges.isEmpty else { return nil }
        let joined =
            Array("{\"log\":{\"entries\":[".utf8) + ranges.map { text[$0] }.joined(separator: [0x2C])
            + Array("]}}".utf8)
        guard let found = try? read(joined) else { return nil }
        let warning = HARWarning(entry: ranges.count, message: "the file is damaged here; what follows is left out")
        return HARImport(exchanges: found.exchanges, warnings: found.warnings + [warning], creator: found.creator)
    }

    private static func read(_ entries: JSONNode, creator: String) -> HARImport {
        var exchanges: [Exchange] = []
        var warnings: [HARWarning] = []
        exchanges.reserveCapacity(entries.count)
        for (index, node) in entries.elements.enumerated() {
            var entry = HAREntryReader(index: index, previous: exchanges.last?.startedAt)
            if let exchange = entry.exchange(from: node) { exchanges.append(exchange) }
            warnings += entry.warnings
        }
        return HARImport(exchanges: exchanges, warnings: warnings, creator: creator)
    }

    private static func creator(of log: JSONNode) -> String {
        let creator = log["creator"]
        return [creator?["name"]?.string, creator?["version"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static func byteOrderMark(_ bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}
