import ExchangeModel

/// Reads field lines up to the empty line that ends a head or a trailer section (RFC 9112 §5).
///
/// Strict: no folded lines, no white space before the colon, tokens only as names, no NUL, CR or LF in values.
struct HTTPFieldReader: Sendable {
    enum Section: Sendable { case head, trailer }

    let section: Section
    /// Whether other control characters in values are refused too; a request has no good reason for them.
    let refusesControls: Bool
    private let byteLimit: Int
    private let fieldLimit: Int
    /// Bytes consumed so far, the start line's included.
    private var used: Int
    private(set) var list = HeaderList()

    init(_ section: Section, limits: HTTPLimits, used: Int, refusesControls: Bool) {
        self.section = section
        self.refusesControls = refusesControls
        self.used = used
        byteLimit = section == .head ? limits.headBytes : limits.trailerBytes
        fieldLimit = limits.fields
    }

    /// Reads on; true once the empty line was taken.
    mutating func read(_ input: inout HTTPInput) throws(HTTPSyntaxError) -> Bool {
        let name = section == .head ? "head" : "trailer section"
        let excess = HTTPSyntaxError(.tooLarge, "the message's \(name) is longer than \(byteLimit) bytes")
        while true {
            let before = input.count
            let refusesControls = refusesControls
            let line = try input.line(limit: byteLimit - used, excess: excess, kind: .field) { bytes in
                Self.parse(bytes, refusesControls: refusesControls)
            }
            guard let line else { return false }
            used += before - input.count
            guard let field = line else { return true }
            guard list.fields.count < fieldLimit else {
                throw HTTPSyntaxError(.tooLarge, "the message's \(name) has more than \(fieldLimit) fields")
            }
            list.fields.append(field)
        }
    }

    /// The field on a line; nil for the empty line.
    private static func parse(
        _ line: UnsafeRawBufferPointer,
        refusesControls: Bool
    ) -> Result<HeaderList.Field?, HTTPSyntaxError> {
        guard let first = line.first else { return .success(nil) }
        guard first != 0x20, first != 0x09 else {
            return fault("a header line starts with white space (obsolete line folding)")
        }
        var colon = 0
        while colon < line.count, ASCII.isToken(line[colon]) { colon += 1 }
        guard colon < line.count, line[colon] == 0x3A else {
            let isSpace = colon < line.count && (line[colon] == 0x20 || line[colon] == 0x09)
            return fault(
                isSpace
                    ? "white space stands before the colon of a header field"
                    : "a header field's name has a character that is not allowed, or no colon"
            )
        }
        guard colon > 0 else { return fault("a header field has no name") }
        var start = colon + 1
        var end = line.count
        while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        for byte in line[start..<end] where byte < 0x20 || byte == 0x7F {
            if byte == 0x0D { return fault("a header field holds a carriage return without line feed") }
            if byte == 0 { return fault("a header field holds a NUL byte") }
            if refusesControls, byte != 0x09 { return fault("a header field holds a control character") }
        }
        return .success(HeaderList.Field(name: Array(line[..<colon]), value: Array(line[start..<end])))
    }

    private static func fault(_ reason: String) -> Result<HeaderList.Field?, HTTPSyntaxError> {
        .failure(HTTPSyntaxError(.field, reason))
    }
}
