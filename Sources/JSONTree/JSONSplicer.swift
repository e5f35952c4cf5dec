/// Writes a document again with some ranges replaced, every other byte as it was.
package struct JSONSplicer {
    private let bytes: [UInt8]
    private var replacements: [(range: Range<Int>, bytes: [UInt8])] = []

    package init(_ document: JSONDocument) {
        bytes = document.bytes
    }

    /// Puts `new` where the range stood; an empty range inserts.
    ///
    /// In any order. Of overlapping ranges the outer wins, or else the one that starts first; of equal ones the first
    /// given; insertions at one place all stay, in the order given. What lies beyond the document's end is cut off.
    package mutating func replace(_ range: Range<Int>, with new: [UInt8]) {
        replacements.append((range.clamped(to: 0..<bytes.count), new))
    }

    /// The document with everything replaced.
    package func result() -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        let order = replacements.indices.sorted { a, b in
            let (left, right) = (replacements[a].range, replacements[b].range)
            if left.lowerBound != right.lowerBound { return left.lowerBound < right.lowerBound }
            // An insertion stands before what is replaced at the same place.
            if left.isEmpty != right.isEmpty { return left.isEmpty }
            if left.count != right.count { return left.count > right.count }
            return a < b
        }
        for index in order where replacements[index].range.lowerBound >= position {
            let (range, new) = replacements[index]
            result += bytes[position..<range.lowerBound]
            result += new
            position = range.upperBound
        }
        result += bytes[position...]
        return result
    }
}
