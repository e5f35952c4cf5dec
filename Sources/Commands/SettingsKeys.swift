import Configuration
import Foundation
import JSONTree
import KadenceAPI
import YAMLTree

/// The settings there are, and what each may hold. A misspelt one must not pass for one that was never made.
enum SettingsKeys {
    enum Kind {
        case text
        case number(ClosedRange<Int>)
        case region
        case slowAbove
        /// A list that is read elsewhere.
        case list
        /// Names with a value each; read by `FlowValues`.
        case mapping
    }

    static let known: [(name: String, kind: Kind)] = [
        ("region", .region), ("base-url", .text), ("auth-url", .text), ("store", .text), ("support-address", .text),
        ("retention-days", .number(0...36_500)), ("reserve", .number(0...100)), ("slow-above", .slowAbove),
        ("trust", .text),
        ("body-limit", .number(1...1_024)), ("credentials-file", .text),
        ("waivers", .list), ("values", .mapping),
    ]

    /// Reads a settings file and checks each of its settings.
    ///
    /// - Returns: what it sets, lists left out: those are read by whoever they are for.
    /// - Throws: `CommandFailure` with the line: not YAML, a setting that does not exist, or a value that it can't have.
    static func read(_ path: String) throws(CommandFailure) -> [String: ConfigContent] {
        let bytes = try AtomicFile.read(path, limit: 1 << 20)
        let document: YAMLDocument
        do throws(YAMLError) {
            document = try YAMLDocument.parse(bytes)
        } catch {
            throw refused(path, error.line, error.reason, "correct that line")
        }
        let root = document.json.root
        var settings: [String: ConfigContent] = [:]
        if root.isNull { return settings }
        guard root.kind == .object else {
            throw refused(path, 1, "these are no settings", "write a setting a line, like region: eu")
        }
        for (key, value) in root.members {
            let name = key.string ?? ""
            let line = document.line(of: key) ?? 1
            guard let kind = known.first(where: { $0.name == name })?.kind else {
                throw refused(
                    path,
                    line,
                    "there is no setting \"\(name)\"",
                    "there are " + known.map(\.name).joined(separator: ", ")
                )
            }
            if case .list = kind { continue }
            if case .mapping = kind {
                try checkMapping(value, of: name, in: document, path)
                continue
            }
            let text = value.string ?? (value.kind == .number ? value.int.map(String.init) : nil)
            guard let text else { throw refused(path, line, "\(name) has no usable value", "write it on one line") }
            if let problem = problem(kind, text) { throw refused(path, line, "\(name) can't be \(text)", problem) }
            if case .number = kind, let number = Int(text) {
                settings[name] = .int(number)
            } else {
                settings[name] = .string(text)
            }
        }
        return settings
    }

    private static func checkMapping(
        _ node: JSONNode,
        of name: String,
        in document: YAMLDocument,
        _ path: String
    ) throws(CommandFailure) {
        let remedy = "write a name and its value a line, indented under \(name):, like email: someone@example.com"
        guard node.kind == .object || node.isNull else {
            throw refused(path, document.line(of: node) ?? 1, "\(name) holds no names with values", remedy)
        }
        for (key, value) in node.members where FlowValues.text(of: value) == nil {
            let line = document.line(of: key) ?? 1
            throw refused(path, line, "\(name): \(key.string ?? "") has no usable value", remedy)
        }
    }

    /// Checks a value from the environment, where all is text.
    static func check(_ name: String, _ text: String) throws(CommandFailure) {
        guard let kind = known.first(where: { $0.name == name })?.kind, let problem = problem(kind, text) else {
            return
        }
        let variable = "REPRISE_" + name.uppercased().replacingOccurrences(of: "-", with: "_")
        throw CommandFailure("\(variable) can't be \(text)", remedy: problem, status: .usage)
    }

    /// What the value should be instead; nil where it is fine.
    private static func problem(_ kind: Kind, _ text: String) -> String? {
        switch kind {
        case .text: return text.isEmpty ? "give it a value, or leave it out" : nil
        case .number(let range):
            if let number = Int(text), range.contains(number) { return nil }
            return "use \(range.lowerBound) to \(range.upperBound)"
        case .list, .mapping: return nil
        case .slowAbove: return SlowAbove(text) == nil ? SlowAbove.remedy : nil
        case .region: return (try? Region.named(text)) == nil ? "use eu (the default) or us" : nil
        }
    }

    private static func refused(_ path: String, _ line: Int, _ what: String, _ remedy: String) -> CommandFailure {
        CommandFailure("\(path), line \(line): \(what)", remedy: remedy, status: .usage)
    }
}
