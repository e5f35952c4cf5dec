import ContractCheck
import Foundation
import YAMLTree

/// The baseline's file.
enum BaselineFile {
    static let standard = CaptureSelection.flowFolder + "/baseline.json"

    /// - Throws: `CommandFailure` where it isn't there or is none.
    static func read(_ path: String) throws(CommandFailure) -> ShapeBaseline {
        let bytes = try AtomicFile.read(path)
        do {
            return try ShapeBaseline(parsing: bytes)
        } catch {
            throw CommandFailure(
                "\(path) is no baseline: \(error)",
                remedy: "make one with `reprise check --learn --baseline \(path)`",
                status: .usage
            )
        }
    }

    /// Adds what was learned to the file, which is made where it isn't there.
    static func learn(_ learned: ShapeBaseline, into named: String?, _ console: Console) throws(CommandFailure) {
        let path = named ?? standard
        guard !learned.isEmpty else {
            console.talk("  nothing was learned: no answer with a JSON body belongs to an operation of the contract")
            return
        }
        var baseline = FileManager.default.fileExists(atPath: path) ? try read(path) : ShapeBaseline()
        baseline.merge(learned)
        try AtomicFile.write(baseline.serialized(), to: path, overwrite: true)
        let bodies = baseline.entries.reduce(0) { $0 + $1.bodies }
        console.talk(
            "  \(path): \(Look.count(baseline.entries.count, "kind")) of messages"
                + " known, from \(Look.count(bodies, "message"))"
        )
    }
}

/// The waivers of the settings file.
enum WaiverFile {
    /// - Throws: `CommandFailure` with each line that is wrong.
    static func read(_ options: StoreOptions, _ settings: Settings) throws(CommandFailure) -> WaiverList {
        let path = options.config ?? settings.environment["REPRISE_CONFIG"] ?? "reprise.yml"
        guard FileManager.default.fileExists(atPath: path) else { return .empty }
        let bytes = try AtomicFile.read(path, limit: 1 << 20)
        do {
            return try WaiverList.parse(YAMLDocument.parse(bytes))
        } catch let error as WaiverError {
            let lines = error.problems.map { "\(path), line \($0.line): \($0.message)" }
            throw CommandFailure(
                lines.joined(separator: "\n"),
                remedy: "a waiver has a fingerprint or a rule, an owner, a reason, and a day on which it expires",
                status: .usage
            )
        } catch {
            throw CommandFailure("\(path): \(error)", status: .usage)
        }
    }
}
