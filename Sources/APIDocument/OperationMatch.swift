/// A request's operation, and how its URL was read.
package struct OperationMatch: Sendable, Hashable {
    package let operation: OperationDescription
    /// The server whose path it stands behind; nil if the document's paths were matched alone.
    package let server: ServerDescription?
    /// What the path's variables stand for.
    package let pathValues: [PathTemplate.Value]
}

/// Where path and query stand in a URL, absolute or not.
struct URLRanges: Hashable {
    let path: Range<Int>
    /// Without its `?`.
    let query: Range<Int>?

    init(_ url: [UInt8]) {
        var start = 0
        // A scheme ends before the first slash; `/a?b=://` has none.
        if let colon = url.firstIndex(where: { $0 == 0x3A || $0 == 0x2F || $0 == 0x3F || $0 == 0x23 }), colon > 0,
            url[colon...].starts(with: [0x3A, 0x2F, 0x2F])
        {
            start = url[(colon + 3)...].firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? url.endIndex
        }
        let end = url[start...].firstIndex(of: 0x23) ?? url.endIndex
        let mark = url[start..<end].firstIndex(of: 0x3F)
        path = start..<(mark ?? end)
        query = mark.map { ($0 + 1)..<end }
    }
}
