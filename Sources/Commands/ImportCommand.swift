import ArgumentParser
import Foundation
import HARFormat
import Redaction

struct ImportCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes the calls of a HAR file into the captures, redacted."
    )

    @Argument(help: ArgumentHelp("A HAR file, as browsers and API clients save it.", valueName: "file"))
    var file: String

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let har = try CaptureSelection.readHAR(file)
        let workspace = try await Workspace.open(options)
        let label = (file as NSString).lastPathComponent
        var numbers: [Int] = []
        // In groups, so that a large file is neither one transaction nor one per call.
        for start in stride(from: 0, to: har.exchanges.count, by: 64) {
            let batch = har.exchanges[start..<min(start + 64, har.exchanges.count)].map {
                RecordedExchange(exchange: workspace.redactor.redact($0), run: nil, repeats: nil, label: label)
            }
            numbers += try workspace.captures.append(Array(batch))
        }
        try workspace.rememberSecrets()
        for warning in har.warnings {
            console.talk("  entry \(warning.entry): " + shown(warning.message))
        }
        if output.json {
            numbers.forEach { console.out("{\"number\":\($0)}") }
        }
        let range = numbers.first.map { first in numbers.count == 1 ? "\(first)" : "\(first)–\(numbers.last ?? first)" }
        console.talk(
            "  " + Look.count(numbers.count, "call") + " from " + shown(har.creator.isEmpty ? label : har.creator, 60)
                + (range.map { " · captures \($0) · next: reprise list" } ?? "")
        )
        return .fine
    }
}
