import ArgumentParser
import Foundation
import HARFormat

struct ExportCommand: RepriseCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case har, curl, markdown }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Captures as HAR, curl lines or Markdown, without secrets."
    )

    @Argument(help: ArgumentHelp("Capture numbers or ranges, flows or HAR files.", valueName: "what"))
    var selection: [String]

    @Option(help: "har, curl or markdown.")
    var format = Format.har

    @OptionGroup var destination: OutputOptions
    @OptionGroup var options: StoreOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, for: selection)
        let chosen = try CaptureSelection.resolve(selection, in: workspace)
        var bytes: [UInt8] =
            switch format {
            case .har: HARWriter.write(chosen.items.map { HAREntryInput(exchange: $0.exchange, number: $0.number) })
            case .curl: Array(chosen.items.map { CurlCommand.write($0.exchange) }.joined(separator: "\n\n").utf8)
            case .markdown:
                Array(
                    chosen.items.map { MarkdownExport.write($0.exchange, number: $0.number) }.joined(separator: "\n\n")
                        .utf8
                )
            }
        if bytes.last != 0x0A { bytes.append(0x0A) }
        bytes = try workspace.passed(bytes, name: destination.output ?? "the output")
        guard let path = destination.output else {
            console.out(bytes: bytes)
            return .fine
        }
        try AtomicFile.write(bytes, to: path, overwrite: destination.overwrite)
        console.talk("  " + Look.count(chosen.items.count, "call") + " written to " + path)
        return .fine
    }
}
