import ArgumentParser
import CaptureStore
import Foundation

struct TagCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Gives captures a word to find them by, or takes it away."
    )

    @Argument(help: "The word: letters, digits, - and _.")
    var tag: String

    @Argument(help: ArgumentHelp("Capture numbers, 3-9 for a range.", valueName: "number"))
    var numbers: [String]

    @Flag(help: "Take the tag away.")
    var remove = false

    @OptionGroup var options: StoreOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        guard !tag.isEmpty, tag.utf8.count <= 40,
            tag.utf8.allSatisfy({ $0 == 0x2D || $0 == 0x5F || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 })
        else {
            throw CommandFailure(
                "\"\(tag)\" is no tag",
                remedy: "use letters, digits, - and _, 40 at most",
                status: .usage
            )
        }
        let workspace = try await Workspace.open(options, creating: false)
        let chosen = try NumberList.existing(numbers, in: workspace)
        if remove {
            try workspace.captures.untag(chosen, tag)
        } else {
            try workspace.captures.tag(chosen, tag)
        }
        console.talk(
            "  " + Look.count(chosen.count, "call") + (remove ? " no longer tagged " : " tagged ") + tag
                + " · next: reprise list tag:\(tag)"
        )
        return .fine
    }
}

struct RemoveCommand: RepriseCommand {
    static let configuration = CommandConfiguration(commandName: "rm", abstract: "Deletes captures, for good.")

    @Argument(help: ArgumentHelp("Capture numbers, 3-9 for a range.", valueName: "number"))
    var numbers: [String] = []

    @Option(help: ArgumentHelp("Those older than this many days instead.", valueName: "days"))
    var olderThan: Int?

    @OptionGroup var options: StoreOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, creating: false)
        guard olderThan == nil || numbers.isEmpty else {
            throw CommandFailure(
                "capture numbers and --older-than exclude each other",
                remedy: "nothing was deleted; run the command once for each",
                status: .usage
            )
        }
        var removed = 0
        if let olderThan {
            guard (0...36_500).contains(olderThan) else {
                throw CommandFailure("--older-than takes days, from 0", status: .usage)
            }
            removed += try workspace.captures.removeOlder(than: Retention.moment(days: olderThan))
        }
        if !numbers.isEmpty {
            let chosen = try NumberList.existing(numbers, in: workspace)
            try workspace.captures.remove(chosen)
            removed += chosen.count
        } else if olderThan == nil {
            throw CommandFailure(
                "nothing is named",
                remedy: "name capture numbers, or --older-than DAYS",
                status: .usage
            )
        }
        console.talk("  " + Look.count(removed, "call") + " deleted")
        return .fine
    }
}
