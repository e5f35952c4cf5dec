import APIDocument
import ArgumentParser
import ContractCheck
import Foundation
import KadenceAPI

/// Which documents a check holds exchanges against.
struct DocumentOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "An OpenAPI 3.0 or 3.1 document to check as well: who is to blame then shows.",
            valueName: "file"
        )
    )
    var document: String?

    @Option(
        help: ArgumentHelp(
            "An Overlay 1.0 that corrects the document; `builtin` is the one for Kadence's own document.",
            valueName: "file|builtin"
        )
    )
    var overlay: String?

    @Flag(help: "Take the document by the letter: `nullable` means nothing in OpenAPI 3.1, `format` asserts nothing.")
    var strict = false

    /// Reads the documents.
    ///
    /// - Returns: the plan, and what an overlay's actions did not do, a sentence each.
    /// - Throws: `CommandFailure` with file and line.
    func plan() throws(CommandFailure) -> (plan: Kadence.CheckPlan, warnings: [String]) {
        var plan = Kadence.CheckPlan()
        plan.reading = strict ? .strict : .pragmatic
        guard let document else {
            if overlay != nil {
                throw CommandFailure(
                    "--overlay needs the document that it corrects",
                    remedy: "name it with --document; the contract that Reprise carries needs no correction",
                    status: .usage
                )
            }
            return (plan, [])
        }
        let contract = try DocumentFiles.contract(document)
        plan.document = contract
        guard let overlay else { return (plan, []) }
        let (corrected, warnings) = try DocumentFiles.apply(overlay, to: contract, at: document)
        plan.corrected = corrected
        return (plan, warnings)
    }
}

/// Documents as files.
enum DocumentFiles {
    /// Reads an OpenAPI document and the files it refers to, in its own folder and below.
    ///
    /// - Throws: `CommandFailure`: no such file, neither YAML nor JSON, or no OpenAPI document; with file and line.
    static func contract(_ path: String) throws(CommandFailure) -> Contract {
        let bytes = try AtomicFile.read(path)
        do {
            let (name, source) = place(of: path)
            return try Contract(parsing: bytes, name: name, source: source)
        } catch {
            throw refused(error)
        }
    }

    /// Applies an overlay, or the built-in one.
    static func apply(
        _ overlay: String,
        to contract: Contract,
        at path: String
    ) throws(CommandFailure) -> (contract: Contract, warnings: [String]) {
        let isBuiltIn = overlay == "builtin"
        let bytes = isBuiltIn ? Kadence.vendorOverlayBytes : try AtomicFile.read(overlay)
        do {
            let parsed = try Overlay(parsing: bytes, name: isBuiltIn ? "the built-in overlay" : overlay)
            let (corrected, result) = try contract.applying(parsed, source: place(of: path).source)
            return (corrected, result.warnings.map { "\($0)" })
        } catch let error as OverlayError {
            throw CommandFailure("\(error)", remedy: "correct the overlay; it follows Overlay 1.0", status: .usage)
        } catch let error as DocumentError {
            throw refused(error)
        } catch {
            throw CommandFailure("\(error)", status: .usage)
        }
    }

    /// What the document is called, and where what it refers to is read. Names are relative to the source's folder, so
    /// a path that leads out of this one is cut in two.
    private static func place(of path: String) -> (name: String, source: FileDocumentSource) {
        let isBelow = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
        if isBelow { return (path, FileDocumentSource(folder: ".")) }
        let text = path as NSString
        return (text.lastPathComponent, FileDocumentSource(folder: text.deletingLastPathComponent))
    }

    private static func refused(_ error: DocumentError) -> CommandFailure {
        CommandFailure("\(error)", remedy: "name an OpenAPI 3.0 or 3.1 document, YAML or JSON", status: .usage)
    }
}
