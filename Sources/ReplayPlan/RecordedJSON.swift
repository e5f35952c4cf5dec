import JSONTree

/// The recorded JSON, prepared for being compared many times.
struct RecordedJSON: Sendable {
    struct Member: Sendable {
        var name: [UInt8]
        var value: JSONNode
    }

    let document: JSONDocument
    let shape: JSONShape
    /// Of each object, by its place in the document: its members in order; of duplicate names the last one's value.
    private let members: [Int: [Member]]
    /// Of each array whose elements have names of their own.
    private let names: [Int: [[UInt8]]]

    init(_ document: JSONDocument) {
        self.document = document
        shape = JSONShape(document.root)
        var members: [Int: [Member]] = [:]
        var names: [Int: [[UInt8]]] = [:]
        var index = 0
        while let node = document.value(at: index) {
            if node.kind == .object { members[index] = RecordedJSON.lastMembers(of: node) }
            if node.kind == .array { names[index] = RecordedJSON.names(of: node) }
            index += 1
        }
        self.members = members
        self.names = names
    }

    func members(of node: JSONNode) -> [Member] { members[node.index] ?? [] }
    func names(of node: JSONNode) -> [[UInt8]]? { names[node.index] }

    /// The members in order; of duplicate names the last one's value, where the first one stood.
    static func lastMembers(of node: JSONNode) -> [Member] {
        var result: [Member] = []
        var places: [[UInt8]: Int] = [:]
        for (key, value) in node.members {
            let name = key.stringBytes ?? []
            if let place = places[name] {
                result[place].value = value
            } else {
                places[name] = result.count
                result.append(Member(name: name, value: value))
            }
        }
        return result
    }

    /// The elements' `@id`s; nil where one is no object, or has none that lasts.
    static func names(of array: JSONNode) -> [[UInt8]]? {
        var result: [[UInt8]] = []
        for element in array.elements {
            guard element.kind == .object, let name = element["@id"]?.stringBytes, !name.isEmpty,
                !ValueRules.isBlankNode(name)
            else { return nil }
            result.append(name)
        }
        return result
    }
}
