/// Why a file could not be read as HAR.
package struct HARError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where reading ended, counted in bytes from the file's start; nil where no place can be named.
    package let offset: Int?
    /// The line of that place, counted from 1.
    package let line: Int?
    package let column: Int?
    /// In our own words, without text from the file.
    package let reason: String
    /// The index of the entry that holds the place, from 0; nil outside of `log.entries`.
    package let entry: Int?
    /// How many entries came whole before that place; `HARReader.salvage` gives them.
    package let wholeEntries: Int

    package init(
        reason: String,
        offset: Int? = nil,
        line: Int? = nil,
        column: Int? = nil,
        entry: Int? = nil,
        wholeEntries: Int = 0
    ) {
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
        self.entry = entry
        self.wholeEntries = wholeEntries
    }

    init(_ reason: String, at place: TextPlace, entry: Int? = nil, wholeEntries: Int) {
        self.init(
            reason: reason,
            offset: place.offset,
            line: place.line,
            column: place.column,
            entry: entry,
            wholeEntries: wholeEntries
        )
    }

    /// Follows words like "NAME can't be read as HAR:".
    package var description: String {
        var text = reason
        if let offset, let line, let column {
            let inside = entry.map { "entry \($0), " } ?? ""
            text += " (\(inside)line \(line), column \(column), byte \(offset))"
        }
        switch wholeEntries {
        case 0: break
        case 1: text += "; 1 entry is whole. Was the file cut off?"
        default: text += "; \(wholeEntries) entries are whole. Was the file cut off?"
        }
        return text
    }
}

/// What was odd in an entry that could be read all the same.
package struct HARWarning: Sendable, Hashable, CustomStringConvertible {
    /// The entry's index in the file, from 0.
    package let entry: Int
    /// A sentence in our own words.
    package let message: String

    package init(entry: Int, message: String) {
        self.entry = entry
        self.message = message
    }

    package var description: String { "entry \(entry): \(message)" }
}
