package import ExchangeModel

/// The parts of a multipart body (RFC 2046 §5.1, RFC 7578), as ranges.
package struct MultipartParts {
    package struct Part {
        package var headers: HeaderList
        /// Every name the part is given; one is usual, none of several is to be believed alone.
        package var names: [[UInt8]]
        /// Where the headers name a file, without the ending.
        var fileNames: [Range<Int>]
        package var mediaType: String
        /// Whether a transfer encoding hides the content, or nobody can tell where it begins.
        var isEncoded: Bool
        package var content: Range<Int>
    }

    /// The contents of a body with more parts are not told apart.
    private static let mostParts = 10_000
    /// RFC 2046 allows 70 characters; clients were seen with a few more.
    private static let longestBoundary = 200

    package private(set) var parts: [Part] = []
    /// Everything that is no part's content: headers, delimiters, what stands before and after.
    private(set) var gaps: [Range<Int>] = []

    /// Nil where no boundary is declared and the body doesn't begin with one, or it is never used.
    package init?(_ content: [UInt8], contentType: [UInt8]) {
        let declared = HeaderParameters(contentType).value("boundary")
        guard let boundary = declared ?? MultipartParts.firstBoundary(of: content), !boundary.isEmpty else {
            return nil
        }
        let delimiter = [0x2D, 0x2D] + boundary
        let starts = MultipartParts.delimiters(delimiter, in: content)
        guard !starts.isEmpty, starts.count <= MultipartParts.mostParts else { return nil }
        var position = 0
        for (index, start) in starts.enumerated() {
            let isLast = index + 1 == starts.count
            let next = isLast ? content.count : starts[index + 1]
            let afterDelimiter = start + delimiter.count
            if content[afterDelimiter...].starts(with: [0x2D, 0x2D]) { break }
            var end = next
            if !isLast {
                // The line break before a delimiter belongs to the delimiter.
                if end > afterDelimiter, content[end - 1] == 0x0A { end -= 1 }
                if end > afterDelimiter, content[end - 1] == 0x0D { end -= 1 }
            }
            let headStart = content[afterDelimiter..<end].firstIndex(of: 0x0A).map { $0 + 1 } ?? end
            guard let headEnd = MultipartParts.headEnd(content, headStart, next) else {
                // The end was cut off inside the headers, or they never end; then all of it may be the content.
                let hasContent = !isLast && headStart < end
                gaps.append(position..<(hasContent ? headStart : end))
                position = end
                if hasContent { parts.append(.init(unreadable: headStart..<end)) }
                continue
            }
            end = max(end, headEnd)
            gaps.append(position..<headEnd)
            position = end
            parts.append(MultipartParts.part(content, headStart..<headEnd, headEnd..<end))
        }
        gaps.append(position..<content.count)
    }

    /// The boundary that the body begins with, if what follows is the header of a part.
    static func firstBoundary(of content: [UInt8]) -> [UInt8]? {
        guard content.starts(with: [0x2D, 0x2D]),
            let lineEnd = content.prefix(longestBoundary + 4).firstIndex(of: 0x0A)
        else { return nil }
        let boundary = ASCII.trimmed(content[2..<lineEnd].filter { $0 != 0x0D })
        let head = ASCII.lower(content[(lineEnd + 1)...].prefix(8))
        return boundary.isEmpty || !head.elementsEqual("content-".utf8) ? nil : boundary
    }

    private static func part(_ content: [UInt8], _ head: Range<Int>, _ body: Range<Int>) -> Part {
        var headers = HeaderList()
        var names: [[UInt8]] = []
        var fileNames: [Range<Int>] = []
        for line in lines(content, head) {
            guard let colon = content[line].firstIndex(of: 0x3A) else { continue }
            let name = ASCII.trimmed(Array(content[line.lowerBound..<colon]))
            // A folded line is one with what stands before it (RFC 5322 §2.2.3).
            let value = content[(colon + 1)..<line.upperBound].map { $0 == 0x0D || $0 == 0x0A ? 0x20 : $0 }
            headers.fields.append(.init(name: name, value: ASCII.trimmed(value)))
            guard ASCII.equalIgnoringCase(name, "content-disposition".utf8) else { continue }
            let parameters = HeaderParameters(value)
            names += parameters.values("name")
            fileNames += parameters.ranges("filename").map { range in
                let start = range.lowerBound + colon + 1
                return start..<withoutEnding(content, start..<(range.upperBound + colon + 1))
            }
        }
        let encoding = ASCII.lower(headers.first("Content-Transfer-Encoding") ?? [])
        return Part(
            headers: headers,
            names: names,
            fileNames: fileNames.filter { !$0.isEmpty },
            mediaType: MediaSniffer.declaredType(headers),
            isEncoded: !["", "7bit", "8bit", "binary"].contains { $0.utf8.elementsEqual(encoding) },
            content: body
        )
    }

    /// Where `.jpg` begins, which tells nothing of anybody.
    private static func withoutEnding(_ content: [UInt8], _ name: Range<Int>) -> Int {
        guard let dot = content[name].lastIndex(of: 0x2E), name.upperBound - dot <= 6, dot > name.lowerBound,
            content[(dot + 1)..<name.upperBound].allSatisfy(ValueFormat.isAlphanumeric)
        else { return name.upperBound }
        return dot
    }

    // MARK: Lines

    /// Where a line begins with the delimiter, and nothing but white space or the mark of the end follows.
    private static func delimiters(_ delimiter: [UInt8], in content: [UInt8]) -> [Int] {
        var result: [Int] = []
        var start = 0
        while start < content.count {
            let lineEnd = content[start...].firstIndex(of: 0x0A) ?? content.count
            if content[start] == 0x2D, content[start..<lineEnd].starts(with: delimiter) {
                let rest = content[(start + delimiter.count)..<lineEnd]
                if rest.starts(with: [0x2D, 0x2D]) || rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                    result.append(start)
                }
            }
            start = lineEnd + 1
        }
        return result
    }

    /// The header lines of a part, each with the lines folded into it.
    private static func lines(_ content: [UInt8], _ head: Range<Int>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = head.lowerBound
        while start < head.upperBound {
            let lineEnd = content[start..<head.upperBound].firstIndex(of: 0x0A) ?? head.upperBound
            let isFolded = content[start] == 0x20 || content[start] == 0x09
            if isFolded, let last = result.last {
                result[result.count - 1] = last.lowerBound..<lineEnd
            } else if lineEnd > start {
                result.append(start..<lineEnd)
            }
            start = lineEnd + 1
        }
        return result
    }

    /// After the empty line that ends a part's headers.
    private static func headEnd(_ content: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var index = start
        while index < end {
            if content[index] == 0x0A { return index + 1 }
            if content[index] == 0x0D, index + 1 < end, content[index + 1] == 0x0A { return index + 2 }
            guard let lineEnd = content[index..<end].firstIndex(of: 0x0A) else { return nil }
            index = lineEnd + 1
        }
        return nil
    }
}

extension MultipartParts.Part {
    /// A part whose headers never end.
    fileprivate init(unreadable content: Range<Int>) {
        self.init(headers: [:], names: [], fileNames: [], mediaType: "", isEncoded: true, content: content)
    }
}
