internal import APIDocument
internal import JSONTree

/// Answers look as they did when the baseline was learned.
///
/// A removed field and a changed type are errors, a first null, a new word of an enumeration and a field that is
/// missing now and then warnings, an added field is an information. Where too little was seen before, nothing is
/// concluded, and an information says so (`BaselineThresholds` has the numbers). The baseline was learned from real
/// answers, so what rests on it is no inference.
package struct BaselineRule: RecordingRule {
    package let id = "baseline"
    private let baseline: ShapeBaseline
    private let thresholds: BaselineThresholds

    package init(_ baseline: ShapeBaseline, thresholds: BaselineThresholds = BaselineThresholds()) {
        self.baseline = baseline
        self.thresholds = thresholds
    }

    package func begin() -> any RecordingWatch { BaselineWatch(baseline: baseline, thresholds: thresholds) }
}

/// Learns the recording's own shape, and remembers where each thing was first seen.
struct BaselineWatch: RecordingWatch {
    private struct First: Hashable {
        let key: ShapeBaseline.Key
        let node: Int
        let event: ShapeEvent
    }

    let baseline: ShapeBaseline
    let thresholds: BaselineThresholds
    private var seen = ShapeBaseline()
    private var firsts: [First: ObservationContext] = [:]

    init(baseline: ShapeBaseline, thresholds: BaselineThresholds) {
        self.baseline = baseline
        self.thresholds = thresholds
    }

    mutating func see(_ subject: CheckSubject) {
        let context = ObservationContext(subject)
        var found: [First: ObservationContext] = [:]
        seen.learn(subject) { key, node, event in
            let first = First(key: key, node: node, event: event)
            if found[first] == nil { found[first] = context }
        }
        firsts.merge(found) { old, _ in old }
    }

    mutating func finish() -> [RecordingObservation] {
        var result: [RecordingObservation] = []
        for (key, _) in seen.entries where key.direction == .response {
            guard let now = seen.shapes[key] else { continue }
            guard let before = baseline.shapes[key], before.bodies >= thresholds.bodies else {
                let known = baseline.shapes[key].map { counted($0.bodies, "body") } ?? "none"
                let text = "not compared: the baseline was learned from \(known) of \(key.mediaType) with this status"
                append(
                    .init(rule: "baseline.not-compared", severity: .info, provenance: .internal, message: text),
                    First(key: key, node: 0, event: .seen),
                    to: &result
                )
                continue
            }
            for change in ShapeComparison.changes(from: before, to: now, thresholds) {
                let observation = Observation(
                    rule: "baseline." + change.kind.rawValue,
                    severity: change.kind.severity,
                    provenance: .internal,
                    message: change.message,
                    dataPointer: change.path,
                    count: change.count,
                    keyword: change.kind.keyword
                )
                append(observation, First(key: key, node: change.node, event: change.event), to: &result)
            }
        }
        return result
    }

    private func append(_ observation: Observation, _ first: First, to result: inout [RecordingObservation]) {
        let anywhere = First(key: first.key, node: 0, event: .seen)
        guard let context = firsts[first] ?? firsts[anywhere] else { return }
        result.append(RecordingObservation(observation, in: context))
    }
}
