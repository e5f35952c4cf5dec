import APIDocument
import ArgumentParser
import ContractCheck
import Foundation
import JSONSchema
import JSONTree
import KadenceAPI

/// What can be done with documents alone.
struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Compares API documents or baselines, lists what is wrong in one, applies an overlay.",
        subcommands: [ContractDiffCommand.self, ContractLintCommand.self, ContractOverlayCommand.self]
    )
}

struct ContractDiffCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What changed between two documents or two baselines, and whether it breaks clients.",
        discussion: "Requests break when less is accepted, answers when more may come. Exit 1 where something breaks."
    )

    @Argument(help: ArgumentHelp("The older document or baseline.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The newer one; `builtin` is the contract that Reprise carries.", valueName: "new"))
    var new: String

    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let (before, after) = (try Side.read(old), try Side.read(new))
        let lines: [Line]
        let summary: String
        let isBreaking: Bool
        switch (before, after) {
        case (.document(let a), .document(let b)):
            let diff = ContractDiff(from: a, to: b)
            (lines, summary, isBreaking) = (diff.changes.map(Line.init), diff.summary, diff.isBreaking)
        case (.baseline(let a), .baseline(let b)):
            let diff = BaselineDiff(from: a, to: b)
            let breaking = diff.changes.count(where: \.isBreaking)
            lines = diff.changes.map(Line.init)
            summary =
                (diff.changes.isEmpty
                    ? "nothing changed" : "\(breaking) breaking, \(diff.changes.count - breaking) not")
                + (diff.notCompared.isEmpty
                    ? "" : "; \(Look.count(diff.notCompared.count, "kind")) of messages seen too seldom to compare")
            isBreaking = diff.isBreaking
        default:
            throw CommandFailure(
                "one is a document and the other a baseline",
                remedy: "name two documents, or two baselines that `reprise check --learn` made",
                status: .usage
            )
        }
        for line in lines { console.out(output.json ? line.json.text : line.text) }
        let status: ExitStatus = isBreaking ? .failed : .fine
        console.talk("  exit \(status.rawValue): " + summary)
        return status
    }

    private enum Side {
        case document(Contract)
        case baseline(ShapeBaseline)

        static func read(_ path: String) throws(CommandFailure) -> Side {
            if path == "builtin" { return .document(Kadence.contract) }
            let bytes = try AtomicFile.read(path)
            // A baseline says what it is in its first member; a document would be refused for that.
            if let root = try? JSONDocument.parse(bytes).root, root["openapi"] == nil, root["swagger"] == nil {
                return .baseline(try BaselineFile.read(path))
            }
            return .document(try DocumentFiles.contract(path))
        }
    }

    /// One change, for people and for scripts.
    private struct Line {
        let classification: String
        let direction: String
        let sentence: String
        let place: String
        let operations: [String]

        init(_ change: ContractChange) {
            classification = change.classification.rawValue
            direction = change.direction.rawValue
            sentence = change.sentence
            operations = change.operations
            place = [change.before, change.after].compactMap { $0 }.map { place in
                place.file + (place.line.map { ":\($0)" } ?? "") + " " + place.place.pointer
            }.joined(separator: " → ")
        }

        init(_ change: BaselineDiff.Change) {
            classification = change.classification.rawValue
            direction = change.direction.rawValue
            sentence = change.sentence
            operations = [change.key.text]
            place = change.path
        }

        var text: String {
            Look.padded(classification, to: 13) + Look.padded(direction, to: 9) + shown(operations.first ?? "", 60)
                + (operations.count > 1 ? " and \(operations.count - 1) more" : "") + "\n  " + shown(sentence, 300)
                + (place.isEmpty ? "" : "\n  at " + shown(place, 300))
        }

        var json: JSONValue {
            .object([
                ("class", .string(classification)), ("direction", .string(direction)), ("sentence", .string(sentence)),
                ("place", .string(place)), ("operations", .array(operations.map { .string($0) })),
            ])
        }
    }
}

struct ContractLintCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Everything that is wrong in an OpenAPI document, by line.",
        discussion: "Exit 1 where something is; what could be read is used all the same by `check --document`."
    )

    @Argument(help: ArgumentHelp("The document.", valueName: "file"))
    var file: String

    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let contract = try DocumentFiles.contract(file)
        let compiled = contract.compiled(.pragmatic)
        let defects = contract.defects + compiled.defects
        for defect in defects {
            if output.json {
                console.out(
                    JSONValue.object([
                        ("kind", .string(defect.kind.rawValue)), ("file", .string(defect.file)),
                        ("line", defect.line.map { .int($0) } ?? .null), ("pointer", .string(defect.pointer)),
                        ("keyword", .string(defect.keyword)), ("message", .string(defect.message)),
                    ]).text
                )
            } else {
                console.out(shown("\(defect)", 300) + " · " + defect.kind.rawValue)
            }
        }
        let blocked = compiled.notEvaluableOperations.count
        let status: ExitStatus = defects.isEmpty ? .fine : .failed
        console.talk(
            "  exit \(status.rawValue): \(Look.count(contract.operations.operations.count, "operation")), "
                + "\(Look.count(defects.count, "defect"))"
                + (blocked == 0 ? "" : "; \(Look.count(blocked, "operation")) can't be judged wholly")
        )
        return status
    }
}

struct ContractOverlayCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlay",
        abstract: "Applies an Overlay 1.0 to a document and writes the result, as JSON."
    )

    @Argument(help: ArgumentHelp("The document.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("The overlay; `builtin` is the one for Kadence's own document.", valueName: "file|builtin")
    )
    var overlay = "builtin"

    @OptionGroup var destination: OutputOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let (corrected, warnings) = try DocumentFiles.apply(overlay, to: DocumentFiles.contract(file), at: file)
        for warning in warnings { console.talk("  " + shown(warning)) }
        let bytes = corrected.document.map { JSONValue($0.root).serialized(pretty: true) + [0x0A] } ?? []
        if let path = destination.output {
            try AtomicFile.write(bytes, to: path, overwrite: destination.overwrite)
        } else {
            console.out(bytes: bytes)
        }
        return warnings.isEmpty ? .fine : .notEvaluated
    }
}
