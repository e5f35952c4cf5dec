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
        // One kind of bytes from here on: another module's kind would be asked for each byte through its protocol.
        return neutralized(Array(bytes), for: sink, maximum)
    }

    private static func neutralized(_ bytes: [UInt8], for sink: TextSink, _ maximum: Int?) -> String {
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

    /// The most marks on one character. No script needs as many; more of them cover the lines above and below.
    static let mostMarks = 12

    /// Replaces what `replacement` names, invalid bytes, and marks that pile up; stops at `maximum`.
    ///
    /// - Parameter keepingLines: whether CR LF first becomes LF.
    static func escaped(
        _ bytes: [UInt8],
        keepingLines: Bool = false,
        maximum: Int?,
        _ replacement: (Unicode.Scalar) -> String?
    ) -> String {
        var output = BoundedText(maximum: maximum)
        var pieces = TextPieces(bytes)
        var held = pieces.next()
        var marks = 0
        var before: Unicode.Scalar?
        while let piece = held, !output.isFull {
            held = pieces.next()
            switch piece {
            case .scalar("\r") where keepingLines && held == .scalar("\n"): continue
            case .scalar(let scalar):
                marks = scalar.isMark ? marks + 1 : 0
                let isStray = marks > mostMarks || scalar.isStyleSelector && before?.properties.isEmoji != true
                before = scalar
                if isStray {
                    output.append(scalar.visibleEscape)
                } else if let text = replacement(scalar) {
                    output.append(text)
                } else {
                    output.append(scalar)
                }
            case .invalid(let byte):
                (marks, before) = (0, nil)
                output.append("\\x" + hexadecimal(UInt32(byte), digits: 2))
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
    private static func ciCommand(_ bytes: [UInt8], isProperty: Bool, maximum: Int?) -> String {
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
