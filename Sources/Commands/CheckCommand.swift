import ArgumentParser
import CaptureStore
import ContractCheck
import Foundation
import JSONTree
import KadenceAPI
import Redaction
import Wire

struct CheckCommand: RepriseCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Holds captures, flows or HAR files against the API's contract.",
        discussion: "Exit 1 only where the API broke the contract; --fail-on moves that line."
    )

    @Argument(
        help: ArgumentHelp(
            "Capture numbers or ranges, flows or HAR files; everything captured otherwise.",
            valueName: "what"
        )
    )
    var selection: [String] = []

    @Option(help: "text or json.")
    var format = Format.text

    @Option(
        help: ArgumentHelp("Also fail on: document, client, warning, not-evaluable; or on nothing.", valueName: "what")
    )
    var failOn: [String] = []

    @OptionGroup var destination: OutputOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        var policy: FailOn = []
        for word in failOn {
            guard let value = FailOn(parsing: word) else {
                throw CommandFailure(
                    "--fail-on does not know \"\(word)\"",
                    remedy: "it takes " + FailOn.words.map(\.word).joined(separator: ", "),
                    status: .usage
                )
            }
            policy.formUnion(value)
        }
        let workspace = try await Workspace.open(options, for: selection)
        let chosen: [(number: Int, exchange: RedactedExchange)]
        if selection.isEmpty {
            let listing = try workspace.captures.list(CaptureFilter(parsing: [], now: Clocks.system.now()), limit: nil)
            chosen = try listing.captures.map { ($0.number, try workspace.capture($0.number).exchange) }
            guard !chosen.isEmpty else {
                throw CommandFailure(
                    "nothing is captured yet, so there is nothing to check",
                    remedy: "name a HAR file, or record some calls",
                    status: .usage
                )
            }
        } else {
            chosen = try CaptureSelection.resolve(selection, in: workspace).items.map { ($0.number, $0.exchange) }
        }
        let result = Kadence.checker.check(chosen)
        let verdict = result.verdict(failOn: policy)
        let json = output.json || format == .json
        var bytes =
            json ? FindingFormat.json(result, failOn: policy) : Array(FindingFormat.text(result, failOn: policy).utf8)
        if bytes.last != 0x0A, !bytes.isEmpty { bytes.append(0x0A) }
        bytes = try workspace.passed(bytes, name: destination.output ?? "the output")
        if let path = destination.output {
            try AtomicFile.write(bytes, to: path, overwrite: destination.overwrite)
        } else {
            console.out(bytes: bytes)
        }
        // The text ends with the verdict already.
        if json || destination.output != nil { console.talk("  " + verdict.sentence) }
        return ExitStatus(rawValue: verdict.exitCode) ?? .notEvaluated
    }
}
