package import ExchangeModel
internal import JSONTree

/// Reads a HAR text as it comes in: an exchange is given out as soon as its entry is whole, so that memory stays flat
/// with the length of the text, and a text that is cut off loses only what is not there.
///
/// After the last bytes `finish` says whether the text was whole.
package struct HARStream {
    package private(set) var warnings: [HARWarning] = []
    /// How many entries came whole, those that hold no request among them.
    package private(set) var wholeEntries = 0

    private var splitter = EntrySplitter()
    /// The first bytes, until it is clear whether they are a byte order mark; nil from then on.
    private var head: [UInt8]? = []
    private var previous: Timestamp?
    private var failure: HARError?

    package init() {}

    /// Takes the next bytes; after damage nothing more comes.
    ///
    /// - Returns: the exchanges that they make whole.
    package mutating func read(_ chunk: [UInt8]) -> [Exchange] {
        guard failure == nil else { return [] }
        guard let head else { return split(chunk) }
        let begin = head + chunk.prefix(3 - head.count)
        guard begin.count == 3 else {
            self.head = begin
            return []
        }
        return start(begin) + split(chunk, from: 3 - head.count)
    }

    /// - Throws: what is wrong with the text, where, and how many entries came before. They have been given out.
    package mutating func finish() throws(HARError) {
        // Nothing as short as that is a HAR file, but the reason should be the right one.
        if let head { _ = start(head) }
        if let failure { throw failure }
        if let open = splitter.openEntry {
            throw error(of: open) ?? HARError(reason: "the text ends too early", wholeEntries: wholeEntries)
        }
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument.parse(splitter.frame)
        } catch {
            throw HARError(error.reason, at: splitter.place(ofFrame: error.offset), wholeEntries: wholeEntries)
        }
        guard let entries = document.root["log"]?["entries"], entries.kind == .array else {
            throw HARError(reason: "there is no log.entries in it")
        }
        for (index, element) in entries.elements.enumerated() where element.kind != .object {
            warnings.append(HARWarning(entry: index, message: "it is no object; left out"))
        }
        warnings.sort { $0.entry < $1.entry }
    }

    /// The program that wrote the file, with its version, as the file says; hostile until shown safely.
    package var creator: String {
        let creator = log?["creator"]
        return [creator?["name"]?.string, creator?["version"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// What a flow file asks for, as the file says; whole once all of the text was read.
    package var variables: [HARVariable] { HARVariable.all(in: log) }

    private var log: JSONNode? {
        // A text that breaks off later has said what came before all the same.
        let opened = splitter.frameHead.map { splitter.frame[..<$0] + Array("]}}".utf8) }
        let document =
            (try? JSONDocument.parse(splitter.frame)) ?? opened.flatMap { try? JSONDocument.parse(Array($0)) }
        return document?.root["log"]
    }

    private mutating func start(_ begin: [UInt8]) -> [Exchange] {
        head = nil
        if begin.starts(with: [0xFF, 0xFE]) || begin.starts(with: [0xFE, 0xFF]) {
            failure = HARError(reason: "it is in UTF-16; save it as UTF-8")
            return []
        }
        guard begin == [0xEF, 0xBB, 0xBF] else { return split(begin) }
        splitter = EntrySplitter(start: TextPlace(offset: 3))
        return []
    }

    private mutating func split(_ chunk: [UInt8], from start: Int = 0) -> [Exchange] {
        guard failure == nil else { return [] }
        var exchanges: [Exchange] = []
        var splitter = self.splitter
        // The copy must be the only one, or its buffers would be copied on each change.
        self.splitter = EntrySplitter()
        chunk.withUnsafeBufferPointer { buffer in
            splitter.feed(UnsafeBufferPointer(rebasing: buffer[min(start, buffer.count)...])) { piece in
                if let exchange = exchange(of: piece) { exchanges.append(exchange) }
                return failure == nil
            }
        }
        self.splitter = splitter
        if failure == nil, splitter.isTooLarge {
            failure = HARError(
                reason: splitter.openEntry.map { "entry \($0.index) is longer than 256 MiB" }
                    ?? "there are more than 64 MiB outside of log.entries, so it is no HAR file",
                wholeEntries: wholeEntries
            )
        }
        return exchanges
    }

    private mutating func exchange(of piece: EntrySplitter.Piece) -> Exchange? {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument.parse(piece.bytes)
        } catch {
            failure = HARError(
                error.reason,
                at: piece.place.moved(by: error),
                entry: piece.index,
                wholeEntries: wholeEntries
            )
            return nil
        }
        wholeEntries += 1
        var reader = HAREntryReader(index: piece.index, previous: previous)
        let exchange = reader.exchange(from: document.root)
        warnings += reader.warnings
        previous = exchange?.startedAt ?? previous
        return exchange
    }

    private func error(of piece: EntrySplitter.Piece) -> HARError? {
        do throws(JSONSyntaxError) {
            _ = try JSONDocument.parse(piece.bytes)
            return nil
        } catch {
            return HARError(
                error.reason,
                at: piece.place.moved(by: error),
                entry: piece.index,
                wholeEntries: wholeEntries
            )
        }
    }
}
