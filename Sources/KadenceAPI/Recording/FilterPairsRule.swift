internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// What a bound includes, its opposite leaves out: `after` and `strictly_before` of the same moment share nothing, and
/// together they are the whole list; so are `strictly_after` and `before`.
///
/// What a member's own date shows is `FilterRule`'s matter. This one needs no dates: it also sees through filters on
/// local time, and that members are missing.
package struct FilterPairsRule: RecordingRule {
    package let id = "kadence.filter-pairs"
    private let limit: Int

    /// - Parameter limit: how many members of lists are remembered.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
    }

    package func begin() -> any RecordingWatch { FilterPairsWatch(id: id, limit: limit) }
}

/// The totals of one recording's lists, with and without a bound.
struct FilterPairsWatch: RecordingWatch {
    /// What is kept of a list.
    private struct Seen {
        let total: Int
        let time: CallTime
        let context: ObservationContext
        let number: Int
        /// Members that no date of theirs judges, where all of the list was shown.
        let members: Set<UInt64>
    }

    /// One moment that a date is compared with.
    private struct Cut: Hashable {
        /// The list without this bound.
        let list: UInt64
        let field: String
        let isLocal: Bool
        let moment: Timestamp
        /// Whether the moment itself belongs to those after it.
        let isWithAfter: Bool
    }

    private struct Halves {
        var before: Seen?
        var after: Seen?
    }

    private static let cutsPerList = 16

    private let id: String
    private let limit: Int
    private var wholes: [UInt64: Seen] = [:]
    private var halves: [Cut: Halves] = [:]
    /// The cuts of each list, so that a whole list that comes last is compared with them.
    private var cuts: [UInt64: [Cut]] = [:]
    private var remembered = 0
    private var changes = OwnChanges()
    private var candidates: [(span: CallSpan, observation: Observation, context: ObservationContext)] = []
    private var full: ObservationContext?

    init(id: String, limit: Int) {
        self.id = id
        self.limit = limit
    }

    mutating func see(_ subject: CheckSubject) {
        changes.see(subject)
        guard let answer = CollectionAnswer(subject), let total = answer.total(subject), answer.query.page != nil,
            let conditions = FilterCondition.byPath[answer.path.template]
        else { return }
        let bounds = conditions.compactMap { condition -> (FilterCondition, FilterCondition.Moment, Timestamp)? in
            guard case .moment(let bound) = condition.kind, case .text(let bytes) = answer.query[condition.parameter],
                let moment = FilterJudge.moment(bytes)
            else { return nil }
            return (condition, bound, moment)
        }
        guard !conditions.isEmpty, bounds.count <= 8 else { return }
        let key = ListKey(answer, subject)
        let own = key.ofSet()
        guard wholes.count + halves.count < RecordingLimit.entries else {
            if full == nil { full = ObservationContext(subject) }
            return
        }
        wholes[own] = Seen(
            total: total,
            time: CallTime(subject.exchange),
            context: ObservationContext(subject),
            number: subject.number,
            members: []
        )
        for cut in cuts[own] ?? [] { compare(cut) }
        for (condition, bound, moment) in bounds {
            guard let judge = FilterJudge(condition, answer.query, subject),
                let members = unjudged(answer, judge, total, bound.isLocal, subject)
            else { continue }
            let cut = Cut(
                list: key.ofSet(without: condition.parameter),
                field: condition.member.joined(separator: "/"),
                isLocal: bound.isLocal,
                moment: moment,
                isWithAfter: bound.isAfter != bound.isStrict
            )
            let seen = Seen(
                total: total,
                time: CallTime(subject.exchange),
                context: ObservationContext(subject),
                number: subject.number,
                members: members
            )
            if halves[cut] == nil { remember(cut) }
            var known = halves[cut] ?? Halves()
            remembered += members.count
            if bound.isAfter {
                remembered -= known.after?.members.count ?? 0
                known.after = seen
            } else {
                remembered -= known.before?.members.count ?? 0
                known.before = seen
            }
            halves[cut] = known
            compare(cut)
        }
    }

