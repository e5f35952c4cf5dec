import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import ReplayPlan
import Synchronization
import Testing

/// Calls that have left and are not answered yet: what a process can't know from answers alone.
@Suite struct QuotaLeaseTests {
    private let now = Timestamp(seconds: 1_795_455_062)
    private let temporary = TemporaryFolder()

    private final class TemporaryFolder: Sendable {
        let path = NSTemporaryDirectory() + "reprise-leases-" + UUID().uuidString
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private var folder: String { temporary.path }

    private func ledger(_ path: String? = nil) throws -> QuotaLedger {
        QuotaLedger(
            folder: StateFolder(path: path ?? folder),
            endpoints: try Endpoints(region: .eu),
            identifier: Array("a".utf8)
        )
    }

    private func plan(reserve: Double = 0.2) -> QuotaPlan {
        QuotaPlan(times: 1_000, requestsPerAttempt: 1, state: nil, now: now, reserveShare: reserve)
    }

    /// A hundred an hour, a fifth of them for production.
    private func said(_ remaining: Int, reset: Int64? = nil) -> QuotaState {
        QuotaState(limit: 100, remaining: remaining, resetSeconds: reset ?? now.seconds + 600)
    }

    private func lease(_ leave: QuotaLeave) throws -> QuotaLease {
        guard case .taken(let lease) = leave else {
            Issue.record("\(leave)")
            throw Refused()
        }
        return lease
    }

    private struct Refused: Error {}

    private func isRefused(_ leave: QuotaLeave) -> Bool { if case .refused = leave { true } else { false } }

    /// The one file of the ledger, its lock left out.
    private func file() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return folder + "/" + (try #require(names.first { $0.hasSuffix(".json") }))
    }

    @Test func whatIsUnderWayCountsAsSpent() throws {
        try ledger().note(said(22), at: now)
        let first = try lease(try ledger().take(plan: plan(), at: now))
        let second = try lease(try ledger().take(plan: plan(), at: now))
        #expect(first != second)
        // Twenty stay for production, whoever asks.
        let third = try ledger().take(plan: plan(), at: now)
        guard case .refused(let reason) = third else {
            Issue.record("\(third)")
            return
        }
        #expect(reason.contains("20 calls are left of 100 an hour, and 20 are kept back"))
        #expect(try ledger().read(now: now)?.underWay == 2)
        #expect(try ledger().read(now: now)?.afterThose.remaining == 20)
        // One that was not made frees its place; one that was answered does not.
        try ledger().giveBack(first)
        let fourth = try lease(try ledger().take(plan: plan(), at: now))
        #expect(isRefused(try ledger().take(plan: plan(), at: now)))
        try ledger().settle(second, said(21), status: 200, at: now)
        try ledger().settle(fourth, said(20), at: now)
        #expect(isRefused(try ledger().take(plan: plan(), at: now)))
        #expect(try ledger().read(now: now)?.underWay == 0)
    }

    @Test func aCallThatTheUserAskedForIsCountedAndNeverRefused() throws {
        try ledger().note(said(20), at: now)
        _ = try lease(try ledger().take(plan: nil, at: now))
        #expect(try ledger().read(now: now)?.underWay == 1)
    }

    @Test func anAnswerWithoutNumbersCountsAsOneCall() throws {
        try ledger().note(said(22), at: now)
        let taken = try lease(try ledger().take(plan: plan(), at: now))
        try ledger().settle(taken, nil, at: now)
        #expect(try ledger().read(now: now)?.state.remaining == 21)
        // Nor does a limit alone tell what is left of it.
        try ledger().settle(nil, QuotaState(limit: 100), at: now)
        #expect(try ledger().read(now: now)?.state.remaining == 20)
        try ledger().note(said(0), at: now)
        try ledger().settle(nil, nil, at: now)
        #expect(try ledger().read(now: now)?.state.remaining == 0)
    }

