internal import JSONSchema

/// Gathers changes; one that several operations share is one change.
///
/// A class, because one comparison hands it to the next; it never leaves the initialiser of `ContractDiff`.
final class ChangeLog {
    let old: Contract
    let new: Contract
    private(set) var changes: [ContractChange] = []
    private var positions: [Key: Int] = [:]
    private var oldCache: [SchemaPlace: SchemaParts] = [:]
    private var newCache: [SchemaPlace: SchemaParts] = [:]
    /// How many pairs of schemas may still be compared.
    var budget = 200_000

    private struct Key: Hashable {
        let kind: String
        let direction: ContractChange.Direction
        let before: SchemaPlace?
        let after: SchemaPlace?
        let sentence: String
    }

    init(old: Contract, new: Contract) {
        self.old = old
        self.new = new
    }

    func note(
        _ kind: String,
        _ direction: ContractChange.Direction,
        _ classification: ContractChange.Class,
        _ operation: OperationDescription,
        _ before: SchemaPlace?,
        _ after: SchemaPlace?,
        _ sentence: String
    ) {
        let key = Key(kind: kind, direction: direction, before: before, after: after, sentence: sentence)
        if let position = positions[key] {
            if changes[position].operations.last != operation.label {
                changes[position].operations.append(operation.label)
            }
            return
        }
        positions[key] = changes.count
        changes.append(
            ContractChange(
                kind: kind,
                direction: direction,
                classification: classification,
                operations: [operation.label],
                before: before.map { described($0, old) },
                after: after.map { described($0, new) },
                sentence: sentence
            )
        )
    }

    /// The parts of a schema of the old document; what several operations share is put together once.
    func oldParts(at place: SchemaPlace) -> SchemaParts { ChangeLog.parts(at: place, old, &oldCache) }

    /// The same of the new document.
    func newParts(at place: SchemaPlace) -> SchemaParts { ChangeLog.parts(at: place, new, &newCache) }

    private static func parts(
        at place: SchemaPlace,
        _ contract: Contract,
        _ cache: inout [SchemaPlace: SchemaParts]
    ) -> SchemaParts {
        if let known = cache[place] { return known }
        let parts = SchemaParts(at: place, in: contract)
        cache[place] = parts
        return parts
    }

    private func described(_ place: SchemaPlace, _ contract: Contract) -> ContractChange.Place {
        let set = contract.documents
        return ContractChange.Place(place: place, file: set.name(of: place.document), line: set.line(of: place))
    }
}
