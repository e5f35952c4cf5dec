internal import JSONTree

/// A value that a flow file asks for, as its `_reprise` member names it. Never a sealed value: a default is what the
/// file's requests show anyway.
package struct HARVariable: Sendable, Hashable {
    /// An entry whose request holds it.
    package struct Use: Sendable, Hashable {
        /// From 1.
        package var entry: Int
        /// For people; hostile text.
        package var place: String

        package init(entry: Int, place: String) {
            self.entry = entry
            self.place = place
        }
    }

    /// As the file says; hostile text.
    package var name: String
    package var kind: String
    /// What stands for the value in the file; nil where that shows it.
    package var standIn: String?
    /// The value in the file; nil where a stand-in stands for it.
    package var defaultValue: [UInt8]?
    package var uses: [Use]

    package init(name: String, kind: String, standIn: String?, defaultValue: [UInt8]?, uses: [Use]) {
        self.name = name
        self.kind = kind
        self.standIn = standIn
        self.defaultValue = defaultValue
        self.uses = uses
    }
}

extension HARVariable {
    /// More than any flow has; what a file lists beyond that is left out.
    private static let most = 10_000

    func write(to json: inout JSONBuilder) {
        json.object { json in
            json.string("name", name)
            json.string("kind", kind)
            if let standIn { json.string("standIn", standIn) }
            if let defaultValue { json.exact("default", defaultValue) }
            json.array("uses") { json in
                for use in uses {
                    json.object { json in
                        json.number("entry", use.entry)
                        json.string("place", use.place)
                    }
                }
            }
        }
    }

    /// Those of a file's `log`; ones without a name, or without either a stand-in or a default, are left out.
    static func all(in log: JSONNode?) -> [HARVariable] {
        guard let list = log?["_reprise"]?["variables"], list.kind == .array else { return [] }
        return list.elements.prefix(most).compactMap { node in
            let standIn = node["standIn"]?.string
            let value = standIn == nil ? HARText.bytes("default", of: node) : nil
            guard let name = node["name"]?.string, !name.isEmpty, standIn != nil || value != nil else { return nil }
            let uses = node["uses"].map { uses in
                uses.elements.prefix(most).compactMap { use -> Use? in
                    guard let entry = use["entry"]?.int, let place = use["place"]?.string else { return nil }
                    return Use(entry: entry, place: place)
                }
            }
            return HARVariable(
                name: name,
                kind: node["kind"]?.string ?? "",
                standIn: standIn,
                defaultValue: value,
                uses: uses ?? []
            )
        }
    }
}