    @Test func whatAKilledProcessSentIsSpent() throws {
        try ledger().note(said(23), at: now)
        for _ in 0..<2 { _ = try lease(try ledger().take(plan: plan(), at: now)) }
        let almost = now.advanced(by: .seconds(120))
        #expect(try ledger().read(now: almost)?.underWay == 2)
        #expect(try ledger().read(now: almost)?.afterThose.remaining == 21)
        // No longer under way, and never answered: the API may have counted them all the same.
        let after = now.advanced(by: .seconds(121))
        #expect(try ledger().read(now: after)?.underWay == 0)
        #expect(try ledger().read(now: after)?.afterThose.remaining == 21)
        let third = try lease(try ledger().take(plan: plan(), at: after))
        #expect(isRefused(try ledger().take(plan: plan(), at: after)))
        // An answer knows better.
        try ledger().settle(third, said(22), status: 200, at: after)
        #expect(try ledger().read(now: after)?.afterThose.remaining == 22)
    }

    @Test func aClockThatWasSetBackEndsTheLeasesOfItsFuture() throws {
        try ledger().note(said(23), at: now)
        _ = try lease(try ledger().take(plan: nil, at: now.advanced(by: .seconds(100))))
        #expect(try ledger().read(now: now)?.underWay == 1)
        #expect(try ledger().read(now: now.advanced(by: .seconds(-50)))?.underWay == 0)
    }

    @Test func anAnswerThatTookTooLongIsNoNews() throws {
        try ledger().note(said(70), at: now)
        let slow = try lease(try ledger().take(plan: nil, at: now))
        let quick = try lease(try ledger().take(plan: nil, at: now.advanced(by: .seconds(122))))
        try ledger().settle(quick, said(30), status: 200, at: now.advanced(by: .seconds(123)))
        // It was counted when it left, and is given up since.
        try ledger().settle(slow, said(60), status: 200, at: now.advanced(by: .seconds(150)))
        #expect(try ledger().read(now: now.advanced(by: .seconds(150)))?.state.remaining == 30)
        // Noted by a process that stood still meanwhile.
        let stopped = try lease(try ledger().take(plan: nil, at: now.advanced(by: .seconds(160))))
        try ledger().note(said(20), at: now.advanced(by: .seconds(250)))
        try ledger().settle(
            stopped,
            said(29),
            status: 200,
            at: now.advanced(by: .seconds(161)),
            now: now.advanced(by: .seconds(250))
        )
        #expect(try ledger().read(now: now.advanced(by: .seconds(250)))?.state.remaining == 20)
    }

    @Test func whatAnAnswerHasCountedIsNotCountedAgain() throws {
        try ledger().note(said(30), at: now)
        // One process is killed, another goes on: its answers count what the first has sent.
        for _ in 0..<5 { _ = try lease(try ledger().take(plan: plan(), at: now)) }
        let later = now.advanced(by: .seconds(60))
        let other = try lease(try ledger().take(plan: plan(), at: later))
        try ledger().settle(other, said(24), status: 200, at: later.advanced(by: .seconds(1)))
        let after = now.advanced(by: .seconds(121))
        #expect(try ledger().read(now: after)?.afterThose.remaining == 24)
        _ = try lease(try ledger().take(plan: plan(), at: after))
        #expect(try ledger().read(now: after)?.afterThose.remaining == 23)
    }

    @Test func whileNothingIsKnownOneAsks() throws {
        let first = try lease(try ledger().take(plan: plan(), at: now))
        #expect(try ledger().isAwaited(now: now))
        #expect(try ledger().take(plan: plan(), at: now) == .later)
        // One that the user asked for by itself waits for nobody.
        let call = try lease(try ledger().take(plan: nil, at: now))
        try ledger().giveBack(call)
        // Who has heard for himself does not ask.
        let informed = QuotaPlan(times: 1, requestsPerAttempt: 1, state: said(50), now: now)
        try ledger().giveBack(try lease(try ledger().take(plan: informed, at: now)))
        try ledger().settle(first, said(21), status: 200, at: now)
        #expect(try !ledger().isAwaited(now: now))
        _ = try lease(try ledger().take(plan: plan(), at: now))
        #expect(isRefused(try ledger().take(plan: plan(), at: now)))
        // After the reset nobody knows again; the one that is under way asks for all.
        let after = now.advanced(by: .seconds(601))
        try ledger().note(said(30, reset: now.seconds + 1), at: now)
        let asking = try lease(try ledger().take(plan: plan(), at: after))
        #expect(try ledger().take(plan: plan(), at: after) == .later)
        try ledger().giveBack(asking)
        #expect(try !ledger().isAwaited(now: after))
    }

