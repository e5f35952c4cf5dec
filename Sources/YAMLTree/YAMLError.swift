/// Why a text is not YAML, or not YAML that has a JSON form. Holds none of the text.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    /// From 1; in characters, or in bytes where the text is JSON or not UTF-8.
    package let column: Int
    /// A clause for people, in our own words.
    package let reason: String

    package init(line: Int, column: Int, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    package var description: String { "line \(line), column \(column): \(reason)" }
}
