extension Neutralizer {
    /// Text that Markdown (CommonMark, GitHub's extensions) shows as it is: no markup, no HTML, no links made of bare
    /// addresses, nobody notified. Line ends become spaces, so that it cannot leave its paragraph or cell.
    static func markdown(_ bytes: [UInt8], maximum: Int?) -> String {
        var start = LineStart.blank
        var letters = 0
        return escaped(bytes, keepingLines: true, maximum: maximum) { scalar in
            let before = start
            let wasAfterW = letters == 3
            letters = scalar == "w" || scalar == "W" ? letters + 1 : 0
            switch scalar {
            case " ", "\t", "\n", "\r": start = before == .blank ? .blank : .no
            case "0"..."9": start = before == .no ? .no : .digits
            default: start = .no
            }
            switch scalar {
            case "\n", "\t", "\r": return before == .blank ? "" : " "
            // Four spaces at the start would make it code.
            case " " where before == .blank: return ""
            case "&": return "&amp;"
            case "<": return "&lt;"
            case ">": return "&gt;"
            case "@": return "@<!-- -->"
            case "\\", "`", "*", "_", "[", "]", "#", "!", "|", "~", ":", "$": return "\\\(scalar)"
            case "-", "+", "=": return before == .blank ? "\\\(scalar)" : nil
            case ")": return before == .digits ? "\\)" : nil
            case ".": return before == .digits || wasAfterW ? "\\." : nil
            default: return scalar.isTreacherous ? scalar.visibleEscape : nil
            }
        }
    }
}

/// What stands before a character that only has a meaning at the start of a line.
private enum LineStart {
    case blank, digits, no
}
