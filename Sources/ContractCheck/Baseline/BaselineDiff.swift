package import APIDocument

/// What changed between two baselines, for the requests and the answers apart.
package struct BaselineDiff: Sendable, Hashable {
    package struct Change: Sendable, Hashable {
        package let direction: ContractChange.Direction
        package let classification: ContractChange.Class
        /// Which messages.
        package let key: ShapeBaseline.Key
        /// A pointer, items as `*`.
        package let path: String
        /// The keyword of JSON Schema that says the like.
        package let keyword: String
        /// A sentence for people. Hostile text, as names from answers are.
        package let sentence: String

        package var isBreaking: Bool { classification == .breaking }
    }

    /// By kind of message and path.
    package let changes: [Change]
    /// Kinds of messages that only one of the two has seen enough of: nothing is known of what changed there.
    package let notCompared: [ShapeBaseline.Key]

    package var isBreaking: Bool { changes.contains(where: \.isBreaking) }

    package func changes(in direction: ContractChange.Direction) -> [Change] {
        changes.filter { $0.direction == direction }
    }

    /// Compares what was seen, the same way a check does.
    ///
    /// In answers, what a reader relied on is breaking when it goes: a field, its type, that it is never null, that
    /// its words are these few; an added field is not. In requests, which show what clients sent and the API took,
    /// only a field that each request has now and none had before is: it may have become required.
    package init(
        from old: ShapeBaseline,
        to new: ShapeBaseline,
        thresholds: BaselineThresholds = BaselineThresholds()
    ) {
        var changes: [Change] = []
        var notCompared: [ShapeBaseline.Key] = []
        let keys = Set(old.shapes.keys).union(new.shapes.keys).sorted { $0.precedes($1) }
        for key in keys {
            guard let before = old.shapes[key], let now = new.shapes[key], before.bodies >= thresholds.bodies else {
                notCompared.append(key)
                continue
            }
            changes += ShapeComparison.changes(from: before, to: now, thresholds).map { change in
                let isBreaking =
                    key.direction == .response
                    ? change.kind.severity > .info : change.kind == .added && change.isAlwaysThere
                return Change(
                    direction: key.direction == .response ? .response : .request,
                    classification: isBreaking ? .breaking : .nonBreaking,
                    key: key,
                    path: change.path,
                    keyword: change.kind.keyword,
                    sentence: change.message
                )
            }
        }
        self.changes = changes
        self.notCompared = notCompared
    }
}
