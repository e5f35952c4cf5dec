package import JSONTree
internal import YAMLTree

/// Changes to an OpenAPI document, to be applied in order (Overlay Specification 1.0).
package struct Overlay: Sendable {
    /// What messages call the file.
    package let name: String
    package let title: String?
    /// Of the overlay itself.
    package let version: String?
    /// The document it is meant for, as a URI reference; not looked up.
    package let extends: String?
    package let actions: [OverlayAction]

    /// Reads an overlay, YAML or JSON.
    ///
    /// - Throws: `OverlayError`: the first thing that is wrong, since a change that is left out would change what the
    ///   others mean.
    package init(parsing bytes: [UInt8], name: String = "overlay.yml") throws(OverlayError) {
        self.name = name
        let yaml: YAMLDocument
        do {
            yaml = try YAMLDocument.parse(bytes)
        } catch {
            throw OverlayError(file: name, line: error.line, pointer: "", reason: "it can't be read: \(error.reason)")
        }
        let root = yaml.json.root
        func fault(_ reason: String, _ pointer: String, _ node: JSONNode) -> OverlayError {
            OverlayError(file: name, line: yaml.line(of: node), pointer: pointer, reason: reason)
        }
        guard let said = root["overlay"] else {
            throw fault("it has no `overlay` field, so it is no overlay", "", root)
        }
        let number = said.string ?? String(decoding: said.lexeme, as: UTF8.self)
        guard number == "1.0" || number.hasPrefix("1.0.") else {
            throw fault("it says overlay \(number.prefix(20)): only version 1.0 is understood", "/overlay", said)
        }
        title = root["info"]?["title"]?.string
        version = root["info"]?["version"]?.string
        extends = root["extends"]?.string
        guard let list = root["actions"], list.kind == .array, list.count > 0 else {
            throw fault("it has no `actions`", "/actions", root["actions"] ?? root)
        }
        var actions: [OverlayAction] = []
        for (index, node) in list.elements.enumerated() {
            let pointer = "/actions/\(index)"
            guard let target = node["target"]?.string else { throw fault("the action has no `target`", pointer, node) }
            let path: JSONPath
            do {
                path = try JSONPath(target)
            } catch {
                throw fault("\(error)", pointer + "/target", node["target"] ?? node)
            }
            let removes = node["remove"]?.bool ?? false
            if let remove = node["remove"], remove.kind != .bool {
                throw fault("`remove` is neither true nor false", pointer + "/remove", remove)
            }
            guard removes || node["update"] != nil else {
                throw fault("the action says neither `update` nor `remove: true`", pointer, node)
            }
            actions.append(
                OverlayAction(
                    index: index,
                    target: path,
                    update: node["update"],
                    removes: removes,
                    text: node["description"]?.string,
                    reason: node["x-reason"]?.string,
                    line: yaml.line(of: node)
                )
            )
        }
        self.actions = actions
    }
}

/// One change.
package struct OverlayAction: Sendable {
    /// Its place in the overlay, from 0.
    package let index: Int
    package let target: JSONPath
    package let update: JSONNode?
    /// Whether what the target selects goes; `update` counts for nothing then.
    package let removes: Bool
    /// The action's `description`.
    package let text: String?
    /// Why it is made: `x-reason`.
    package let reason: String?
    /// Where it stands in its file.
    package let line: Int?
}

/// Why a file is no overlay, or can't be applied.
package struct OverlayError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int?
    /// RFC 6901, into the overlay.
    package let pointer: String
    package let reason: String

    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): the overlay can't be used: \(reason)"
            + (pointer.isEmpty ? "" : " (\(pointer))")
    }
}
