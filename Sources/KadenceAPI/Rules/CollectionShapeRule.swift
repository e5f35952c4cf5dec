package import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A list has a Hydra collection's shape: an object with an array of members and a count of all of them.
package struct CollectionShapeRule: ContractRule {
    package let id = "kadence.collection-shape"
    package var failures: [String] { ["type", "member", "member-type", "total-type"].map { prefix + $0 } }
    /// What it finds is found of collections, whichever rule looks.
    private let prefix = "kadence.collection."
    private let operations: Set<String>

    /// - Parameter contract: tells which operations answer with collections.
    package init(contract: Contract) {
        operations = Set(
            contract.operations.operations.filter { CollectionShapeRule.isList($0, contract) }.map(\.label)
        )
    }

    private static func isList(_ operation: OperationDescription, _ contract: Contract) -> Bool {
        guard let schema = contract.schema(of: operation, status: 200, mediaType: "application/ld+json") else {
            return false
        }
        if schema["properties"]?["hydra:member"] != nil { return true }
        return schema["allOf"]?.elements.contains { $0["properties"]?["hydra:member"] != nil } ?? false
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let operation = subject.operation, operations.contains(operation.label), subject.status == 200,
            let root = subject.answerBody(statuses: 200..<201)
        else { return [] }
        // Plain JSON has no Hydra in it; that it came at all is the media type's matter.
        if subject.mediaType.text != "application/ld+json", root.kind == .array { return [] }
        guard root.kind == .object else {
            return [observation("type", .error, .document, "the collection is not an object", "", "type")]
        }
        guard let members = root["hydra:member"] else {
            return [
                observation("member", .error, .document, "the collection has no hydra:member", "", "required")
            ]
        }
        guard members.kind == .array else {
            return [
                observation(
                    "member-type",
                    .error,
                    .document,
                    "hydra:member is not an array",
                    "/hydra:member",
                    "type"
                )
            ]
        }
        return total(root, subject) + view(root)
    }

    private func total(_ root: JSONNode, _ subject: CheckSubject) -> [Observation] {
        guard let node = root["hydra:totalItems"] else {
            return [
                observation(
                    "total",
                    .info,
                    .inference,
                    "the collection does not say how many items there are",
                    "",
                    "required"
                )
            ]
        }
        // What redaction hides is said to be so where it is compared.
        guard case .actual = subject.view(of: node) else { return [] }
        if let total = node.int, total >= 0 { return [] }
        return [
            observation(
                "total-type",
                .error,
                .document,
                "hydra:totalItems is not a count",
                "/hydra:totalItems",
                "type"
            )
        ]
    }

    private func view(_ root: JSONNode) -> [Observation] {
        guard let view = root["hydra:view"] else { return [] }
        let links = ["@id", "hydra:first", "hydra:last", "hydra:next", "hydra:previous"].compactMap { view[$0] }
        if view.kind == .object, links.allSatisfy({ $0.kind == .string }) { return [] }
        return [
            observation(
                "view-type",
                .info,
                .inference,
                "hydra:view is not an object with links",
                "/hydra:view",
                "type",
                SpecPlace.view
            )
        ]
    }

    private func observation(
        _ part: String,
        _ severity: Severity,
        _ provenance: Provenance,
        _ message: String,
        _ pointer: String,
        _ keyword: String,
        _ place: String = SpecPlace.collection
    ) -> Observation {
        Observation(
            rule: prefix + part,
            severity: severity,
            provenance: provenance,
            message: message,
            dataPointer: pointer,
            specPointer: place,
            keyword: keyword
        )
    }
}
