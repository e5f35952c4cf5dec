import APIDocument

/// The order of a live check's operations: what gives ids stands before what needs them.
enum LiveOrder {
    /// A path template without the names of its variables, which differ between paths for the same thing.
    static func erased(_ template: String) -> String {
        var result: [UInt8] = []
        var isInside = false
        for byte in template.utf8 {
            if byte == 0x7D { isInside = false }
            if !isInside { result.append(byte) }
            if byte == 0x7B { isInside = true }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Erased paths of the collections a step takes ids from.
    private static func needs(_ step: LiveStep) -> [String] {
        step.sources.compactMap { if case .collection(let path) = $0 { erased(path) } else { nil } }
    }

    private static func usesLinks(_ step: LiveStep) -> Bool {
        step.sources.contains { if case .links = $0 { true } else { false } }
    }

    /// Collections first, then in each round what the rounds before make possible; the document's order within a
    /// round. What depends on links comes last, when most answers are there.
    ///
    /// - Parameter skipped: gets those that can never be called, because what they need can't.
    static func sorted(_ drafts: [LiveStep], skipped: inout [LivePlan.Skip]) -> [LiveStep] {
        var waiting = drafts
        var placed: Set<String> = []
        var steps: [LiveStep] = []
        while !waiting.isEmpty {
            var ready = waiting.filter { !usesLinks($0) && needs($0).allSatisfy(placed.contains) }
            if ready.isEmpty, !steps.isEmpty {
                ready = waiting.filter { needs($0).allSatisfy(placed.contains) }
            }
            guard !ready.isEmpty else { break }
            steps += ready
            placed.formUnion(ready.map { erased($0.operation.pathTemplate) })
            let done = Set(ready.map(\.operation.label))
            waiting.removeAll { done.contains($0.operation.label) }
        }
        for step in waiting {
            let missing = step.sources.compactMap { source -> String? in
                guard case .collection(let path) = source, !placed.contains(erased(path)) else { return nil }
                return path
            }
            let reason: LivePlan.Skip.Reason =
                missing.first.map { .sourceSkipped("GET " + $0) }
                ?? .noValue(parameter: step.variables.first?.name ?? "")
            skipped.append(LivePlan.Skip(operation: step.operation, reason: reason))
        }
        return steps
    }

    /// The steps with these labels, and those that they need, marked as prerequisites.
    static func narrowed(_ steps: [LiveStep], to labels: Set<String>) -> [LiveStep] {
        var wanted: Set<String> = []
        var needsLinks = false
        var result: [LiveStep] = []
        // From the end, so that whatever needs a step has been seen before it.
        for step in steps.reversed() {
            let path = erased(step.operation.pathTemplate)
            let isNamed = labels.contains(step.operation.label)
            // Any collection may hold the link, and which one does isn't known yet.
            let mayLink = needsLinks && step.sources.isEmpty && !step.operation.endsInVariable
            guard isNamed || wanted.contains(path) || mayLink else { continue }
            var step = step
            step.isPrerequisite = !isNamed
            result.append(step)
            wanted.formUnion(needs(step))
            needsLinks = needsLinks || usesLinks(step)
        }
        return result.reversed()
    }
}
