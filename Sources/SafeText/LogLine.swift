extension Neutralizer {
    /// A line of a build log in which no runner sees a command: GitHub's skips white space before `::`, and older ones
    /// look for `##[` anywhere.
    ///
    /// - Parameter line: without controls, as `terminal` leaves it. A line without either mark comes back as it is.
    package static func logLine(_ line: String) -> String {
        let text = line.utf8.contains(0x23) ? splittingHashes(line) : line
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }), scalars[first] == ":",
            scalars[scalars.index(after: first)...].first == ":"
        else { return text }
        return String(scalars[..<first]) + "\\x3a" + String(scalars[scalars.index(after: first)...])
    }

    private static func splittingHashes(_ line: String) -> String {
        var result: [UInt8] = []
        var wasHash = false
        for byte in line.utf8 {
            if byte == 0x23, wasHash {
                result += "\\x23".utf8
            } else {
                result.append(byte)
            }
            wasHash = byte == 0x23
        }
        return String(decoding: result, as: UTF8.self)
    }
}
