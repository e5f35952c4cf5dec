/// The bytes of a file that one member takes up: its header and what it holds.
struct ZipSpan {
    var range: Range<Int>
    var name: String
    /// Whether sizes follow the member, as writers that could not go back put them there.
    var hasDescriptor: Bool

    /// Those sizes with their mark and 64 bits each, the longest form (APPNOTE 4.3.9).
    private static let longestDescriptor = 24

    /// Sorts the members by place, and refuses what no honest writer leaves: bytes that two of them share, and bytes
    /// before the directory that none of them has. A member deleted from the directory alone would be such bytes: nobody
    /// who lists the file sees it, and nobody who searches its members looks into it.
    static func check(_ members: inout [ZipSpan], upTo end: Int) throws(ZipError) {
        members.sort { $0.range.lowerBound < $1.range.lowerBound }
        var position = 0
        var slack = 0
        for member in members {
            guard position <= member.range.lowerBound else { throw .overlapping(name: member.name) }
            guard member.range.lowerBound - position <= slack else { throw hidden(position) }
            position = member.range.upperBound
            slack = member.hasDescriptor ? longestDescriptor : 0
        }
        guard end - position <= slack else { throw hidden(position) }
    }

    private static func hidden(_ offset: Int) -> ZipError {
        .corrupt(offset: offset, reason: "bytes that belong to no member")
    }
}