    @Test func nobodyWaitsLongForAProcessThatIsGone() throws {
        _ = try lease(try ledger().take(plan: plan(), at: now))
        #expect(try ledger().take(plan: plan(), at: now.advanced(by: .seconds(15))) == .later)
        let later = now.advanced(by: .seconds(16))
        _ = try lease(try ledger().take(plan: plan(), at: later))
        #expect(try ledger().take(plan: plan(), at: later) == .later)
        // A clock that was set back.
        _ = try lease(try ledger().take(plan: plan(), at: now.advanced(by: .seconds(-60))))
    }

    @Test(arguments: [200, 404, 301]) func anAnswerOfAnAPIWithoutAQuotaFreesAll(_ status: Int) throws {
        let first = try lease(try ledger().take(plan: plan(), at: now))
        try ledger().settle(first, nil, status: status, at: now)
        for _ in 0..<64 { _ = try lease(try ledger().take(plan: plan(), at: now)) }
        // For as long as a window lasts: then it is asked anew.
        let after = now.advanced(by: .seconds(3_600))
        _ = try lease(try ledger().take(plan: plan(), at: after))
        #expect(try ledger().take(plan: plan(), at: after) == .later)
    }

    @Test(arguments: [nil, 502] as [Int?]) func whatTellsNothingAllowsOneMore(_ status: Int?) throws {
        for allowed in 1...5 {
            let leases = try (0..<allowed).map { _ in try lease(try ledger().take(plan: plan(), at: now)) }
            #expect(try ledger().take(plan: plan(), at: now) == .later)
            for lease in leases.dropFirst() { try ledger().giveBack(lease) }
            try ledger().settle(leases[0], nil, status: status, at: now)
        }
        // One answer that tells, and it is forgotten.
        try ledger().note(said(30, reset: now.seconds + 1), at: now)
        let after = now.advanced(by: .seconds(1))
        let asking = try lease(try ledger().take(plan: plan(), at: after))
        #expect(try ledger().take(plan: plan(), at: after) == .later)
        // That the quota is used up says that there is one.
        try ledger().settle(asking, nil, status: 429, at: after)
        _ = try lease(try ledger().take(plan: plan(), at: after))
        #expect(try ledger().take(plan: plan(), at: after) == .later)
    }

    @Test func whatCameLastNeedNotBeWhatWasCountedLast() throws {
        try ledger().note(said(60), at: now)
        let first = try lease(try ledger().take(plan: plan(), at: now.advanced(by: .milliseconds(10))))
        let second = try lease(try ledger().take(plan: plan(), at: now.advanced(by: .milliseconds(20))))
        // The API counted the first one first, but its answer comes later.
        try ledger().settle(second, said(58), at: now.advanced(by: .milliseconds(30)))
        try ledger().settle(first, said(59), at: now.advanced(by: .milliseconds(40)))
        #expect(try ledger().read(now: now)?.state.remaining == 58)
        // Noted late, but counted last.
        try ledger().note(said(57), at: now.advanced(by: .milliseconds(25)))
        #expect(try ledger().read(now: now)?.state.remaining == 57)
        // A call that left after all of that knows better, also where it says more.
        let third = try lease(try ledger().take(plan: plan(), at: now.advanced(by: .milliseconds(50))))
        try ledger().settle(third, said(80), at: now.advanced(by: .milliseconds(60)))
        #expect(try ledger().read(now: now)?.state.remaining == 80)
    }

