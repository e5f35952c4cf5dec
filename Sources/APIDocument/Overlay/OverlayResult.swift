/// A document with an overlay applied, and what each action did.
package struct OverlayResult: Sendable {
    /// What one action did.
    package struct Application: Sendable, Hashable {
        /// The action's place in the overlay.
        package let action: Int
        package let reason: String?
        /// How many places its target selected.
        package let matches: Int
        /// What it added or replaced, as pointers into the new document, in order; of what a later action took away again
        /// nothing.
        package let changed: [String]
        /// What it removed, as pointers into the document as it was just before.
        package let removed: [String]
    }

    /// Something that an action did not do.
    package struct Warning: Sendable, Hashable, CustomStringConvertible {
        package let action: Int
        /// The overlay.
        package let file: String
        package let line: Int?
        package let message: String

        package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
    }

    package let document: LoadedDocument
    package let applications: [Application]
    package let warnings: [Warning]

    /// The actions that changed what a pointer names, or something on the way to it.
    package func actions(touching pointer: String) -> [Application] {
        applications.filter { application in
            application.changed.contains { pointer == $0 || pointer.utf8.starts(with: ($0 + "/").utf8) }
        }
    }
}
