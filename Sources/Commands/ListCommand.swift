import ArgumentParser
import CaptureStore
import ExchangeModel
import Foundation
import JSONTree
import Wire

struct ListCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "What was captured.",
        discussion: """
            Filters: status:5xx status:failed path:/bookings method:POST host:api.onkadence.co since:1h until:2026-11-23 \
            trace:77ab tag:slow run:… 3-9; all that are given must hold.
            """
    )

    @Argument(help: ArgumentHelp("What to show.", valueName: "filter"))
    var filters: [String] = []

    @Option(help: "At most this many, the newest.")
    var limit = 200

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, creating: false)
        let filter = try CaptureFilter(parsing: filters, now: Clocks.system.now())
        let listing = try workspace.captures.list(filter, limit: max(1, limit))
        let hosts = Set(listing.captures.map { URLParts($0.url)?.hostText })
        for capture in listing.captures {
            if output.json {
                console.out(Look.json(capture).text)
            } else {
                let line = Look.line(
                    number: capture.number,
                    startedAt: capture.startedAt,
                    method: capture.method,
                    url: capture.url,
                    status: capture.status,
                    duration: capture.duration,
                    traceID: capture.traceID,
                    trouble: capture.failure,
                    columns: console.outIsTerminal ? console.columns : nil,
                    showsHost: hosts.count > 1,
                    paint: console.paintOut
                )
                console.out(
                    line + (capture.tags.isEmpty ? "" : "  #" + capture.tags.map { shown($0) }.joined(separator: " #"))
                )
            }
        }
        for damaged in listing.damaged {
            console.talk(console.paint("  capture \(damaged.number) can't be read: ", .bad) + shown(damaged.reason))
        }
        if listing.captures.isEmpty, listing.damaged.isEmpty {
            console.talk(filters.isEmpty ? "nothing captured yet" : "nothing matches " + filters.joined(separator: " "))
        } else if !output.json {
            let last = listing.captures.last?.number
            console.talk(
                "  " + Look.count(listing.captures.count, "call") + (last.map { " · next: reprise show \($0)" } ?? "")
            )
        }
        return listing.damaged.isEmpty ? .fine : .notEvaluated
    }
}
