internal import ExchangeModel

/// The parts of a multipart body (RFC 2046 §5.1, RFC 7578), as ranges.
struct MultipartParts {
    struct Part {
        var headers: HeaderList
        var name: [UInt8]
        var mediaType: String
        /// Whether a transfer encoding hides the content.
        var isEncoded: Bool
        var content: Range<Int>
    }

    /// The contents of a body with more parts are not told apart.
    private static let mostParts = 10_000

    private(set) var parts: [Part] = []
    /// Everything that is no part's content: headers, delimiters, what stands before and after.
    private(set) var gaps: [Range<Int>] = []

    /// Nil where no boundary is declared, or it is never used.
    init?(_ content: [UInt8], contentType: [UInt8]) {
        guard let boundary = MultipartParts.parameter("boundary", in: contentType), !boundary.isEmpty else {
            return nil
        }
        let delimiter = [0x2D, 0x2D] + boundary
        let starts = MultipartParts.lines(startingWith: delimiter, in: content)
        guard !starts.isEmpty, starts.count <= MultipartParts.mostParts else { return nil }
        var position = 0
        for (index, start) in starts.enumerated() {
            let next = index + 1 < starts.count ? starts[index + 1] : content.count
            let afterDelimiter = start + delimiter.count
            if content[afterDelimiter...].starts(with: [0x2D, 0x2D]) { break }
            guard let headEnd = MultipartParts.headEnd(content, afterDelimiter, next) else { continue }
            var end = next
            if index + 1 < starts.count {
                // The line break before a delimiter belongs to the delimiter.
                if end > headEnd, content[end - 1] == 0x0A { end -= 1 }
                if end > headEnd, content[end - 1] == 0x0D { end -= 1 }
            }
            gaps.append(position..<headEnd)
            position = end
            parts.append(MultipartParts.part(content, afterDelimiter..<headEnd, headEnd..<end))
        }
        gaps.append(position..<content.count)
    }

    private static func part(_ content: [UInt8], _ head: Range<Int>, _ body: Range<Int>) -> Part {
        var headers = HeaderList()
        for line in content[head].split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let value = ASCII.trimmed(Array(line[(colon + 1)...]))
            headers.fields.append(.init(name: ASCII.trimmed(Array(line[..<colon])), value: value))
        }
        let encoding = String(
            decoding: ASCII.lower(headers.first("Content-Transfer-Encoding") ?? []),
            as: UTF8.self
        )
        return Part(
            headers: headers,
            name: parameter("name", in: headers.first("Content-Disposition") ?? []) ?? [],
            mediaType: MediaSniffer.declaredType(headers),
            isEncoded: !["", "7bit", "8bit", "binary"].contains(encoding),
            content: body
        )
    }

    private static func lines(startingWith word: [UInt8], in content: [UInt8]) -> [Int] {
        var result: [Int] = []
        var start = 0
        while start < content.count {
            if content[start] == word[0], content[start...].starts(with: word) { result.append(start) }
            guard let lineEnd = content[start...].firstIndex(of: 0x0A) else { break }
            start = lineEnd + 1
        }
        return result
    }

    /// After the empty line that ends a part's headers.
    private static func headEnd(_ content: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var index = start
        while index < end, let lineEnd = content[index..<end].firstIndex(of: 0x0A) {
            let next = lineEnd + 1
            if next < end, content[next] == 0x0A { return next + 1 }
            if next + 1 < end, content[next] == 0x0D, content[next + 1] == 0x0A { return next + 2 }
            index = next
        }
        return nil
    }

    /// The value of a parameter, without its quotes.
    private static func parameter(_ name: String, in value: [UInt8]) -> [UInt8]? {
        for piece in value.split(separator: 0x3B).dropFirst() {
            let trimmed = ASCII.trimmed(Array(piece))
            guard let sign = trimmed.firstIndex(of: 0x3D),
                ASCII.equalIgnoringCase(ASCII.trimmed(Array(trimmed[..<sign])), name.utf8)
            else { continue }
            var text = ASCII.trimmed(Array(trimmed[(sign + 1)...]))
            if text.first == 0x22 { text = Array(text.dropFirst().prefix { $0 != 0x22 }) }
            return text
        }
        return nil
    }
}
