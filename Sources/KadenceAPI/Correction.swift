package import APIDocument
internal import CResources
internal import ContractCheck
internal import JSONTree

/// One place, or one kind of place, where the project's contract differs from the vendor's document, and why.
package struct Correction: Sendable, Hashable {
    /// Short and stable: `ulid-is-a-string`.
    package let id: String
    /// RFC 6901 pointers into the vendor's document.
    package let places: [String]
    /// What the contract says instead.
    package let what: String
    package let reason: String
    /// What the correction rests on.
    package let provenance: Provenance

    /// All of them, as carried in the binary.
    package static let all: [Correction] = {
        guard let document = try? JSONDocument.parse(bytes), let list = document.root["corrections"] else { return [] }
        return list.elements.compactMap { Correction($0) }
    }()

    /// The list as JSON.
    package static var bytes: [UInt8] {
        var size = 0
        let start = reprise_corrections(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    private init?(_ node: JSONNode) {
        guard let id = node["id"]?.string, let what = node["what"]?.string, let reason = node["reason"]?.string,
            let provenance = node["provenance"]?.string.flatMap({ Provenance(rawValue: $0) }),
            let places = node["places"]
        else { return nil }
        self.id = id
        self.what = what
        self.reason = reason
        self.provenance = provenance
        self.places = places.elements.compactMap(\.string)
    }
}
