import ExchangeModel
import Foundation
import SafeText

/// Lines of the plain texts in a report: at most 78 columns but for what HTTP itself makes longer, and nothing from
/// outside ever at the start of a line, where it could pass for a heading.
enum LetterText {
    private static let columns = 78

    static func heading(_ text: String) -> [String] {
        ["", "", text.uppercased(), String(repeating: "-", count: text.count)]
    }

    /// Text from outside on one line.
    static func line(_ bytes: some Collection<UInt8>, maximum: Int? = nil) -> String {
        Neutralizer.neutralize(bytes, for: .terminal, maximum: maximum)
    }

    /// Text from outside on one line.
    static func line(_ text: String, maximum: Int? = nil) -> String { line(text.utf8, maximum: maximum) }

    /// A sentence as part of another: without its full stop.
    static func clause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    /// Each line of the text behind two spaces.
    static func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }

    /// Words in lines; one that is longer than a line stands alone. A no-break space keeps two together and is
    /// written as a plain one.
    static func wrap(_ text: String, _ first: String = "", _ rest: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = rest
                isEmpty = true
            }
            line += isEmpty ? String(word) : " " + word
            isEmpty = false
        }
        return (lines + [line]).map { $0.replacing("\u{A0}", with: " ") }
    }

    /// What a person wrote, marked as a quotation. Lines that are short enough stay as they were written.
    static func quoted(_ text: String) -> [String] {
        Neutralizer.neutralize(text, for: .plainText).split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { line in
                line.count <= columns - 2 ? ["> " + line] : wrap(String(line), "> ", "> ")
            }
            .map { $0 == "> " ? ">" : $0 }
    }

    /// `212 ms`, with a no-break space; at least 1.
    static func milliseconds(_ duration: Duration) -> String {
        grouped(Int(min(max(1, duration.milliseconds.rounded()), 1e12))) + "\u{A0}ms"
    }

    /// `1 byte`, `12,345 bytes`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func grouped(_ number: Int) -> String {
        var text = String(number.magnitude)
        var position = text.count - 3
        while position > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: position))
            position -= 3
        }
        return number < 0 ? "-" + text : text
    }
}
