/// Makes text from anywhere harmless for the place where it will be read.
///
/// What cannot be shown becomes a visible escape (`\x1b`, `\u202e`), bytes that are not UTF-8 become `\xNN`:
/// hostile text stays recognisable as what it is. Every sink takes time linear in the input.
package enum Neutralizer {
    /// - Parameter maximum: the most characters of the text that are kept, an ending `…` included (Unicode scalars,
    ///   escapes counted as written; quotes and encodings around the text are not counted).
    package static func neutralize(
        _ bytes: some Collection<UInt8>,
        for sink: TextSink,
        maximum: Int? = nil
    ) -> String {
        if maximum == nil, sink == .terminal || sink == .plainText,
            bytes.allSatisfy({ 0x20..<0x7F ~= $0 || ($0 == 0x0A && sink == .plainText) })
        {
            return String(decoding: bytes, as: UTF8.self)
        }
        switch sink {
        case .terminal: return escaped(bytes, maximum: maximum) { $0.isTreacherous ? $0.visibleEscape : nil }
        case .plainText: return escaped(bytes, keepingLines: true, maximum: maximum, lineEscape)
        case .markdown: return markdown(bytes, maximum: maximum)
        case .html: return escaped(bytes, keepingLines: true, maximum: maximum, htmlEscape)
        case .xml: return escaped(bytes, keepingLines: true, maximum: maximum, xmlEscape)
        case .csv: return CSVField.quoted(escaped(bytes, keepingLines: true, maximum: maximum, lineEscape))
        case .mailHeader: return MailHeader.encoded(escaped(bytes, maximum: maximum, headerEscape))
        case .shell: return ShellWord.quoted(bytes, maximum: maximum)
        case .ciCommand: return ciCommand(bytes, isProperty: false, maximum: maximum)
        case .ciProperty: return ciCommand(bytes, isProperty: true, maximum: maximum)
        case .fileName: return FileName.made(from: bytes, maximum: maximum)
        }
    }

    package static func neutralize(_ text: String, for sink: TextSink, maximum: Int? = nil) -> String {
        neutralize(text.utf8, for: sink, maximum: maximum)
    }

    /// Replaces what `replacement` names, and invalid bytes; stops at `maximum`.
    ///
    /// - Parameter keepingLines: whether CR LF first becomes LF.
    static func escaped(
        _ bytes: some Collection<UInt8>,
        keepingLines: Bool = false,
        maximum: Int?,
        _ replacement: (Unicode.Scalar) -> String?
    ) -> String {
        var output = BoundedText(maximum: maximum)
        var pieces = TextPieces(bytes)
        var held = pieces.next()
        while let piece = held, !output.isFull {
            held = pieces.next()
            switch piece {
            case .scalar("\r") where keepingLines && held == .scalar("\n"): continue
            case .scalar(let scalar):
                if let text = replacement(scalar) { output.append(text) } else { output.append(scalar) }
            case .invalid(let byte): output.append("\\x" + hexadecimal(UInt32(byte), digits: 2))
            }
        }
        return output.finished()
    }

    private static func lineEscape(_ scalar: Unicode.Scalar) -> String? {
        scalar.isTreacherous && scalar != "\n" && scalar != "\t" ? scalar.visibleEscape : nil
    }

    private static func headerEscape(_ scalar: Unicode.Scalar) -> String? {
        if scalar == "\n" || scalar == "\r" || scalar == "\t" { return " " }
        return scalar.isTreacherous ? scalar.visibleEscape : nil
    }

    private static func htmlEscape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "`": "&#96;"
        default: lineEscape(scalar)
        }
    }

    private static func xmlEscape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&apos;"
        // As references both survive in attributes, where a parser makes spaces of them.
        case "\n": "&#10;"
        case "\t": "&#9;"
        default: lineEscape(scalar)
        }
    }

    /// `##` starts a command of older runners anywhere in a line, `::` one at its start.
    private static func ciCommand(_ bytes: some Collection<UInt8>, isProperty: Bool, maximum: Int?) -> String {
        var isStart = true
        var afterHash = false
        return escaped(bytes, keepingLines: true, maximum: maximum) { scalar in
            defer {
                if !scalar.properties.isWhitespace { isStart = false }
                afterHash = scalar == "#"
            }
            switch scalar {
            case "%": return "%25"
            case "\r": return "%0D"
            case "\n": return "%0A"
            case ":" where isProperty || isStart: return "%3A"
            case "," where isProperty: return "%2C"
            case "#" where afterHash: return "%23"
            default: return scalar.isTreacherous ? scalar.visibleEscape : nil
            }
        }
    }
}

/// Text that grows up to a number of characters; what does not fit is replaced by `…`.
struct BoundedText {
    private var text = String.UnicodeScalarView()
    private var count = 0
    private let maximum: Int?
    /// Where the text still leaves room for the `…`.
    private var cut: String.UnicodeScalarView.Index
    private(set) var isFull = false

    init(maximum: Int?) {
        self.maximum = maximum.map { max(0, $0) }
        cut = text.startIndex
    }

    mutating func append(_ piece: String) {
        append(piece.unicodeScalars, length: piece.unicodeScalars.count)
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        append(CollectionOfOne(scalar), length: 1)
    }

    private mutating func append(_ scalars: some Collection<Unicode.Scalar>, length: Int) {
        guard let maximum else {
            text.append(contentsOf: scalars)
            return
        }
        guard count + length <= maximum else {
            isFull = true
            return
        }
        text.append(contentsOf: scalars)
        count += length
        if count < maximum { cut = text.endIndex }
    }

    /// The text, its end replaced where something did not fit.
    func finished() -> String {
        guard isFull else { return String(text) }
        return String(text[..<cut]) + (maximum == 0 ? "" : "…")
    }
}
