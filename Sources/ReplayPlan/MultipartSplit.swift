import ExchangeModel

/// The parts of a multipart body (RFC 2046 §5.1, RFC 7578), as ranges.
package struct MultipartSplit {
    package struct Part {
        package let name: [UInt8]
        /// Of Content-Type; empty where there is none.
        let type: [UInt8]
        package let content: Range<Int>
    }

    /// A body with more is not taken apart.
    private static let mostParts = 10_000

    /// `--` and the boundary.
    let delimiter: [UInt8]
    package private(set) var parts: [Part] = []

    /// Nil where no boundary is declared, or it is never used.
    package init?(_ body: [UInt8], contentType: [UInt8]) {
        guard let boundary = MultipartSplit.parameter("boundary", of: contentType), !boundary.isEmpty else {
            return nil
        }
        delimiter = [0x2D, 0x2D] + boundary
        var starts: [Int] = []
        var line = 0
        while line < body.count {
            if body[line] == 0x2D, body[line...].starts(with: delimiter) { starts.append(line) }
            guard starts.count <= MultipartSplit.mostParts, let end = body[line...].firstIndex(of: 0x0A) else { break }
            line = end + 1
        }
        guard !starts.isEmpty, starts.count <= MultipartSplit.mostParts else { return nil }
        for (start, next) in zip(starts, starts.dropFirst()) {
            var end = next
            if end > start, body[end - 1] == 0x0A { end -= 1 }
            if end > start, body[end - 1] == 0x0D { end -= 1 }
            if let part = MultipartSplit.part(body, start..<end) { parts.append(part) }
        }
    }

    /// From the delimiter's line to the part's end.
    private static func part(_ body: [UInt8], _ range: Range<Int>) -> Part? {
        var position = range.lowerBound
        var name: [UInt8] = []
        var type: [UInt8] = []
        var isFirst = true
        while let end = body[position..<range.upperBound].firstIndex(of: 0x0A) {
            let line = ASCII.trimmed(Array(body[position..<end].filter { $0 != 0x0D }))
            position = end + 1
            if line.isEmpty, !isFirst {
                return Part(name: name, type: type, content: position..<max(position, range.upperBound))
            }
            isFirst = false
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let value = ASCII.trimmed(Array(line[(colon + 1)...]))
            if ASCII.equalIgnoringCase(line[..<colon], "content-disposition".utf8) {
                name = parameter("name", of: value) ?? []
            } else if ASCII.equalIgnoringCase(line[..<colon], "content-type".utf8) {
                type = Array(value.prefix { $0 != 0x3B })
            }
        }
        return nil
    }

    /// A parameter after `;`, its quotes taken off.
    static func parameter(_ name: String, of value: [UInt8]) -> [UInt8]? {
        var rest = value[...]
        while let semicolon = rest.firstIndex(of: 0x3B) {
            rest = rest[(semicolon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            guard let sign = rest.firstIndex(where: { $0 == 0x3D || $0 == 0x3B }), rest[sign] == 0x3D else { continue }
            let found = ASCII.equalIgnoringCase(rest[..<sign], name.utf8)
            rest = rest[(sign + 1)...]
            let content: ArraySlice<UInt8>
            if rest.first == 0x22 {
                content = rest.dropFirst().prefix { $0 != 0x22 }
                rest = rest[content.endIndex...]
            } else {
                content = rest.prefix { $0 != 0x3B && $0 != 0x20 }
            }
            if found { return Array(content) }
        }
        return nil
    }
}
