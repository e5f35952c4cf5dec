import CaptureStore
import ExchangeModel
import Foundation
import HARFormat
import Redaction
import ReplayPlan

/// The exchanges that a command's arguments name: capture numbers, ranges, flow names and HAR files alike.
struct CaptureSelection: Sendable {
    /// In the order named; the number is the capture's, or the entry's place in its file, from 1.
    var items: [Item]
    /// What to call it: the flow's name, `capture 3`.
    var title: String
    /// What the flow files among them ask for, as they name it.
    var variables: [FlowVariable] = []

    struct Item: Sendable {
        var number: Int
        var exchange: RedactedExchange
        /// Whether `number` is a capture's.
        var isCaptured: Bool
    }

    /// What a replay of them repeats.
    func target() throws(CommandFailure) -> ReplayTarget {
        guard let target = ReplayTarget(items.map { ($0.isCaptured ? $0.number : nil, $0.exchange) }) else {
            throw CommandFailure("there is nothing to replay", status: .usage)
        }
        return target
    }

    /// The folder that flow files live in.
    static let flowFolder = "fixtures"

    /// - Throws: `CommandFailure` for a number that isn't there or a name that is neither flow nor file.
    static func resolve(_ arguments: [String], in workspace: Workspace) throws -> CaptureSelection {
        var items: [Item] = []
        var variables: [FlowVariable] = []
        for argument in arguments {
            if let range = range(argument) {
                for number in range {
                    // Of a range, what is there; of a single number, exactly that.
                    if range.count > 1, try workspace.captures.capture(number) == nil { continue }
                    items.append(
                        Item(number: number, exchange: try workspace.capture(number).exchange, isCaptured: true)
                    )
                }
            } else {
                let file = try file(argument, workspace)
                items += file.items
                variables += file.variables
            }
        }
        guard !items.isEmpty else {
            throw CommandFailure(
                "there are no calls in " + shown(arguments.joined(separator: " "), 200),
                remedy: "name capture numbers, a flow under \(flowFolder)/, or a HAR file",
                status: .usage
            )
        }
        let title =
            arguments.count == 1 && range(arguments[0])?.count == 1
            ? "capture \(arguments[0])" : arguments.joined(separator: " ")
        return CaptureSelection(items: items, title: title, variables: variables)
    }

    /// `7` or `3-9`; a range names at most 100,000 numbers.
    static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { ASCII.decimal($0.utf8) }
        if ends.count == 1, let only = ends[0] { return only...only }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high, high - low < 100_000 else {
            return nil
        }
        return low...high
    }

    private static func file(
        _ name: String,
        _ workspace: Workspace
    ) throws -> (items: [Item], variables: [FlowVariable]) {
        let candidates = [name, "\(flowFolder)/\(name).har", "\(flowFolder)/\(name)"]
        guard let path = candidates.first(where: { isFile($0) }) else {
            throw CommandFailure(
                "\"\(name)\" is neither a capture number, nor a flow under \(flowFolder)/, nor a file",
                remedy: "`reprise list` shows the numbers; `reprise flow save NAME N…` makes a flow",
                status: .usage
            )
        }
        let file = try readHAR(path)
        let items = file.exchanges.enumerated().map {
            Item(number: $0.offset + 1, exchange: workspace.redactor.redact($0.element), isCaptured: false)
        }
        return (items, file.variables.compactMap(FlowFile.variable))
    }

    /// The file's entries.
    static func readHAR(_ path: String) throws -> HARImport {
        let bytes = try AtomicFile.read(path)
        do {
            return try HARReader.read(bytes)
        } catch {
            throw failure(path, error)
        }
    }

    static func failure(_ path: String, _ error: HARError) -> CommandFailure {
        CommandFailure(
            "\(path) is not a HAR file that can be read: \(error)",
            remedy: error.wholeEntries == 0
                ? "export it again from the program that made it"
                : "export it again from the program that made it, or import it: `reprise import` keeps what is whole",
            status: .usage
        )
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}
