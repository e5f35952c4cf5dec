/// What the rules say of the names of members, for those met last: the same few names come again and again.
struct JSONKeyCache {
    struct Entry {
        var key = 0..<0
        var rule: Int16 = -1
        var isType = false
        var isContext = false
        var isFilled = false
    }

    private var entries: [Entry]

    /// - Parameter size: a power of two.
    init(size: Int) {
        entries = Array(repeating: Entry(), count: size)
    }

    /// The name's place, and the entry there if it is of this name.
    func find(_ range: Range<Int>, in source: UnsafeBufferPointer<UInt8>) -> (slot: Int, entry: Entry?) {
        var hash: UInt32 = 2_166_136_261
        for index in range { hash = (hash ^ UInt32(source[index])) &* 16_777_619 }
        let slot = Int(hash >> 8) & (entries.count - 1)
        let entry = entries[slot]
        guard entry.isFilled, entry.key.count == range.count, source[entry.key].elementsEqual(source[range]) else {
            return (slot, nil)
        }
        return (slot, entry)
    }

    mutating func put(_ entry: Entry, at slot: Int) { entries[slot] = entry }
}
