internal import APIDocument
internal import ContractCheck

/// Collects what a recording rule notices: the same thing at several exchanges becomes a few observations with a
/// count, so that a recording with the same fault a million times costs no more than one with three.
struct RecordingGatherer {
    private static let maximumKinds = 1_000
    private static let maximumSamples = 3

    private struct Key: Hashable {
        let rule: String
        let keyword: String
        let pointer: String
        let operation: String?
        let status: Int?
    }

    private var order: [Key] = []
    private var samples: [Key: [RecordingObservation]] = [:]
    private var counts: [Key: Int] = [:]
    private var left = 0

    mutating func add(_ observation: Observation, in context: ObservationContext) {
        let key = Key(
            rule: observation.rule,
            keyword: observation.keyword,
            pointer: observation.dataPointer,
            operation: context.operation,
            status: context.status
        )
        if counts[key] == nil {
            guard order.count < RecordingGatherer.maximumKinds else {
                left += 1
                return
            }
            order.append(key)
        }
        counts[key, default: 0] += max(1, observation.count)
        if samples[key, default: []].count < RecordingGatherer.maximumSamples {
            samples[key, default: []].append(RecordingObservation(observation, in: context))
        } else if let heaviest = samples[key]?.first, observation.severity > heaviest.observation.severity {
            // What weighs most is shown, whenever it came.
            samples[key]?[0] = RecordingObservation(observation, in: context)
        }
    }

    /// What was gathered, in the order it was met; the counts add up to what was added.
    func results() -> [RecordingObservation] {
        order.flatMap { key -> [RecordingObservation] in
            let found = samples[key] ?? []
            let total = counts[key] ?? found.count
            return found.enumerated().map { index, item in
                var observation = item.observation
                observation.count = index == 0 ? max(1, total - (found.count - 1)) : 1
                return RecordingObservation(observation, in: item.context)
            }
        }
    }

    /// How many were left out because they were of too many kinds.
    var leftOut: Int { left }
}

/// How much a recording rule remembers before it says that it stopped.
enum RecordingLimit {
    /// Ids, by their hashes.
    static let ids = 1_000_000
    /// Lists, windows and the like.
    static let entries = 100_000

    /// Said once where a limit was reached, so that silence about the rest is not taken for its keeping the rule.
    static func reached(_ rule: String, _ what: String, in context: ObservationContext) -> RecordingObservation {
        RecordingObservation(
            .notEvaluable(
                rule: rule + ".limit",
                message: "the recording holds more \(what) than are remembered; what lies behind was not compared",
                keyword: "limit"
            ),
            in: context
        )
    }
}
