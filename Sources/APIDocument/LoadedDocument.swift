package import JSONTree
internal import YAMLTree

/// One file of a contract: its tree, its name, and which line each value came from.
package struct LoadedDocument: Sendable {
    /// What references name it by.
    package let uri: String
    /// What people know it by.
    package let name: String
    package let json: JSONDocument
    private let lines: Lines

    private enum Lines: Sendable {
        case source(YAMLDocument)
        case table([UInt32])
    }

    init(uri: String, name: String, yaml: YAMLDocument) {
        self.uri = uri
        self.name = name
        json = yaml.json
        lines = .source(yaml)
    }

    /// - Parameter lines: by the place of a value among all; 0 where it came from no line.
    init(uri: String, name: String, json: JSONDocument, lines: [UInt32]) {
        self.uri = uri
        self.name = name
        self.json = json
        self.lines = .table(lines)
    }

    /// The line that the value or key was read from, from 1; nil where it was not read from this file.
    package func line(of node: JSONNode) -> Int? {
        switch lines {
        case .source(let yaml): yaml.line(of: node)
        case .table(let table):
            table.indices.contains(node.index) && table[node.index] > 0 ? Int(table[node.index]) : nil
        }
    }

    /// The line of a member's key, or of the value itself for the empty keyword.
    func line(ofMember keyword: String, of node: JSONNode) -> Int? {
        let key = keyword.isEmpty ? nil : node.members.first { $0.key.isString(keyword.utf8) }?.key
        return line(of: key ?? node)
    }
}
