import ArgumentParser
import Foundation
import HARFormat

struct FlowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow",
        abstract: "Flow files: calls in order, kept under fixtures/.",
        subcommands: [FlowSaveCommand.self]
    )
}

struct FlowSaveCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Saves captures as fixtures/NAME.har, without secrets, for git and CI."
    )

    @Argument(help: "The flow's name: lower-case letters, digits and hyphens.")
    var name: String

    @Argument(help: ArgumentHelp("Capture numbers or ranges, in order.", valueName: "number"))
    var numbers: [String]

    @OptionGroup var destination: OutputOptions
    @OptionGroup var options: StoreOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        guard !name.isEmpty, name.utf8.count <= 60, name.utf8.first != 0x2D,
            name.utf8.allSatisfy({ $0 == 0x2D || $0 &- 0x30 < 10 || $0 &- 0x61 < 26 })
        else {
            throw CommandFailure(
                "\"\(name)\" can't name a flow",
                remedy: "use lower-case letters, digits and hyphens, such as retrieve-bookings",
                status: .usage
            )
        }
        let workspace = try await Workspace.open(options, creating: false)
        let chosen = try CaptureSelection.resolve(numbers, in: workspace)
        let path = destination.output ?? "\(CaptureSelection.flowFolder)/\(name).har"
        let script = FlowFile.script(of: chosen)
        let har = HARWriter.write(
            chosen.items.map { HAREntryInput(exchange: $0.exchange, number: $0.number) },
            variables: FlowFile.variables(of: script.flow, entries: script.entries)
        )
        try AtomicFile.write(try workspace.passed(har, name: path), to: path, overwrite: destination.overwrite)
        for line in FlowFile.needs(of: script.flow, entries: script.entries) { console.talk("  " + shown(line)) }
        console.talk(
            "  " + Look.count(chosen.items.count, "call") + " saved to \(path) · next: reprise check \(path)"
        )
        return .fine
    }
}
