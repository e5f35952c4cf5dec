internal import ExchangeModel

/// A path of an OpenAPI document, cut into segments so that requests can be matched to it.
package struct PathTemplate: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case literal([UInt8])
        /// One `{name}`; takes at least one byte.
        case variable(String)
    }

    /// What a variable stands for in a path.
    package struct Value: Sendable, Hashable {
        package let name: String
        /// Still percent-encoded.
        package let bytes: [UInt8]
        /// Which of the path's segments it is in, from 0.
        package let segment: Int
    }

    package let text: String
    private let segments: [[Part]]

    package init(_ text: String) {
        self.text = text
        segments = PathTemplate.split(Array(text.utf8)[...]).map { PathTemplate.parts(Array($0)) }
    }

    /// How many segments a path must have to match.
    package var count: Int { segments.count }
    /// Whether the last segment is a variable, as it is in paths that name one resource.
    package var endsInVariable: Bool { segments.last.map(PathTemplate.isTemplated) ?? false }
    /// The names of its variables, in order.
    package var variables: [String] {
        segments.flatMap { $0 }.compactMap { if case .variable(let name) = $0 { name } else { nil } }
    }
    /// The template with all variables named alike: two paths with the same shape can't be told apart.
    var shape: [[[UInt8]]] {
        segments.map { $0.map { if case .literal(let bytes) = $0 { bytes } else { [0x7B] } } }
    }

    /// Whether the path's segments (`PathTemplate.segments(ofPath:)`) fit.
    package func matches(_ path: [[UInt8]]) -> Bool {
        path.count == segments.count
            && zip(path, segments).allSatisfy { PathTemplate.ranges($0, $1) != nil }
    }

    /// The first segments of the path fit; the rest is the caller's.
    func matchesStart(of path: [[UInt8]]) -> Bool {
        path.count >= segments.count && zip(path, segments).allSatisfy { PathTemplate.ranges($0, $1) != nil }
    }

    /// What the variables stand for.
    ///
    /// - Parameter path: the segments, still percent-encoded; they must match.
    package func values(in path: [[UInt8]]) -> [Value] {
        var values: [Value] = []
        for (position, (raw, parts)) in zip(path, segments).enumerated() where PathTemplate.isTemplated(parts) {
            // Where the text around a variable was needlessly encoded, what is left of the encoding is lost.
            let segment = PathTemplate.ranges(raw, parts) == nil ? PathTemplate.decoded(raw) : raw
            var ranges = (PathTemplate.ranges(segment, parts) ?? []).makeIterator()
            for part in parts {
                guard case .variable(let name) = part, let range = ranges.next() else { continue }
                values.append(Value(name: name, bytes: Array(segment[range]), segment: position))
            }
        }
        return values
    }

    /// Whether this template is to be tried before the other: concrete segments win over templated ones
    /// (OpenAPI 3.1 §4.8.8.2), from the left.
    package func isMoreConcrete(than other: PathTemplate) -> Bool {
        for (mine, theirs) in zip(segments, other.segments) {
            let ranks = (PathTemplate.rank(mine), PathTemplate.rank(theirs))
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        }
        return text < other.text
    }

    private static func isTemplated(_ parts: [Part]) -> Bool {
        parts.contains { if case .variable = $0 { true } else { false } }
    }

    private static func rank(_ parts: [Part]) -> Int {
        guard isTemplated(parts) else { return 0 }
        return parts.count == 1 ? 2 : 1
    }

    private static func parts(_ segment: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var rest = segment[...]
        while let open = rest.firstIndex(of: 0x7B), let close = rest[open...].firstIndex(of: 0x7D) {
            if open > rest.startIndex { parts.append(.literal(decoded(Array(rest[..<open])))) }
            parts.append(.variable(String(decoding: rest[(open + 1)..<close], as: UTF8.self)))
            rest = rest[(close + 1)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(decoded(Array(rest)))) }
        return parts
    }

    /// Where the variables stand in a segment; nil if it does not fit. Each takes as little as it can, the last
    /// literal is looked for at the end: for literals and gaps nothing is missed that way.
    private static func ranges(_ segment: [UInt8], _ parts: [Part]) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        var position = 0
        var open: Int?
        for (index, part) in parts.enumerated() {
            switch part {
            case .variable:
                // Two variables with nothing between can't be told apart: the first takes one byte.
                if let start = open {
                    guard start < segment.count else { return nil }
                    ranges.append(start..<(start + 1))
                    position = start + 1
                }
                open = position
            case .literal(let bytes):
                let isLast = index == parts.count - 1
                let earliest = open.map { $0 + 1 } ?? position
                guard let found = place(of: bytes, in: segment, from: earliest, isAnchored: open == nil, atEnd: isLast)
                else { return nil }
                if let start = open { ranges.append(start..<found) }
                open = nil
                position = found + bytes.count
            }
        }
        if let start = open {
            guard start < segment.count else { return nil }
            ranges.append(start..<segment.count)
            position = segment.count
        }
        return position == segment.count ? ranges : nil
    }

    private static func place(
        of bytes: [UInt8],
        in segment: [UInt8],
        from start: Int,
        isAnchored: Bool,
        atEnd: Bool
    ) -> Int? {
        let last = segment.count - bytes.count
        guard start <= last else { return nil }
        func fits(_ position: Int) -> Bool { segment[position...].starts(with: bytes) }
        if isAnchored { return fits(start) ? start : nil }
        if atEnd { return fits(last) ? last : nil }
        return (start...last).first(where: fits)
    }

    /// The path's segments, percent-decoded one by one; a slash at the end counts for nothing.
    package static func segments(ofPath path: [UInt8]) -> [[UInt8]] {
        split(path[...]).map { decoded(Array($0)) }
    }

    /// The path's segments as they stand, with their places in it.
    static func split(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts = path.split(separator: 0x2F, omittingEmptySubsequences: false)
        if parts.first?.isEmpty == true { parts.removeFirst() }
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        return parts
    }

    /// The bytes without percent-encoding; what only looks like it stays.
    static func decoded(_ segment: [UInt8]) -> [UInt8] { PercentCoding.decoded(segment, plusIsSpace: false) }
}
