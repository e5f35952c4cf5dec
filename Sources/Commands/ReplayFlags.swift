import ArgumentParser
import ExchangeModel
import ReplayPlan
import Statistics

/// The flags of `replay` that say how a run is made. A run keeps them, so that it can be gone on with.
///
/// Those with a number take what follows whatever it is: `-5` would pass for another flag, and nobody be told that a
/// positive number is wanted.
struct ReplayFlags: ParsableArguments, Sendable {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How often (default 10); with another goal, at most how often.", valueName: "n")
    )
    var times: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Goes on until the interval is at most so wide: 20% or 0.2.", valueName: "width")
    )
    var until: String?

    @Flag(help: "Asks whether a failure is gone; needs --was.")
    var confirmFixed = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How often it failed before: 3/10, 30% or 0.3.", valueName: "rate")
    )
    var was: String?

    @Option(
        help: ArgumentHelp(
            """
            What counts as a failure: status:5xx, slower:2s, finding:ID, differs:/pointer or transport; may be given \
            more than once. The recording decides otherwise.
            """,
            valueName: "what"
        )
    )
    var failing: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Of a recorded success: up to which time no answer is far too slow (default 1s); or never.
            """,
            valueName: "time|never"
        )
    )
    var slowAbove: String?

    @Option(
        help: ArgumentHelp(
            """
            How fast: original keeps the recorded distances, fast goes back to back, quota spreads attempts over the \
            window.
            """,
            valueName: "original|fast|quota"
        )
    )
    var pace = "fast"

    @Option(parsing: .unconditional, help: ArgumentHelp("Attempts under way at once.", valueName: "n"))
    var concurrency = 1

    @Option(
        help: ArgumentHelp("An operation that may go out although it writes.", valueName: "POST /v1/public/…")
    )
    var allowWrite: [String] = []

    @Flag(help: "Takes back what an attempt wrote: cancels what it booked, checks out where it checked in.")
    var undo = false

    @Flag(help: "Moves dates in requests by whole weeks, so that they are not in the past.")
    var shiftDates = false

    @Flag(help: "Varies token age, connection, concurrency and spacing by a balanced plan, to find what matters.")
    var diagnose = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Of the plan of --diagnose.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The wide spacing of --diagnose, such as 1s.", valueName: "time")
    )
    var spacing = "1s"

    @Flag(help: "Sends every other attempt through a recording proxy, to rule the tool out.")
    var control = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Percent of the hourly quota kept for production.", valueName: "percent")
    )
    var reserve: Int?

    /// As a run keeps them.
    var kept: [String: [String]] {
        var result: [String: [String]] = [:]
        if let times { result["times"] = ["\(times)"] }
        if let until { result["until"] = [until] }
        if let was { result["was"] = [was] }
        if !failing.isEmpty { result["failing"] = failing }
        if let slowAbove { result["slow-above"] = [slowAbove] }
        if pace != "fast" { result["pace"] = [pace] }
        if concurrency != 1 { result["concurrency"] = ["\(concurrency)"] }
        if !allowWrite.isEmpty { result["allow-write"] = allowWrite }
        if seed != 1 { result["seed"] = ["\(seed)"] }
        if spacing != "1s" { result["spacing"] = [spacing] }
        if let reserve { result["reserve"] = ["\(reserve)"] }
        for (name, isSet) in [
            ("confirm-fixed", confirmFixed), ("undo", undo), ("shift-dates", shiftDates), ("diagnose", diagnose),
            ("control", control),
        ] where isSet { result[name] = [] }
        return result
    }

    /// Takes over what the settings say of how attempts are judged, since the run keeps that; a flag comes first.
    mutating func complete(_ settings: Settings) {
        // What the user names decides alone.
        if failing.isEmpty { slowAbove = slowAbove ?? settings.string("slow-above") }
    }

    /// The flags that a run was begun with.
    ///
    /// - Throws: where another version of the program had other flags.
    static func kept(_ options: [String: [String]]) throws -> ReplayFlags {
        try parse(arguments(options, except: EndpointOptions.names))
    }

    static func arguments(_ options: [String: [String]], except names: Set<String>) -> [String] {
        options.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            .flatMap { name, values in values.isEmpty ? ["--" + name] : values.flatMap { ["--" + name + "=" + $0] } }
    }
}

extension EndpointOptions {
    static let names: Set<String> = ["region", "base-url", "auth-url", "trust"]

    /// As a run keeps them.
    var kept: [String: [String]] {
        let all = [("region", region), ("base-url", baseURL), ("auth-url", authURL), ("trust", trust)]
        return Dictionary(uniqueKeysWithValues: all.compactMap { name, value in value.map { (name, [$0]) } })
    }

    static func kept(_ options: [String: [String]]) throws -> EndpointOptions {
        try parse(ReplayFlags.arguments(options.filter { names.contains($0.key) }, except: []))
    }
}
