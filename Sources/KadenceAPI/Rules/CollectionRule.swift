internal import APIDocument
package import ContractCheck
internal import JSONTree
internal import Redaction

/// A list's total is not smaller than what is shown, no member is shown twice, and there are no more than were asked
/// for: what no schema can say of one page.
package struct CollectionRule: ContractRule {
    package let id = "kadence.collection"
    package var failures: [String] { ["total-count", "page-size"].map { id + "." + $0 } }
    /// The largest page that the document lets a client ask for.
    private static let largestPage = 500

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let answer = CollectionAnswer(subject) else { return [] }
        return total(answer, subject) + size(answer, subject) + repetition(answer, subject)
    }

    private func total(_ answer: CollectionAnswer, _ subject: CheckSubject) -> [Observation] {
        guard let node = answer.root["hydra:totalItems"] else { return [] }
        guard case .actual = subject.view(of: node) else {
            return [
                .notEvaluable(
                    rule: id + ".redacted",
                    message: "hydra:totalItems was redacted, so it could not be compared",
                    dataPointer: "/hydra:totalItems",
                    specPointer: SpecPlace.collection,
                    keyword: "minimum"
                )
            ]
        }
        guard let total = node.int, total >= 0, total < answer.members.count else { return [] }
        return [
            Observation(
                rule: id + ".total-count",
                severity: .error,
                provenance: .document,
                message: "hydra:totalItems is \(total), but \(answer.members.count) members are shown",
                dataPointer: "/hydra:totalItems",
                specPointer: SpecPlace.collection,
                keyword: "minimum"
            )
        ]
    }

    /// Only where the operation is known to have pages: bookable spaces, for one, come all at once.
    private func size(_ answer: CollectionAnswer, _ subject: CheckSubject) -> [Observation] {
        guard let operation = subject.operation, operation.parameters.contains(where: { $0.name == "itemsPerPage" })
        else { return [] }
        let shown = answer.members.count
        let asked = answer.requestedSize
        guard shown > asked?.upperBound ?? CollectionRule.largestPage else { return [] }
        return [
            Observation(
                rule: id + ".page-size",
                severity: .error,
                // What size a page has that nobody asked for is not said for every list; that none is larger than the
                // largest one may ask for follows only from reading between the lines.
                provenance: asked == nil ? .inference : .document,
                message: asked.map { "\(shown) members are shown, where at most \($0.upperBound) were asked for" }
                    ?? "\(shown) members are shown, more than any page may have",
                dataPointer: "/hydra:member",
                specPointer: operation.pointer + "/parameters",
                keyword: "itemsPerPage"
            )
        ]
    }

    private func repetition(_ answer: CollectionAnswer, _ subject: CheckSubject) -> [Observation] {
        var seen: Set<UInt64> = []
        var twice: [Int] = []
        for (index, member) in answer.members.elements.enumerated() {
            guard let identity = CollectionAnswer.identity(of: member) else { continue }
            if !seen.insert(StableHash(identity).value).inserted { twice.append(index) }
        }
        guard let first = twice.first else { return [] }
        return [
            Observation(
                rule: id + ".repeated",
                severity: .warning,
                provenance: .document,
                message: "the page shows the same member twice",
                dataPointer: "/hydra:member/\(first)",
                furtherPointers: twice.dropFirst().prefix(2).map { "/hydra:member/\($0)" },
                count: twice.count,
                specPointer: SpecPlace.collection,
                keyword: "uniqueItems"
            )
        ]
    }
}
