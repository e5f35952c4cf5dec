import CaptureStore
import ExchangeModel
import Foundation
import Wire

/// Capture numbers as people type them.
enum NumberList {
    /// The numbers that are in the store; a single one that isn't there is an error, and nothing is done.
    static func existing(_ arguments: [String], in workspace: Workspace) throws -> [Int] {
        var result: [Int] = []
        for argument in arguments {
            guard let range = CaptureSelection.range(argument) else {
                throw CommandFailure("\"\(argument)\" is no capture number", remedy: "write 7 or 3-9", status: .usage)
            }
            // Summaries only: a damaged capture must be deletable.
            let listing = try workspace.captures.list(CaptureFilter(numbers: [range]), limit: nil)
            let found = (listing.captures.map(\.number) + listing.damaged.map(\.number)).sorted()
            if found.isEmpty, range.count == 1 { _ = try workspace.capture(range.lowerBound) }
            result += found
        }
        guard !result.isEmpty else { throw CommandFailure("none of these captures exist", status: .usage) }
        return result
    }
}

/// How long captures are kept.
enum Retention {
    /// The moment before which captures go.
    static func moment(days: Int) -> Timestamp {
        Clocks.system.now().advanced(by: .seconds(-86_400 * days))
    }

    /// Drops what is older than the setting `retention-days` (30) says; 0 keeps everything.
    static func apply(_ workspace: Workspace) throws {
        let days = workspace.settings.int("retention-days") ?? 30
        guard days > 0, days <= 36_500 else { return }
        _ = try workspace.captures.removeOlder(than: moment(days: days))
    }
}
