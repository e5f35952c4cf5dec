/// `json-pointer` (RFC 6901 §5, the JSON string representation) and `relative-json-pointer`
/// (draft-bhutton-relative-json-pointer-00 §3).
enum JSONPointerFormat {
    static func isJSONPointer(_ text: TextBytes) -> Bool {
        guard text.count > 0 else { return true }
        guard text[0] == 0x2F else { return false }
        for index in 1..<text.count where text[index] == 0x7E {
            guard index + 1 < text.count, text[index + 1] == 0x30 || text[index + 1] == 0x31 else { return false }
        }
        return true
    }

    /// A number of levels, perhaps a shift among siblings, then `#` or a pointer.
    static func isRelativeJSONPointer(_ text: TextBytes) -> Bool {
        var index = 0
        guard readInteger(text, &index) else { return false }
        if index < text.count, text[index] == 0x2B || text[index] == 0x2D {
            index += 1
            guard readInteger(text, &index) else { return false }
        }
        if index == text.count - 1, text[index] == 0x23 { return true }
        return isJSONPointer(text.part(index..<text.count))
    }

    /// Digits without a leading zero.
    private static func readInteger(_ text: TextBytes, _ index: inout Int) -> Bool {
        let first = index
        while index < text.count, text[index].isDigit { index += 1 }
        return index - first == 1 || index > first && text[first] != 0x30
    }
}
