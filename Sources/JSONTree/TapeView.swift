/// A document's entries and bytes as they lie in memory, for a reader that visits every value and can't afford to
/// count references.
///
/// Valid only inside `withTape`. Nothing is checked: an index must come from an entry, a byte from an entry's range.
package struct TapeView {
    /// The layout of an entry's `meta`: kind in bits 0–2, escaped in bit 3, true in bit 4, the count from bit 5 on.
    package typealias Entry = JSONTape.Entry

    package let entries: UnsafePointer<Entry>
    package let bytes: UnsafePointer<UInt8>
    /// All values and keys.
    package let count: Int

    package init(entries: UnsafePointer<Entry>, bytes: UnsafePointer<UInt8>, count: Int) {
        self.entries = entries
        self.bytes = bytes
        self.count = count
    }
}

extension JSONNode {
    /// Lends the tape of the whole document; nil only if it is empty, which no parsed document is.
    package func withTape<Result>(_ body: (TapeView) -> Result) -> Result? {
        tape.entries.withUnsafeBufferPointer { entries in
            tape.bytes.withUnsafeBufferPointer { bytes in
                guard let first = entries.baseAddress, let byte = bytes.baseAddress else { return nil }
                return body(TapeView(entries: first, bytes: byte, count: entries.count))
            }
        }
    }

    /// The same node with another place; nil outside the document.
    package func sibling(at index: Int) -> JSONNode? {
        tape.entries.indices.contains(index) ? JSONNode(tape: tape, index: index) : nil
    }

    /// The tape index after the value's last descendant.
    package var endIndex: Int { Int(tape.entries[index].next) }

    /// A string's bytes without its quotes, still escaped where `isEscaped`; of other values all bytes.
    package func withRawBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = contentRange ?? range
        return tape.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}

extension JSONText {
    /// Decodes the escapes of a string's bytes (without its quotes).
    package static func decoded(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        JSONEscapes.decode(Array(raw)[...])
    }
}
