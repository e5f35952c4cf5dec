internal import ContractCheck
internal import JSONTree
internal import Redaction

/// One walk through the pages of a list: counts and hashes, no members.
struct PagePass {
    private struct Page {
        let shown: Int
        let total: Int?
    }

    private var pages: [Int: Page] = [:]
    /// On which page each member was.
    private var places: [UInt64: Int] = [:]
    private var lastPage: Int?
    private(set) var span: CallSpan
    /// Where it is shown: at the page with the first repetition, or else at the latest page.
    private(set) var context: ObservationContext
    private(set) var shown = 0
    private(set) var repeated = 0
    /// The first two pages that share a member.
    private(set) var shared: (first: Int, second: Int)?
    private(set) var leastTotal: Int?
    private(set) var mostTotal: Int?
    private(set) var totalIsTooSmall = false
    /// Whether all members had a name and were remembered.
    private(set) var isIncomplete = false

    init(_ subject: CheckSubject) {
        span = CallSpan(CallTime(subject.exchange))
        context = ObservationContext(subject)
    }

    /// How many hashes are remembered.
    var remembered: Int { places.count }

    func has(_ page: Int) -> Bool { pages[page] != nil }

    /// Takes in a page that is not in yet.
    ///
    /// - Parameter room: how many hashes may still be remembered.
    mutating func add(_ answer: CollectionAnswer, page: Int, _ subject: CheckSubject, room: Int) {
        let count = answer.members.count
        let total = answer.total(subject)
        pages[page] = Page(shown: count, total: total)
        span.include(CallTime(subject.exchange))
        let (sum, overflow) = shown.addingReportingOverflow(count)
        shown = overflow ? .max : sum
        if let total {
            leastTotal = min(total, leastTotal ?? total)
            mostTotal = max(total, mostTotal ?? total)
            if total < count { totalIsTooSmall = true }
        }
        if shared == nil { context = ObservationContext(subject) }
        for member in answer.members.elements {
            guard let identity = CollectionAnswer.identity(of: member), places.count < room else {
                isIncomplete = true
                continue
            }
            let key = StableHash(identity).value
            guard let other = places[key] else {
                places[key] = page
                continue
            }
            // Twice on one page is that page's own matter.
            guard other != page else { continue }
            repeated += 1
            if shared == nil { shared = (other, page) }
        }
        if PagePass.isLast(answer, page, total, subject) {
            // An empty page behind the end is no page of the list.
            let end = count == 0 ? max(1, page - 1) : page
            lastPage = min(end, lastPage ?? end)
        }
    }

    /// Whether the answer shows that nothing comes after it.
    private static func isLast(_ answer: CollectionAnswer, _ page: Int, _ total: Int?, _ subject: CheckSubject) -> Bool
    {
        let count = answer.members.count
        if count == 0 { return true }
        let view = answer.root["hydra:view"]
        if view?["hydra:next"] != nil { return false }
        let size = answer.requestedSize
        if let total, let size {
            let (reached, overflow) = page.multipliedReportingOverflow(by: size.lowerBound)
            if overflow || reached >= total { return true }
            // A page that is full, of a list that has more, only lacks its link.
            if count >= size.lowerBound { return false }
        }
        if let size, count < size.lowerBound { return true }
        if let total, page == 1, count >= total { return true }
        return view?.kind == .object
    }

    /// Whether every page from the first to the last is here.
    var isComplete: Bool {
        guard let lastPage, pages.count >= lastPage else { return false }
        return (1...lastPage).allSatisfy { pages[$0] != nil }
    }

    var pageCount: Int { pages.count }
}
