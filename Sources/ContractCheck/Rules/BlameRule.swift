internal import APIDocument

/// Holds an exchange against a document and its corrected reading, and says who is to blame.
///
/// A document nobody tested is wrong in places, and a checker that believes it cries wolf on every call. So a
/// violation of the document counts against the API, or the client, only where a corrected document is violated at
/// the same place as well; where the document stands alone with its complaint, the document is to blame. What only a
/// corrected document notices counts as it stands: it says more than the document does.
///
/// An operation that no corrected document describes is judged by the document alone.
package struct BlameRule: ContractRule {
    package let id = "blame"
    private let document: DocumentRules
    private let corrected: [DocumentRules]

    package var failures: [String] { ([document] + corrected).flatMap(\.failures) }

    /// - Parameters:
    ///   - document: the one under check.
    ///   - corrected: what is known to be true of the same API; may be empty.
    package init(document: DocumentRules, corrected: [DocumentRules]) {
        self.document = document
        self.corrected = corrected
    }

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        let judges = corrected.filter { $0.knows(subject) }
        let complaints = document.evaluate(subject)
        guard !judges.isEmpty else { return complaints }
        var kept: [Observation] = []
        var places: Set<Place> = []
        for judge in judges {
            let before = places
            for observation in judge.evaluate(subject) where !before.contains(Place(observation)) {
                places.insert(Place(observation))
                kept.append(observation)
            }
        }
        // What the document can't judge the corrected one has judged; that it can't is among its own faults.
        for var observation in complaints where !observation.isNotEvaluable && !places.contains(Place(observation)) {
            observation.blame = .document
            observation.message += "; the corrected contract has nothing against it"
            kept.append(observation)
        }
        return kept
    }

    /// What makes two documents' complaints the same one. The keyword does not: one may ask for an object where the
    /// other asks for a ULID, and a number is neither. Where the place is an object and the keyword speaks of its
    /// members, the member belongs to it.
    private struct Place: Hashable {
        private static let aboutMembers: Set<String> = [
            "required", "additionalProperties", "unevaluatedProperties", "dependentRequired", "propertyNames",
        ]
        let rule: String
        let pointer: String
        let member: String

        init(_ observation: Observation) {
            rule = observation.rule
            pointer = observation.dataPointer
            member = Place.aboutMembers.contains(observation.keyword) ? observation.message : ""
        }
    }
}
