internal import APIDocument
internal import ContractCheck

/// Collects what a rule notices while it walks through a body: places that differ in items' indices only become
/// one observation with a count, and their number is limited.
struct ObservationGatherer {
    private static let maximumPlaces = 100
    private static let maximumFurther = 2

    private struct Key: Hashable {
        let part: String
        let place: UInt64
    }

    private let rule: String
    private var order: [Key] = []
    private var observations: [Key: Observation] = [:]
    private var left = 0

    init(rule: String) {
        self.rule = rule
    }

    /// - Parameters:
    ///   - part: told apart in the rule's id.
    ///   - makes: the observation; called only for the first of its kind, and given rule and pointer.
    mutating func add(
        _ part: String,
        at place: BodyWalk.Place,
        _ makes: (_ rule: String, _ pointer: String) -> Observation
    ) {
        add(part, alike: place.generalizedHash, pointer: { place.pointer }, makes)
    }

    /// The same for places that the caller names.
    ///
    /// - Parameters:
    ///   - alike: the same for places that differ in items' indices only.
    ///   - pointer: the place; called only for the few that are kept.
    mutating func add(
        _ part: String,
        alike place: UInt64,
        pointer: () -> String,
        _ makes: (_ rule: String, _ pointer: String) -> Observation
    ) {
        let key = Key(part: part, place: place)
        if var known = observations[key] {
            known.count += 1
            if known.furtherPointers.count < ObservationGatherer.maximumFurther {
                known.furtherPointers.append(pointer())
            }
            observations[key] = known
        } else if order.count < ObservationGatherer.maximumPlaces {
            observations[key] = makes(rule + "." + part, pointer())
            order.append(key)
        } else {
            left += 1
        }
    }

    /// What was gathered, in the order it was met.
    func result(isIncomplete: Bool) -> [Observation] {
        var result = order.compactMap { observations[$0] }
        if left > 0 {
            result.append(.notEvaluable(rule: rule, message: "\(left) more places are not listed one by one"))
        }
        if isIncomplete {
            result.append(.notEvaluable(rule: rule, message: "the body is nested too deep to be looked at whole"))
        }
        return result
    }
}
