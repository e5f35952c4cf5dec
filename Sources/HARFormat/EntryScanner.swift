/// Finds the whole entries of a HAR file that breaks off or is damaged further on, without parsing it: counts
/// brackets outside of strings, in one pass.
enum EntryScanner {
    /// The byte ranges of the objects in `log.entries` that end before `end`.
    static func wholeEntries(in bytes: [UInt8], before end: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var depth = 0
        // The member names that lead to the place, on the two levels that matter, and the last string seen.
        var names: [Range<Int>] = [0..<0, 0..<0, 0..<0]
        var lastString = 0..<0
        var entryStart: Int?
        var isInEntries = false
        var position = 0
        let limit = min(end, bytes.count)
        while position < limit {
            switch bytes[position] {
            case 0x22:
                let start = position + 1
                position = start
                while position < limit, bytes[position] != 0x22 { position += bytes[position] == 0x5C ? 2 : 1 }
                lastString = start..<max(start, min(position, limit))
            case 0x3A:
                if depth == 1 || depth == 2 { names[depth] = lastString }
            case 0x5B:
                depth += 1
                if depth == 3, bytes[names[1]].elementsEqual("log".utf8), bytes[names[2]].elementsEqual("entries".utf8)
                {
                    isInEntries = true
                }
            case 0x7B:
                if isInEntries, depth == 3 { entryStart = position }
                depth += 1
            case 0x5D:
                depth -= 1
                if depth < 3 { isInEntries = false }
            case 0x7D:
                depth -= 1
                if isInEntries, depth == 3, let start = entryStart {
                    ranges.append(start..<(position + 1))
                    entryStart = nil
                }
            default: break
            }
            position += 1
        }
        return ranges
    }
}