    /// A client that asks again and again for what is after now makes ever new cuts of one list; the latest will do.
    private mutating func remember(_ cut: Cut) {
        var known = cuts.removeValue(forKey: cut.list) ?? []
        if known.count >= FilterPairsWatch.cutsPerList {
            let oldest = known.removeFirst()
            let gone = halves.removeValue(forKey: oldest)
            remembered -= (gone?.before?.members.count ?? 0) + (gone?.after?.members.count ?? 0)
        }
        known.append(cut)
        cuts[cut.list] = known
    }

    /// The members of a list that is shown whole whose dates say nothing; none where it is not whole. Nil where a
    /// member plainly breaks the bound: that is said elsewhere, and such a list proves nothing more.
    private mutating func unjudged(
        _ answer: CollectionAnswer,
        _ judge: FilterJudge,
        _ total: Int,
        _ isLocal: Bool,
        _ subject: CheckSubject
    ) -> Set<UInt64>? {
        var members: Set<UInt64> = []
        let isWhole = answer.query.page == 1 && total == answer.members.count && total <= 500
        for member in answer.members.elements {
            let fit = judge.judge(member)
            guard fit == .fits || fit == .silent else { return nil }
            guard isWhole, fit == .silent || isLocal, let identity = CollectionAnswer.identity(of: member) else {
                continue
            }
            if remembered + members.count < limit {
                members.insert(StableHash(identity).value)
            } else if full == nil {
                full = ObservationContext(subject)
            }
        }
        return members
    }

    private mutating func compare(_ cut: Cut) {
        guard let known = halves[cut], let before = known.before, let after = known.after else { return }
        var span = CallSpan(before.time)
        span.include(after.time)
        let later = before.time.start > after.time.start ? before : after
        let shared = before.members.intersection(after.members).count
        if shared > 0, span.isShort {
            return add(
                "both",
                "\(shared) members are in the list bounded by \(words(cut, isAfter: true)) and in that bounded by "
                    + words(cut, isAfter: false),
                cut,
                span,
                later
            )
        }
        // Only what every member has is on one side or the other.
        guard let whole = wholes[cut.list], ["startDate", "endDate"].contains(cut.field) else { return }
        span.include(whole.time)
        let (sum, overflow) = before.total.addingReportingOverflow(after.total)
        guard span.isShort, overflow || sum != whole.total else { return }
        add(
            "sum",
            "\(words(cut, isAfter: true)) and \(words(cut, isAfter: false)) of the same moment make \(after.total) and "
                + "\(before.total), but the list without them \(whole.total)",
            cut,
            span,
            later
        )
    }

    private func words(_ cut: Cut, isAfter: Bool) -> String {
        let isStrict = isAfter != cut.isWithAfter
        return (cut.isLocal ? "local_" : "") + (isStrict ? "strictly_" : "") + (isAfter ? "after" : "before")
    }

    private mutating func add(_ part: String, _ message: String, _ cut: Cut, _ span: CallSpan, _ seen: Seen) {
        guard candidates.count < RecordingLimit.entries else { return }
        let observation = Observation(
            rule: id + "." + part,
            severity: .warning,
            provenance: .document,
            message: message,
            dataPointer: part == "sum" ? "/hydra:totalItems" : "/hydra:member",
            specPointer: SpecPlace.collection,
            keyword: cut.field
        )
        candidates.append((span, observation, seen.context))
    }

    mutating func finish() -> [RecordingObservation] {
        changes.settle()
        var gatherer = RecordingGatherer()
        for candidate in candidates where !changes.touch(candidate.span) {
            gatherer.add(candidate.observation, in: candidate.context)
        }
        return gatherer.results() + (full.map { [RecordingLimit.reached(id, "lists", in: $0)] } ?? [])
    }
}
