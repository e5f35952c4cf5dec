/// Why a text is not JSON (RFC 8259). Holds none of the text, so it can be shown and stored.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 0, in bytes.
    package let offset: Int
    /// From 1; lines end with LF, CR or CRLF.
    package let line: Int
    /// From 1, in bytes.
    package let column: Int
    /// A clause for people, in our own words.
    package let reason: String

    package init(offset: Int, line: Int, column: Int, reason: String) {
        self.offset = offset
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// An error at this byte; line and column are counted here, since only failures need them.
    init(at offset: Int, in bytes: [UInt8], reason: String) {
        var line = 1
        var lineStart = 0
        let end = min(max(0, offset), bytes.count)
        for index in 0..<end {
            let endsLine =
                bytes[index] == 0x0A
                || bytes[index] == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
            if endsLine {
                line += 1
                lineStart = index + 1
            }
        }
        self.init(offset: end, line: line, column: end - lineStart + 1, reason: reason)
    }

    package var description: String { "line \(line), column \(column) (byte \(offset)): \(reason)" }
}
