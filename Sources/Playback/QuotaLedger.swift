import Crypto
package import ExchangeModel
import JSONTree
package import KadenceAPI
package import ReplayPlan

/// What this machine knows of the hourly quota, shared by every process that uses the same API key.
///
/// Answers' own numbers are the truth, and the latest answer counts, whoever else caused what it says. What an answer
/// can't know are calls that have left and are not answered yet: each call takes a lease before it leaves and settles
/// it when it is answered, so that processes that run at the same time don't spend the same last call twice. While
/// nobody has heard anything, one call at a time is let out to ask, however many processes begin together.
package struct QuotaLedger: Sendable {
    /// A state, and when it was heard.
    package struct Entry: Sendable, Hashable {
        /// As last said.
        package let state: QuotaState
        package let seenAt: Timestamp
        /// Calls that have left and are not answered yet, of all processes.
        package let underWay: Int

        package init(state: QuotaState, seenAt: Timestamp, underWay: Int = 0) {
            self.state = state
            self.seenAt = seenAt
            self.underWay = underWay
        }

        /// The state after the calls that are under way.
        package var afterThose: QuotaState {
            var state = state
            state.remaining = state.remaining.map { max(0, $0) - min(max(0, $0), underWay) }
            return state
        }
    }

    /// A call that has had no answer for so long was made by a process that is gone.
    private static let longestCall = Duration.seconds(120)
    /// A call that has taken leave has left after so long.
    private static let longestStart = Duration.seconds(10)
    /// A time that lies further ahead is of a clock that was changed since.
    private static let tolerance = Duration.seconds(60)
    /// So long others wait for the answer that is to tell what is left: longer than one takes, and not for ever.
    private static let longestWait = Duration.seconds(15)

    /// Until who was told to come later asks again.
    static let pollInterval = Duration.milliseconds(50)

    private let folder: StateFolder
    private let name: String

    /// - Parameter identifier: the API key's identifier; the quota is per application.
    package init(folder: StateFolder, endpoints: Endpoints, identifier: [UInt8]) {
        self.folder = folder
        var hash = SHA256()
        hash.update(data: Array("reprise quota ledger\u{0}\(endpoints.apiBase.origin)\u{0}".utf8))
        hash.update(data: identifier)
        name = "quota-" + hex(hash.finalize().prefix(16)) + ".json"
    }

    /// What was heard last; nil if that was longer ago than a window lasts, or the window has ended since.
    package func read(now: Timestamp) -> Entry? {
        var page = stored()
        page.endOverdue(now)
        return page.current(now)
    }

    /// Notes what an answer said, unless a later answer that has been noted says as much.
    package func note(_ state: QuotaState, at moment: Timestamp) {
        folder.locked(name) {
            var page = stored()
            page.hear(state, at: moment, sentAt: moment, now: moment)
            store(page)
        }
    }

    /// Whether nobody knows what is left, and a call is under way whose answer is to tell.
    package func isAwaited(now: Timestamp) -> Bool {
        let page = stored()
        return page.current(now)?.state.remaining == nil && page.isAsked(now)
    }

    /// Takes leave for one call.
    ///
    /// - Parameter plan: the run's, which says how much is kept back; nil for a call that the user asked for by itself,
    ///   which is counted and never refused.
    package func take(plan: QuotaPlan?, at now: Timestamp) -> QuotaLeave {
        folder.locked(name) {
            var page = stored()
            page.endOverdue(now)
            if var plan {
                // What the run has heard itself may be newer, where the ledger can't be written.
                if let entry = page.current(now) {
                    plan.observe(entry.state, heardAt: entry.seenAt, sentAt: entry.seenAt, now: now)
                }
                plan.spend(page.leases.count)
                if plan.remaining == nil, page.isAsked(now) { return .later }
                if case .stop(let reason) = plan.verdict(for: 1) { return .refused(reason: reason) }
            }
            let lease = QuotaLease(id: Int.random(in: 1...(1 << 52)))
            page.leases.append((lease.id, now))
            store(page)
            return .taken(lease)
        }
    }

    /// The call was answered, or will not be any more.
    ///
    /// - Parameters:
    ///   - state: what the answer said; nil where it said nothing, which is counted as one call less.
    ///   - status: the answer's; nil where none came.
    ///   - moment: when the answer had come.
    ///   - now: nil where that is now.
    package func settle(
        _ lease: QuotaLease?,
        _ state: QuotaState?,
        status: Int? = nil,
        at moment: Timestamp,
        now: Timestamp? = nil
    ) {
        let now = now ?? moment
        folder.locked(name) {
            var page = stored()
            var sentAt = moment
            if let lease {
                // One that is not known any more was overdue, so the call left long ago.
                let at = page.leases.first { $0.id == lease.id }?.at
                sentAt = min(moment, at ?? moment.advanced(by: .zero - QuotaLedger.longestCall))
                page.leases.removeAll { $0.id == lease.id }
            }
            page.endOverdue(now)
            // A limit alone does not say what is left of it.
            if let state, state.remaining != nil {
                page.hear(state, at: moment, sentAt: sentAt, now: now)
            } else {
                page.hearNothing(status: status, at: moment)
            }
            store(page)
        }
    }

    /// The call was not made.
    package func giveBack(_ lease: QuotaLease) {
        folder.locked(name) {
            var page = stored()
            page.leases.removeAll { $0.id == lease.id }
            store(page)
        }
    }

    private static func isOver(_ lease: (id: Int, at: Timestamp), _ now: Timestamp) -> Bool {
        // One from the future is of a clock that was changed since.
        now.since(lease.at) > longestCall || lease.at.since(now) > longestCall
    }

    /// The file's contents.
    private struct Page {
        var state = QuotaState()
        /// Nil where nothing was heard yet.
        var seenAt: Timestamp?
        /// When the call had left whose answer said so.
        var askedAt: Timestamp?
        var leases: [(id: Int, at: Timestamp)] = []
        /// What calls that told nothing allow, and when the last of them was; nil where an answer has told since.
        var silence: (start: BlindStart, at: Timestamp)?

        /// Whether as many calls are under way as may be while nobody knows what is left.
        func isAsked(_ now: Timestamp) -> Bool {
            let waitedFor = leases.count { lease in
                let age = now.since(lease.at)
                return age >= .zero && age <= QuotaLedger.longestWait
            }
            return waitedFor >= start(now).allowed
        }

        private func start(_ now: Timestamp) -> BlindStart {
            guard let silence, silence.at <= now.advanced(by: QuotaLedger.tolerance),
                now.since(silence.at) < QuotaFacts.window
            else { return BlindStart() }
            return silence.start
        }

        /// Takes note of a call that told nothing.
        mutating func hearNothing(status: Int?, at moment: Timestamp) {
            if let remaining = state.remaining, remaining > 0 { state.remaining = remaining - 1 }
            guard current(moment)?.state.remaining == nil else { return }
            var start = start(moment)
            start.ended(status: status)
            silence = (start, moment)
        }

        /// Ends leases of calls that have had no answer for too long.
        ///
        /// Their process is gone, and the API has counted them all the same; an answer to a call that left well after
        /// them has said so already.
        mutating func endOverdue(_ now: Timestamp) {
            let overdue = leases.filter { QuotaLedger.isOver($0, now) }
            leases.removeAll { QuotaLedger.isOver($0, now) }
            guard let remaining = state.remaining, remaining > 0 else { return }
            let unheard = overdue.count { lease in
                askedAt.map { $0.since(lease.at) <= QuotaLedger.longestStart } ?? true
            }
            state.remaining = remaining - min(remaining, unheard)
        }

        /// Takes over what an answer said.
        ///
        /// Answers to calls that overlapped come in any order, and the last to come need not be the last that was
        /// counted: of those, the one that was counted last is kept.
        /// - Parameter sentAt: when the call left.
        mutating func hear(_ said: QuotaState, at moment: Timestamp, sentAt: Timestamp, now: Timestamp) {
            silence = nil
            if let seenAt, seenAt <= now.advanced(by: QuotaLedger.tolerance), sentAt < seenAt {
                self.seenAt = max(seenAt, moment)
                guard Page.isCountedLast(said, after: state) else { return }
            } else {
                seenAt = moment
            }
            state = said
            askedAt = sentAt
        }

        /// Within a window what is left only falls, so the lower number was counted last; of two windows it is the
        /// later one's.
        private static func isCountedLast(_ one: QuotaState, after other: QuotaState) -> Bool {
            // Below a day they are no Unix times, and fall with every second.
            if let first = one.resetSeconds, let second = other.resetSeconds, first != second,
                min(first, second) > 86_400
            {
                return first > second
            }
            guard let left = other.remaining else { return true }
            return one.remaining ?? .max < left
        }

        func current(_ now: Timestamp) -> Entry? {
            guard let seenAt, seenAt <= now.advanced(by: QuotaLedger.tolerance), now.since(seenAt) < QuotaFacts.window
            else {
                return nil
            }
            // A window may also end while the answer that tells of it is on its way; one that ended long before is none.
            if let reset = state.resetSeconds.map({ Timestamp(seconds: $0) }), reset <= now,
                seenAt.since(reset) < QuotaLedger.longestCall
            {
                return nil
            }
            return Entry(state: state, seenAt: seenAt, underWay: leases.count { !QuotaLedger.isOver($0, now) })
        }
    }

    private func stored() -> Page {
        guard let bytes = folder.contents(of: name), let root = try? JSONDocument.parse(bytes).root,
            root["version"]?.int == 1
        else { return Page() }
        var page = Page()
        page.seenAt = root["seenAt"]?.int.map { Timestamp(microseconds: Int64($0)) }
        page.askedAt = root["askedAt"]?.int.map { Timestamp(microseconds: Int64($0)) }
        page.state = QuotaState(
            limit: root["limit"]?.int,
            remaining: root["remaining"]?.int,
            resetSeconds: root["resetSeconds"]?.int.map { Int64($0) }
        )
        if let allowed = root["blind"]?.int, let at = root["blindAt"]?.int {
            page.silence = (BlindStart(allowed: allowed), Timestamp(microseconds: Int64(at)))
        }
        for lease in root["leases"].map({ Array($0.elements) }) ?? [] {
            guard let id = lease["id"]?.int, let at = lease["at"]?.int else { continue }
            page.leases.append((id, Timestamp(microseconds: Int64(at))))
        }
        return page
    }

    private func store(_ page: Page) {
        var members: [(String, JSONValue)] = [("version", .int(1))]
        if let seenAt = page.seenAt { members.append(("seenAt", .int(Int(seenAt.microseconds)))) }
        if let askedAt = page.askedAt { members.append(("askedAt", .int(Int(askedAt.microseconds)))) }
        if let limit = page.state.limit { members.append(("limit", .int(limit))) }
        if let remaining = page.state.remaining { members.append(("remaining", .int(remaining))) }
        if let reset = page.state.resetSeconds { members.append(("resetSeconds", .int(Int(reset)))) }
        if let silence = page.silence {
            members.append(("blind", .int(silence.start.allowed)))
            members.append(("blindAt", .int(Int(silence.at.microseconds))))
        }
        // The file is read whole and small; more calls at once than this are not counted apart.
        let leases = page.leases.suffix(500).map { lease -> JSONValue in
            .object([("id", .int(lease.id)), ("at", .int(Int(lease.at.microseconds)))])
        }
        members.append(("leases", .array(leases)))
        folder.store(JSONValue.object(members).serialized(), as: name)
    }
}