    @Test func theLaterWindowCounts() throws {
        let reset = now.seconds + 600
        try ledger().note(said(21, reset: reset), at: now)
        let old = try lease(try ledger().take(plan: nil, at: now.advanced(by: .milliseconds(10))))
        let new = try lease(try ledger().take(plan: nil, at: now.advanced(by: .milliseconds(20))))
        try ledger().settle(new, said(99, reset: reset + 3_600), at: now.advanced(by: .milliseconds(30)))
        try ledger().settle(old, said(20, reset: reset), at: now.advanced(by: .milliseconds(40)))
        #expect(try ledger().read(now: now)?.state.remaining == 99)
    }

    @Test(arguments: [
        "", "garbage", "[]", "{}", #"{"version":2,"remaining":0,"limit":1,"leases":[]}"#,
        #"{"version":"1","remaining":0,"limit":1}"#, #"{"version":1,"remaining":"none","leases":{"id":1}}"#,
        #"{"version":1,"limit":100,"remaining":0,"seenAt":-9223372036854775808,"leases":[{"id":1,"at":9223372036854775807}]}"#,
        #"{"version":1,"seenAt":9223372036854775807,"remaining":-9223372036854775808,"resetSeconds":9223372036854775807}"#,
    ])
    func aFileThatSaysNothingHoldsNothingUp(_ text: String) throws {
        let ledger = try ledger()
        ledger.note(said(0), at: now)
        try Data(text.utf8).write(to: URL(fileURLWithPath: try file()))
        #expect(ledger.read(now: now) == nil)
        let taken = try lease(ledger.take(plan: plan(), at: now))
        ledger.settle(taken, said(20), at: now)
        #expect(ledger.read(now: now)?.state.remaining == 20)
        #expect(isRefused(ledger.take(plan: plan(), at: now)))
    }

    @Test func whatOthersCouldHaveWrittenIsNotBelieved() throws {
        let ledger = try ledger()
        ledger.note(said(0), at: now)
        #expect(isRefused(ledger.take(plan: plan(), at: now)))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: try file())
        _ = try lease(ledger.take(plan: plan(), at: now))
    }

    @Test(arguments: ["/dev/null/reprise", "/proc/reprise"]) func whereNothingCanBeKeptWorkGoesOn(_ path: String) throws
    {
        let ledger = try ledger(path)
        for _ in 0..<3 {
            let taken = try lease(ledger.take(plan: plan(), at: now))
            ledger.settle(taken, said(0), at: now)
        }
        ledger.giveBack(try lease(ledger.take(plan: plan(), at: now)))
        #expect(ledger.read(now: now) == nil)
    }

    /// What the API counts; its answers overtake each other.
    private final class Meter: Sendable {
        let left: Mutex<Int>
        init(_ left: Int) { self.left = Mutex(left) }
        func call() -> Int {
            left.withLock { left in
                left -= 1
                return left
            }
        }
    }

    @Test func howeverManyHammerTheReserveIsKept() async throws {
        let meter = Meter(70)
        try ledger().note(said(70), at: now)
        // One clock for all, that never stands still.
        let clock = Counter()
        let moment: @Sendable () -> Timestamp = { [now] in now.advanced(by: .microseconds(clock.next())) }
        // Each with a ledger and a lock of its own, as processes have.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                let ledger = try ledger()
                let plan = plan()
                let reset = now.seconds + 600
                group.addTask {
                    var held: [(lease: QuotaLease, remaining: Int)] = []
                    for turn in 0..<40 {
                        if case .taken(let lease) = ledger.take(plan: plan, at: moment()) {
                            held.append((lease, meter.call()))
                        }
                        // Answers come late, and the last first.
                        if turn % 4 == 3 {
                            for answer in held.reversed() {
                                ledger.settle(
                                    answer.lease,
                                    QuotaState(limit: 100, remaining: answer.remaining, resetSeconds: reset),
                                    at: moment()
                                )
                            }
                            held = []
                        }
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        // So many of the 70 stay; the others were granted.
        #expect(meter.left.withLock { $0 } >= 20)
        #expect(try ledger().read(now: now)?.underWay == 0)
        // What is left is what the API counts, whichever answer came last.
        #expect(try ledger().read(now: now)?.state.remaining == meter.left.withLock { $0 })
    }
}
