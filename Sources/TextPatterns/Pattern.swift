/// A regular expression of ECMA-262 with the `u` flag (JSON Schema 2020-12, core §6.4), of its regular part: everything
/// but look-ahead, look-behind and back-references.
///
/// A match takes time linear in the text, at most the text's length times the program's size, and bounded memory: there
/// is no backtracking. Groups capture nothing, and greedy and lazy quantifiers are the same, because only the fact of a
/// match is asked for.
package struct Pattern: Sendable {
    package let source: String

    private let machine: PatternMachine

    /// - Throws: `PatternError`: not a pattern, not regular, or too large.
    package init(_ source: String) throws(PatternError) {
        let parsed = try PatternParser.parse(Array(source.unicodeScalars))
        if let beyond = parsed.beyond { throw beyond }
        self.source = source
        machine = try PatternMachine(PatternProgram(parsed))
    }

    /// Whether the pattern matches anywhere in the text (UTF-8), as JSON Schema's `pattern` asks. Bytes that are not
    /// UTF-8 are read as U+FFFD.
    package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool { machine.matches(text) }

    /// The same for an array.
    package func matches(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { matches($0) } }
}
