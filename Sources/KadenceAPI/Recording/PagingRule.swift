internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// The pages of one list are parts of one whole: no member is on two of them, all of them together are as many as
/// `hydra:totalItems` says, and it says the same on each.
///
/// Data changes while a client turns pages. So how much a contradiction weighs depends on how fast the pages were
/// turned, on whether the totals moved, and nothing is said where the recording's own calls changed something.
package struct PagingRule: RecordingRule {
    package let id = "kadence.paging"
    /// A list may have one page.
    package var failuresOfOne: [String] { [id + ".sum"] }
    private let limit: Int

    /// - Parameter limit: how many members of lists whose end was not seen yet are remembered.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
    }

    package func begin() -> any RecordingWatch { PagingWatch(id: id, limit: limit) }
}

/// The lists of one recording whose pages are being turned.
struct PagingWatch: RecordingWatch {
    /// Pages further apart belong to no common whole: an hour.
    private static let longest: Int64 = 3_600_000_000

    private let id: String
    private let limit: Int
    private var passes: [UInt64: PagePass] = [:]
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
        guard let answer = CollectionAnswer(subject), let page = answer.query.page else { return }
        // A list that has no pages is whole by itself.
        if let operation = subject.operation, !operation.parameters.contains(where: { $0.name == "page" }) { return }
        let key = ListKey(answer, subject).ofPages
        // Taken out while it grows: a second reference would have it copied for each page.
        var pass = passes.removeValue(forKey: key) ?? PagePass(subject)
        remembered -= pass.remembered
        if pass.has(page) {
            // The list is asked for anew.
            judge(pass)
            pass = PagePass(subject)
        }
        pass.add(answer, page: page, subject, room: max(0, limit - remembered))
        if pass.isComplete { return judge(pass) }
        if remembered + pass.remembered >= limit || passes.count >= RecordingLimit.entries, full == nil {
            full = ObservationContext(subject)
        }
        guard passes.count < RecordingLimit.entries else { return }
        remembered += pass.remembered
        passes[key] = pass
    }

    mutating func finish() -> [RecordingObservation] {
        for pass in passes.values.sorted(by: { $0.context.number ?? 0 < $1.context.number ?? 0 }) { judge(pass) }
        passes = [:]
        changes.settle()
        var gatherer = RecordingGatherer()
        for candidate in candidates where !changes.touch(candidate.span) {
            gatherer.add(candidate.observation, in: candidate.context)
        }
        return gatherer.results() + (full.map { [RecordingLimit.reached(id, "members of lists", in: $0)] } ?? [])
    }

    private mutating func judge(_ pass: PagePass) {
        guard pass.span.length <= PagingWatch.longest else { return }
        let isShort = pass.span.isShort
        let totalsAgree = pass.leastTotal == pass.mostTotal
        if pass.repeated > 0, let shared = pass.shared {
            let isSure = isShort && totalsAgree && pass.isComplete && pass.shown == pass.leastTotal
            // As many were shown as there are, and some twice: so others were never shown.
            add(
                "repeated",
                isSure ? .error : isShort ? .warning : .info,
                "page \(shared.second) shows members that page \(shared.first) showed already"
                    + (isSure ? ", so that others are on no page" : ""),
                "/hydra:member",
                "uniqueItems",
                pass,
                count: pass.repeated
            )
        }
        if let least = pass.leastTotal, let most = pass.mostTotal {
            // What repetitions explain is said by them.
            let isExplained = (least...most).contains(pass.shown) || (least...most).contains(pass.shown - pass.repeated)
            if pass.isComplete, !pass.totalIsTooSmall, !isExplained {
                add(
                    "sum",
                    !isShort ? .info : totalsAgree ? .error : .warning,
                    "all \(pass.pageCount) pages together show \(pass.shown) members, but hydra:totalItems is "
                        + (totalsAgree ? "\(least)" : "\(least) to \(most)"),
                    "/hydra:totalItems",
                    "const",
                    pass
                )
            } else if !totalsAgree {
                add(
                    "total",
                    .info,
                    "hydra:totalItems is \(least) on one page of the list and \(most) on another",
                    "/hydra:totalItems",
                    "const",
                    pass,
                    .inference
                )
            }
        }
    }

    private mutating func add(
        _ part: String,
        _ severity: Severity,
        _ message: String,
        _ pointer: String,
        _ keyword: String,
        _ pass: PagePass,
        _ provenance: Provenance = .document,
        count: Int = 1
    ) {
        guard candidates.count < RecordingLimit.entries else { return }
        let observation = Observation(
            rule: id + "." + part,
            severity: severity,
            provenance: provenance,
            message: message,
            dataPointer: pointer,
            count: count,
            specPointer: SpecPlace.collection,
            keyword: keyword
        )
        candidates.append((pass.span, observation, pass.context))
    }
}
