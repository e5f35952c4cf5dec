internal import ExchangeModel

/// A path of an OpenAPI document, cut into segments so that requests can be matched to it.
package struct PathTemplate: Sendable, Hashable {
    private enum Segment: Sendable, Hashable {
        case literal([UInt8])
        /// One `{name}` with what stands around it in the same segment.
        case variable(prefix: [UInt8], suffix: [UInt8])
    }

    package let text: String
    private let segments: [Segment]

    package init(_ text: String) {
        self.text = text
        segments = PathTemplate.split(Array(text.utf8)).map { segment in
            guard let open = segment.firstIndex(of: 0x7B), let close = segment.lastIndex(of: 0x7D), open < close else {
                return .literal(PathTemplate.decoded(segment))
            }
            return .variable(prefix: Array(segment[..<open]), suffix: Array(segment[(close + 1)...]))
        }
    }

    /// How many segments a path must have to match.
    package var count: Int { segments.count }
    /// Whether the last segment is a variable, as it is in paths that name one resource.
    package var endsInVariable: Bool {
        if case .variable = segments.last { true } else { false }
    }

    /// Whether the path's segments (`PathTemplate.segments(ofPath:)`) fit.
    package func matches(_ path: [[UInt8]]) -> Bool {
        guard path.count == segments.count else { return false }
        return zip(path, segments).allSatisfy { value, segment in
            switch segment {
            case .literal(let bytes):
                bytes == value
            case .variable(let prefix, let suffix):
                value.count > prefix.count + suffix.count && value.starts(with: prefix)
                    && value.suffix(suffix.count).elementsEqual(suffix)
            }
        }
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

    private static func rank(_ segment: Segment) -> Int {
        switch segment {
        case .literal: 0
        case .variable(let prefix, let suffix): prefix.isEmpty && suffix.isEmpty ? 2 : 1
        }
    }

    /// The path's segments, percent-decoded one by one; a slash at the end counts for nothing.
    package static func segments(ofPath path: [UInt8]) -> [[UInt8]] {
        split(path).map(decoded)
    }

    private static func split(_ path: [UInt8]) -> [[UInt8]] {
        var parts = path.split(separator: 0x2F, omittingEmptySubsequences: false).map { Array($0) }
        if parts.first?.isEmpty == true { parts.removeFirst() }
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        return parts
    }

    /// The bytes without percent-encoding; what only looks like it stays.
    static func decoded(_ segment: [UInt8]) -> [UInt8] {
        guard segment.contains(0x25) else { return segment }
        var result: [UInt8] = []
        var index = 0
        while index < segment.count {
            if segment[index] == 0x25, index + 2 < segment.count, let high = hex(segment[index + 1]),
                let low = hex(segment[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(segment[index])
                index += 1
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
