import APIDocument
import ArgumentParser
import CaptureStore
import ContractCheck
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Redaction
import ReplayPlan
import SupportReport
import Wire

struct ReportCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes the support request that Kadence's guide asks for: a zip and an e-mail draft.",
        discussion: """
            The newest replay of the call goes in as its frequency, with the time when it was measured; measure anew with \
            `reprise replay N` where that is long ago. What you don't say with --goal, --expected and \
            --actual is asked on a terminal, and drafted from the recording elsewhere.
            """
    )

    @Argument(help: ArgumentHelp("Capture numbers or ranges, a flow or a HAR file.", valueName: "what"))
    var selection: [String] = []

    @Option(
        help: ArgumentHelp(
            "The id of a finding of `reprise check`, whose exchanges go in; looked for in what is named, or in everything captured.",
            valueName: "fingerprint"
        )
    )
    var finding: String?

    @Option(help: ArgumentHelp("What you are trying to achieve.", valueName: "text"))
    var goal: String?

    @Option(help: ArgumentHelp("What you expected to happen.", valueName: "text"))
    var expected: String?

    @Option(help: ArgumentHelp("What actually happened.", valueName: "text"))
    var actual: String?

    @Flag(help: "Only list what the guide asks for and the report still lacks.")
    var check = false

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
    var output = "Reports"

    @Flag(help: "Replace a report of the same name.")
    var overwrite = false

    @OptionGroup var options: StoreOptions
    @OptionGroup var script: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, for: selection)
        let found = try finding.map { try FindingSelection.find($0, in: selection, workspace) }
        guard found != nil || !selection.isEmpty else {
            throw CommandFailure(
                "there is nothing to report",
                remedy: "name captures, a flow or a HAR file, or a finding with --finding",
                status: .usage
            )
        }
        let chosen = try found?.selection ?? CaptureSelection.resolve(selection, in: workspace)
        var input = try ReportDraft.make(chosen, in: workspace)
        var draft = ReportDraft.statements(input)
        if let found { (draft.expected, draft.actual) = found.statements }
        let asks = !check && !script.json
        // Before anybody has typed three answers.
        if !check, !overwrite, let stem = ReportBuilder.fileStem(input) { try ReportFiles.refuse(stem, in: output) }
        input.goal = try statement(goal, "What are you trying to achieve?", draft.goal, asks, console)
        input.expected = try statement(expected, "What did you expect to happen?", draft.expected, asks, console)
        input.actual = try statement(actual, "What actually happened?", draft.actual, asks, console)

        if check {
            let gaps = GuideChecklist.gaps(in: input)
            for gap in gaps {
                console.out(
                    script.json
                        ? JSONValue.object([
                            ("item", .string(gap.item)), ("reason", .string(gap.reason)),
                            ("remedy", .string(gap.remedy)),
                        ]).text
                        : "missing  " + shown(gap.item) + ": " + shown(gap.reason) + " · " + shown(gap.remedy)
                )
            }
            console.talk(
                gaps.isEmpty
                    ? "  nothing is missing" : "  " + Look.count(gaps.count, "item") + " of the guide's list missing"
            )
            return gaps.isEmpty ? .fine : .notEvaluated
        }
        let bundle = try ReportBuilder.build(input, gate: try workspace.gate(), redactor: workspace.redactor)
        let paths = try ReportFiles.write(bundle, to: output, overwrite: overwrite)
        if let run = input.measurement {
            let age = RunShow.ago(run.startedAt, now: Clocks.system.now())
            console.talk("  its frequency is from run " + shown(run.id, 40) + ", measured " + age)
        } else if input.attempts.isEmpty, let about = input.subject,
            try StoredRuns.exist(for: chosen, about: about, workspace)
        {
            console.talk(
                "  no run is cited: those stored were made at another address, of other calls or for another failure, or "
                    + "counted nothing · `reprise runs` lists them"
            )
        }
        ReportFiles.tell(paths, bundle, json: script.json, console)
        return .fine
    }

    private func statement(
        _ given: String?,
        _ question: String,
        _ draft: String,
        _ asks: Bool,
        _ console: Console
    ) throws -> ReportInput.Statement {
        if let given, !given.isEmpty { return .init(given, isDraft: false) }
        guard asks, let answer = try console.ask(question, draft: draft) else { return .init(draft, isDraft: true) }
        return .init(answer, isDraft: answer == draft)
    }
}

