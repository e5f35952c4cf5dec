/// `duration` (RFC 3339 appendix A): weeks alone, or units that follow one another without a gap. The grammar knows
/// neither fractions nor signs.
enum DurationFormat {
    static func isDuration(_ text: TextBytes) -> Bool {
        guard text.count >= 3, text[0] == 0x50 else { return false }
        var index = 1
        if text[1] != 0x54 {
            let units = readUnits(text, &index, "YMD")
            if units == 0 { return readUnits(text, &index, "W") == 1 && index == text.count }
            if index == text.count { return true }
        }
        guard text[index] == 0x54 else { return false }
        index += 1
        return readUnits(text, &index, "HMS") > 0 && index == text.count
    }

    /// Reads numbers with these units, each at most once and none left out between two of them. Returns how many.
    private static func readUnits(_ text: TextBytes, _ index: inout Int, _ units: StaticString) -> Int {
        units.withUTF8Buffer { units in
            var count = 0
            var unit = 0
            while unit < units.count {
                var end = index
                while end < text.count, text[end].isDigit { end += 1 }
                guard end > index, end < text.count else { return count }
                if count == 0 { while unit < units.count, units[unit] != text[end] { unit += 1 } }
                guard unit < units.count, units[unit] == text[end] else { return count }
                index = end + 1
                unit += 1
                count += 1
            }
            return count
        }
    }
}
