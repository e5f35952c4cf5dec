import ArgumentParser
import Foundation

/// Where captures and settings live; every command has these.
struct StoreOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The captures' file (default .reprise/captures.sqlite).", valueName: "file"))
    var store: String?

    @Option(help: ArgumentHelp("Settings, YAML (default reprise.yml, where it is there).", valueName: "file"))
    var config: String?
}

/// Which API is meant.
struct EndpointOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The account's region: eu (default) or us.", valueName: "eu|us"))
    var region: String?

    @Option(help: ArgumentHelp("Another API than the region's, with --auth-url.", valueName: "url"))
    var baseURL: String?

    @Option(help: ArgumentHelp("Where tokens come from, with --base-url.", valueName: "url"))
    var authURL: String?

    @Option(help: ArgumentHelp("PEM file of further certificate authorities to trust.", valueName: "file"))
    var trust: String?
}

/// For commands whose result a script may want.
struct JSONOptions: ParsableArguments, Sendable {
    @Flag(name: .customLong("json"), help: "Machine-readable output, one object a line for lists.")
    var json = false
}

/// For commands that write a file.
struct OutputOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Where to write; stdout or a name of its own otherwise.", valueName: "path"))
    var output: String?

    @Flag(help: "Replace the file if it exists.")
    var overwrite = false
}
