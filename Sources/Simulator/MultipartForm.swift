import ExchangeModel

/// A body of `multipart/form-data` (RFC 7578, on RFC 2046 §5.1), taken apart in one pass.
struct MultipartForm: Sendable, Hashable {
    private(set) var parts: [Part] = []

    struct Part: Sendable, Hashable {
        var name: String
        /// Nil for a plain field.
        var fileName: String?
        var bytes: [UInt8]
    }

    /// What is wrong with a form. The sentences are the simulator's own.
    enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        case noBoundary
        case badBoundary
        case noPart
        case unterminated
        case badPartHeader
        case tooManyParts

        var description: String {
            switch self {
            case .noBoundary: "The content-type names no boundary."
            case .badBoundary: "The boundary is not one of 1 to 70 characters that RFC 2046 allows."
            case .noPart: "The body does not begin with the boundary that the content-type names."
            case .unterminated: "The body ends before its closing boundary."
            case .badPartHeader: "A part has no Content-Disposition of form-data with a name."
            case .tooManyParts: "The form has more than \(MultipartForm.partLimit) parts."
            }
        }
    }

    static let partLimit = 100

    /// - Parameter contentType: the header's whole value, with the boundary.
    init(_ body: [UInt8], contentType: String) throws(Failure) {
        guard let boundary = HeaderParameters(contentType.utf8).parameters["boundary"] else { throw .noBoundary }
        guard (1...70).contains(boundary.count), boundary.last != 0x20, boundary.allSatisfy(MultipartForm.isBoundary)
        else { throw .badBoundary }

        var lines = Lines(body)
        let dashes: [UInt8] = [0x2D, 0x2D] + boundary
        // What stands before the first boundary is nobody's (RFC 2046 §5.1.1).
        while true {
            guard let line = lines.next() else { throw .noPart }
            if let end = MultipartForm.delimiter(body[line], dashes) {
                if end { throw .noPart }
                break
            }
        }
        while true {
            guard parts.count < MultipartForm.partLimit else { throw .tooManyParts }
            let (part, isLast) = try MultipartForm.part(&lines, body, dashes)
            parts.append(part)
            if isLast { return }
        }
    }

    private static func part(
        _ lines: inout Lines,
        _ body: [UInt8],
        _ dashes: [UInt8]
    ) throws(Failure) -> (Part, isLast: Bool) {
        var disposition: HeaderParameters?
        while true {
            guard let line = lines.next() else { throw .unterminated }
            if line.isEmpty { break }
            let text = body[line]
            guard delimiter(text, dashes) == nil, let colon = text.firstIndex(of: 0x3A) else { throw .badPartHeader }
            if ASCII.equalIgnoringCase(text[..<colon], "content-disposition".utf8), disposition == nil {
                disposition = HeaderParameters(text[(colon + 1)...])
            }
        }
        guard let disposition, disposition.value == Array("form-data".utf8),
            let name = disposition.parameters["name"]
        else { throw .badPartHeader }
        let start = lines.position
        while true {
            guard let line = lines.next() else { throw .unterminated }
            guard let isLast = delimiter(body[line], dashes) else { continue }
            // The line break before the boundary is the boundary's.
            let end = max(start, line.lowerBound - lines.breakBefore(line.lowerBound))
            let part = Part(
                name: String(decoding: name, as: UTF8.self),
                fileName: disposition.parameters["filename"].map { String(decoding: $0, as: UTF8.self) },
                bytes: Array(body[start..<end])
            )
            return (part, isLast)
        }
    }

    /// Whether the line is a boundary, and then whether it is the closing one.
    private static func delimiter(_ line: ArraySlice<UInt8>, _ dashes: [UInt8]) -> Bool? {
        guard line.starts(with: dashes) else { return nil }
        var rest = line.dropFirst(dashes.count)
        let isLast = rest.starts(with: [0x2D, 0x2D])
        if isLast { rest = rest.dropFirst(2) }
        return rest.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? isLast : nil
    }

    /// `bchars` (RFC 2046 §5.1.1).
    private static func isBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x20, 0x27, 0x28, 0x29, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3D, 0x3F, 0x5F: true
        default: false
        }
    }

    /// The lines of a body, each without its break: CRLF, or LF alone, as PHP takes it too.
    private struct Lines {
        private let body: [UInt8]
        private(set) var position = 0

        init(_ body: [UInt8]) {
            self.body = body
        }

        /// The last line may end with the body; nil behind it.
        mutating func next() -> Range<Int>? {
            guard position < body.count else { return nil }
            let start = position
            while position < body.count, body[position] != 0x0A { position += 1 }
            let hasCR = position < body.count && position > start && body[position - 1] == 0x0D
            let end = hasCR ? position - 1 : position
            if position < body.count { position += 1 }
            return start..<end
        }

        /// The length of the line break that ends here: 2, 1, or 0 at the very start.
        func breakBefore(_ place: Int) -> Int {
            guard place > 0, body[place - 1] == 0x0A else { return 0 }
            return place > 1 && body[place - 2] == 0x0D ? 2 : 1
        }
    }
}
