internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// A list that was asked for with a filter holds nothing that the filter leaves out.
///
/// Which parameters filter, and how dates are bounded, is in the words of the vendor's document.
package struct FilterRule: ContractRule {
    package let id = "kadence.filter"
    package var failures: [String] { ["boundary", "value"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let answer = CollectionAnswer(subject) else { return [] }
        let conditions = FilterCondition.byPath[answer.path.template] ?? []
        let judges = conditions.compactMap { FilterJudge($0, answer.query, subject) }
        let owner = answer.path.template == "users/{id}/bookings" ? answer.path.id : nil
        guard !judges.isEmpty || owner != nil else { return [] }
        let place = subject.operation.map { $0.pointer + "/parameters" } ?? ""
        var gatherer = ObservationGatherer(rule: id)
        for (index, member) in answer.members.elements.enumerated() {
            for judge in judges {
                let fit = judge.judge(member)
                guard fit != .fits, fit != .silent else { continue }
                add(fit, judge.condition, index, place, &gatherer)
            }
            if let owner, !FilterRule.belongs(member, to: owner, subject) {
                gatherer.add("owner", alike: 0, pointer: { "/hydra:member/\(index)/userId" }) { rule, pointer in
                    Observation(
                        rule: rule,
                        severity: .info,
                        provenance: .inference,
                        message: "a user's bookings hold one that is neither for this user nor made by this user",
                        dataPointer: pointer,
                        specPointer: place,
                        keyword: "id"
                    )
                }
            }
        }
        return gatherer.result(isIncomplete: false)
    }

    private func add(
        _ fit: FilterJudge.Fit,
        _ condition: FilterCondition,
        _ index: Int,
        _ place: String,
        _ gatherer: inout ObservationGatherer
    ) {
        let (part, message) = FilterRule.words(for: fit, condition)
        var hash = StableHash()
        hash.combine(condition.parameter)
        let pointer = "/hydra:member/\(index)/" + condition.member.joined(separator: "/")
        gatherer.add(part, alike: hash.value, pointer: { pointer }) { rule, pointer in
            if fit == .hidden {
                return .notEvaluable(
                    rule: rule,
                    message: message,
                    dataPointer: pointer,
                    specPointer: place,
                    keyword: condition.parameter
                )
            }
            // Only the period's own dates are surely shown as exactly as they are compared.
            let isSure = fit == .breaks || ["startDate", "endDate"].contains(condition.member.last)
            return Observation(
                rule: rule,
                severity: isSure ? condition.severity : min(condition.severity, .warning),
                provenance: condition.provenance,
                message: message,
                dataPointer: pointer,
                specPointer: place,
                keyword: condition.parameter
            )
        }
    }

    private static func words(for fit: FilterJudge.Fit, _ condition: FilterCondition) -> (String, String) {
        let value = condition.member.joined(separator: "/")
        switch fit {
        case .onTheBound:
            return (
                "boundary",
                "the list is bounded by \(condition.parameter), which leaves out the moment itself, but a member's "
                    + "\(value) is that moment"
            )
        case .hidden:
            return (
                "redacted",
                "the list is filtered by \(condition.parameter); a member's \(value) was redacted, and whether it is "
                    + "the one asked for can't be told"
            )
        case .fits, .silent, .breaks:
            return (
                "value",
                "the list is filtered by \(condition.parameter), but a member's \(value) is not what was asked for"
            )
        }
    }

    /// Whether the booking is for the user or was made by the user, or does not say.
    private static func belongs(_ member: JSONNode, to user: ULID, _ subject: CheckSubject) -> Bool {
        guard member.kind == .object else { return true }
        var isSaid = false
        for name in ["userId", "createdUserId"] {
            guard let node = member[name], !node.isNull else { continue }
            guard node.kind == .string, case .actual = subject.view(of: node), let bytes = node.stringBytes,
                let id = ULID(bytes) ?? ResourceIRI.resource(bytes)?.id
            else { return true }
            if id == user { return true }
            isSaid = true
        }
        return !isSaid
    }
}
