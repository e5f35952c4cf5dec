import CaptureStore
import ContractCheck
import ExchangeModel
import KadenceAPI
import Redaction
import Wire

/// A finding of the contract check, turned into what a support request is about.
struct FindingSelection {
    let finding: Finding
    let selection: CaptureSelection

    /// Checks again, and takes the exchanges that show the finding.
    ///
    /// - Parameter arguments: where to look; everything captured where it is empty.
    /// - Throws: `CommandFailure` where no finding has the fingerprint.
    static func find(_ fingerprint: String, in arguments: [String], _ workspace: Workspace) throws -> FindingSelection {
        let items: [CaptureSelection.Item]
        if arguments.isEmpty {
            let listing = try workspace.captures.list(CaptureFilter(parsing: [], now: Clocks.system.now()), limit: nil)
            items = try listing.captures.map {
                .init(number: $0.number, exchange: try workspace.capture($0.number).exchange, isCaptured: true)
            }
        } else {
            items = try CaptureSelection.resolve(arguments, in: workspace).items
        }
        let result = Kadence.checker.check(items.map { ($0.number, $0.exchange) })
        guard let finding = result.findings.first(where: { $0.fingerprint.text == fingerprint }) else {
            throw CommandFailure(
                "no finding \(fingerprint) in \(Look.count(items.count, "exchange")) checked",
                remedy: "`reprise check` shows the ids; name the flow or HAR file where it was found",
                status: .usage
            )
        }
        let numbers = Set(finding.samples.map(\.exchange))
        return FindingSelection(
            finding: finding,
            selection: CaptureSelection(
                items: items.filter { numbers.contains($0.number) },
                title: "finding \(fingerprint)"
            )
        )
    }

    /// What to draft for the guide's questions: what the contract says, and what came instead.
    var statements: (expected: String, actual: String) {
        let place = finding.specPointer.isEmpty ? "" : " (\(finding.specPointer))"
        let expected = "An answer that keeps the documented contract of \(finding.operation)\(place)."
        let times = finding.count == 1 ? "" : ", \(finding.count) times"
        let at = finding.dataPointer.isEmpty ? "" : " At \(finding.dataPointer)\(times)."
        let message = finding.message.prefix(1).uppercased() + finding.message.dropFirst()
        return (expected, message + "." + at)
    }
}
