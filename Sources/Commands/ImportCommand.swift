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
        // Entry by entry: memory is that of the largest one, however long the file is.
        let chunks = try FileChunks(file)
        var stream = HARStream()
        // Not before there is something to keep: a wrong file leaves no store behind.
        var opened: Workspace?
        let label = (file as NSString).lastPathComponent
        var numbers: [Int] = []
        while let chunk = try chunks.next() {
            try Task.checkCancellation()
            let exchanges = stream.read(chunk)
            if exchanges.isEmpty { continue }
            let workspace: Workspace
            if let opened {
                workspace = opened
            } else {
                workspace = try await Workspace.open(options)
                try Retention.apply(workspace)
                opened = workspace
            }
            // In groups, so that a large file is neither one transaction nor one per call.
            for start in stride(from: 0, to: exchanges.count, by: 64) {
                let batch = exchanges[start..<min(start + 64, exchanges.count)].map {
                    RecordedExchange(exchange: workspace.redactor.redact($0), run: nil, repeats: nil, label: label)
                }
                numbers += try workspace.captures.append(Array(batch))
            }
            try workspace.rememberSecrets()
        }
        var damage: HARError?
        do throws(HARError) {
            try stream.finish()
        } catch {
            guard !numbers.isEmpty else { throw CaptureSelection.failure(file, error) }
            damage = error
        }
        for warning in stream.warnings {
            console.talk("  entry \(warning.entry): " + shown(warning.message))
        }
        if output.json {
            numbers.forEach { console.out("{\"number\":\($0)}") }
        }
        let creator = stream.creator
        let range = numbers.first.map { first in numbers.count == 1 ? "\(first)" : "\(first)–\(numbers.last ?? first)" }
        console.talk(
            "  " + Look.count(numbers.count, "call") + " from " + shown(creator.isEmpty ? label : creator, 60)
                + (range.map { " · captures \($0) · next: reprise list" } ?? "")
        )
        guard let damage else { return .fine }
        throw CommandFailure(
            "\(file) is damaged or cut off: \(damage)",
            remedy: "what came before that place is kept; for the rest export the file again, and remove these with "
                + "`reprise rm \(numbers[0])-\(numbers[numbers.count - 1])`",
            status: .notEvaluated
        )
    }
}
