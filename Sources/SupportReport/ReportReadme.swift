import ExchangeModel
import Foundation
import HARFormat
import Redaction

/// The texts of the archive that are not the letter: what this is, and how to repeat the calls.
enum ReportReadme {
    private static let purposes = [
        ("01-support-request.txt", "the request itself; also the e-mail's body"),
        ("exchanges/", "each request and response as HTTP looks on the wire"),
        ("exchanges.har", "the same as HAR 1.2, for any HAR viewer"),
        ("frequency.json", "how often it failed; each attempt to repeat the call, with time and trace ID"),
        ("findings.json", "what a check of the answers noticed"),
        ("reproduce.txt", "curl lines; put a token of your own in $KADENCE_TOKEN"),
        ("redactions.json", "what was replaced, where and by which rule"),
        ("manifest.json", "which files belong together; SHA-256 and size of each"),
    ]

    /// - Parameter names: of the files in the archive.
    static func text(_ input: ReportInput, names: [String]) -> String {
        var lines = LetterText.wrap("This is a support request for the Kadence REST API, with its evidence.")
        lines += LetterText.wrap("Made by \(input.generator) from recorded calls.")
        lines += [""]
        lines += LetterText.wrap("Read 01-support-request.txt first: it follows the list in Kadence's API guide.")
        lines += [""]
        for (name, purpose) in purposes where names.contains(name) || name.hasSuffix("/") {
            lines.append("  " + name.padding(toLength: 24, withPad: " ", startingAt: 0) + purpose)
        }
        lines += LetterText.heading("What was replaced") + replaced(input)
        lines += LetterText.heading("What was left out") + leftOut(input)
        lines += LetterText.heading("What this cannot promise")
        lines += LetterText.wrap(
            "A secret that no rule knows and that looks like ordinary text may still be here. Every file was searched "
                + "for each secret known to the sender's machine, raw and in percent, base64, hexadecimal and JSON "
                + "form; none was found."
        )
        return lines.joined(separator: "\n") + "\n"
    }

    /// The calls as commands, in order.
    static func reproduce(_ input: ReportInput) -> String {
        var text = "# Set KADENCE_TOKEN to an access token first. Other $VARIABLES are values that were replaced.\n"
        for (index, item) in input.items.enumerated() {
            let answer = item.exchange.response.map { "answered \($0.status)" } ?? "got no response"
            text += "\n# request \(index + 1): \(LetterText.line(item.operation, maximum: 200)), \(answer)\n"
            text += CurlCommand.write(item.exchange) + "\n"
        }
        return text
    }

    private static func replaced(_ input: ReportInput) -> [String] {
        let replacements = input.items.flatMap(\.exchange.replacements)
        guard let example = replacements.first else { return ["Nothing: no rule found a secret or a personal value."] }
        let counts = Dictionary(grouping: replacements, by: \.kind.rawValue).map { ($0.key, $0.value.count) }
        let kinds = counts.sorted { $0.0 < $1.0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let were = replacements.count == 1 ? "was" : "were"
        return LetterText.wrap(
            "\(LetterText.count(replacements.count, "value")) (\(kinds)) \(were) replaced before anything was written to "
                + "disk, by stand-ins like \(example.standIn). Equal values have equal stand-ins, so that it can be "
                + "seen which are the same."
        )
    }

    private static func leftOut(_ input: ReportInput) -> [String] {
        var lines: [String] = []
        for (index, item) in input.items.enumerated() {
            let bodies = [("request", item.exchange.request.body), ("response", item.exchange.response?.body)]
            for (name, body) in bodies {
                guard let body, let gap = ExchangeText.gap(body) else { continue }
                lines += LetterText.wrap("request \(index + 1), \(name): \(gap.dropFirst().dropLast())", "- ", "  ")
            }
        }
        return lines.isEmpty ? ["Nothing."] : lines
    }
}
