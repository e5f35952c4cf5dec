extension Collection where Element == UInt8, Index == Int {
    /// The first range of these bytes; nil where they are not there, or empty. For short needles: it compares at each
    /// place.
    func firstRange(ofBytes needle: [UInt8]) -> Range<Int>? {
        guard let first = needle.first, count >= needle.count else { return nil }
        var index = startIndex
        let last = endIndex - needle.count
        while index <= last {
            if self[index] == first {
                var length = 1
                while length < needle.count, self[index + length] == needle[length] { length += 1 }
                if length == needle.count { return index..<(index + length) }
            }
            index += 1
        }
        return nil
    }

    /// The same for text.
    func firstRange(ofBytes needle: String) -> Range<Int>? { firstRange(ofBytes: Array(needle.utf8)) }
}