/// Puts a report's input together from what was captured.
enum ReportDraft {
    /// The exchanges, the newest replay of the one they are about, and what the contract check says of them.
    static func make(_ chosen: CaptureSelection, in workspace: Workspace) throws -> ReportInput {
        var input = ReportInput(
            items: chosen.items.map {
                .init(
                    number: $0.number,
                    exchange: $0.exchange,
                    operation: operationLabel(method: $0.exchange.request.method, url: $0.exchange.request.url)
                )
            },
            generator: "Reprise \(programVersion)"
        )
        input.supportAddress = workspace.settings.string("support-address")
        input.check = Kadence.checker.check(chosen.items.map { ($0.number, $0.exchange) })
        if let about = input.subject, chosen.items.contains(where: { $0.number == about.number && $0.isCaptured }) {
            try StoredRuns.cite(in: &input, about: about, workspace)
        } else if let about = input.subject, !chosen.items.contains(where: \.isCaptured) {
            try StoredRuns.cite(in: &input, flow: chosen, about: about, workspace)
        }
        return input
    }

    /// Without its full stop, since more follows.
    private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

    /// Answers to the guide's questions as far as the recording can give them.
    static func statements(_ input: ReportInput) -> (goal: String, expected: String, actual: String) {
        guard let about = input.subject else { return ("", "", "") }
        let operation = Kadence.contract.operations.match(
            method: about.exchange.request.method,
            url: about.exchange.request.url
        )
        let purpose = operation.flatMap { Kadence.summary(of: $0) } ?? ""
        let success = operation?.statuses.first { $0.hasPrefix("2") } ?? "2xx"
        let outcome =
            about.exchange.response.map { response in
                "status \(response.status)" + (Look.trouble(about.exchange).map { ", " + $0 } ?? "")
            } ?? "no answer: " + sentence(about.exchange.failure?.message ?? "unknown reason")
        let broken = SupportRequest.broken(input).map { ", but " + $0.message } ?? ""
        let often =
            input.frequency.map { frequency in
                frequency.counted > 0 ? "; the same request failed \(frequency.shortSentence)" : ""
            } ?? ""
        return (
            (purpose.isEmpty ? "" : purpose + ": ") + about.operation,
            "Status \(success), with the answer the API documents for this operation.",
            outcome.prefix(1).uppercased() + outcome.dropFirst() + broken + often + "."
        )
    }
}

/// A report's two files.
enum ReportFiles {
    private static func paths(_ stem: String, _ folder: String) -> [String] {
        [".zip", ".eml"].map { folder + "/" + stem + $0 }
    }

    /// - Throws: `CommandFailure` where one of the two files is there already.
    static func refuse(_ stem: String, in folder: String) throws(CommandFailure) {
        guard let taken = paths(stem, folder).first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            return
        }
        throw CommandFailure(
            "\(taken) exists already and was left as it is",
            remedy: "add --overwrite, or name another folder with --output",
            status: .usage
        )
    }

    /// Writes both, or neither.
    static func write(_ bundle: SupportBundle, to folder: String, overwrite: Bool) throws(CommandFailure) -> [String] {
        let paths = paths(bundle.fileStem, folder)
        if !overwrite { try refuse(bundle.fileStem, in: folder) }
        try AtomicFile.write(bundle.zip, to: paths[0], overwrite: overwrite)
        do throws(CommandFailure) {
            try AtomicFile.write(bundle.email, to: paths[1], overwrite: overwrite)
        } catch {
            if !overwrite { unlink(paths[0]) }
            throw error
        }
        return paths
    }

    static func tell(_ paths: [String], _ bundle: SupportBundle, json: Bool = false, _ console: Console) {
        if json {
            let files = bundle.files.map(\.name).sorted().map { JSONValue.string($0) }
            console.out(
                JSONValue.object([
                    ("zip", .string(paths[0])), ("eml", .string(paths[1])), ("subject", .string(bundle.subject)),
                    ("files", .array(files)),
                ]).text
            )
        } else {
            console.out(paths[0])
            console.out(paths[1])
        }
        console.talk("  " + shown(bundle.subject, 120))
        console.talk(
            "  " + Look.count(bundle.files.count, "file") + " in the zip: "
                + bundle.files.map(\.name).sorted().joined(separator: " ")
        )
        if !bundle.isAddressed {
            console.talk("  the draft has no recipient: set support-address in reprise.yml, or fill it in")
        }
        console.talk(
            "  searched for every secret this machine knows: none found · next: open the .eml in your mail program"
        )
    }
}
