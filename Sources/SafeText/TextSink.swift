/// Where a text goes that may come from a hostile peer.
package enum TextSink: String, Sendable, Hashable, CaseIterable {
    /// One line on a terminal: no control, no invisible and no direction-changing character is left.
    case terminal
    /// Lines of a text file: like `terminal`, but line feeds and tabs stay.
    case plainText
    /// Text within a paragraph, heading or table cell of Markdown; one line.
    case markdown
    /// Text or a quoted attribute value of HTML.
    case html
    /// Text or a quoted attribute value of XML 1.0.
    case xml
    /// One field of a CSV file (RFC 4180), quoted where it must be; never a formula.
    case csv
    /// The value of an unstructured mail header field, encoded words where needed (RFC 2047); one line.
    case mailHeader
    /// One word for a POSIX shell, quoted; the shell sees the very bytes (but for NUL, which no word can hold).
    case shell
    /// The message of a GitHub workflow command, or a line of a build log that must not be one.
    case ciCommand
    /// A property's value in a GitHub workflow command.
    case ciProperty
    /// One component of a path, on every system: 1 to 100 of `A–Z a–z 0–9 . _ -`.
    case fileName
}
