import Foundation
import JSONTree
import Playback
import Redaction
import ReplayPlan
import YAMLTree

/// The values that the environment (`REPRISE_VALUE_email=…`) and `reprise.yml` (`values:`) give to a flow's variables.
///
/// The environment's count more. Names are compared without case, since some CI systems write all of them in capitals. An
/// empty value counts as none: that is what a secret that was never set looks like in CI.
enum FlowValues {
    /// By name, as it was written.
    ///
    /// - Throws: `CommandFailure` where the settings file can't be read.
    static func read(_ options: StoreOptions, _ settings: Settings) throws(CommandFailure) -> [String: [UInt8]] {
        let path = options.config ?? settings.environment["REPRISE_CONFIG"] ?? "reprise.yml"
        let inFile = FileManager.default.fileExists(atPath: path) ? try file(path) : [:]
        return merged(environment: settings.environment, file: inFile)
    }

    /// What both give together.
    static func merged(environment: [String: String], file: [String: [UInt8]]) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (name, value) in environment where name.hasPrefix(FlowVariable.environmentPrefix) && !value.isEmpty {
            result[String(name.dropFirst(FlowVariable.environmentPrefix.count))] = Array(value.utf8)
        }
        let given = Set(result.keys.map { $0.lowercased() })
        for (name, value) in file where !value.isEmpty && !given.contains(name.lowercased()) { result[name] = value }
        return result
    }

    /// Makes what is given for credentials known as secrets, so that an answer that repeats one is not kept with it.
    static func protect(_ script: FlowScript, _ values: [String: [UInt8]], in workspace: Workspace) {
        let resolver = ValueResolver(captures: workspace.captures, keys: workspace.keys, values: values)
        for variable in script.variables where variable.isStandIn {
            guard StandInKind(rawValue: variable.kind).isCredential, let value = resolver.value(of: variable) else {
                continue
            }
            workspace.secrets.add(value, kind: variable.kind)
        }
    }

    /// A value's text; nil for lists, mappings and nothing.
    static func text(of node: JSONNode) -> [UInt8]? {
        switch node.kind {
        case .string: node.stringBytes
        case .number, .bool: node.lexeme
        default: nil
        }
    }

    private static func file(_ path: String) throws(CommandFailure) -> [String: [UInt8]] {
        let bytes = try AtomicFile.read(path, limit: 1 << 20)
        let document: YAMLDocument
        do throws(YAMLError) {
            document = try YAMLDocument.parse(bytes)
        } catch {
            throw CommandFailure("\(path), line \(error.line): \(error.reason)", status: .usage)
        }
        guard let node = document.json.root["values"] else { return [:] }
        var result: [String: [UInt8]] = [:]
        for (key, value) in node.members { result[key.string ?? ""] = text(of: value) }
        return result
    }
}
