import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Testing

@Suite struct QuotaLedgerTests {
    private let now = Timestamp(seconds: 1_795_455_062)
    private let state: StateFolder

    init() { state = StateFolder(path: NSTemporaryDirectory() + "reprise-ledger-" + UUID().uuidString) }

    private func ledger(_ identifier: String = "a", _ region: Region = .eu) throws -> QuotaLedger {
        QuotaLedger(folder: state, endpoints: try Endpoints(region: region), identifier: Array(identifier.utf8))
    }

    @Test func whatOneNotesAnotherReads() throws {
        defer { try? FileManager.default.removeItem(atPath: state.path) }
        #expect(try ledger().read(now: now) == nil)
        let quota = QuotaState(limit: 2_500, remaining: 17, resetSeconds: now.seconds + 600)
        try ledger().note(quota, at: now)
        #expect(try ledger().read(now: now)?.state == quota)
        #expect(try ledger("b").read(now: now) == nil)
        #expect(try ledger("a", .us).read(now: now) == nil)
    }

    @Test func theLatestAnswerCounts() throws {
        defer { try? FileManager.default.removeItem(atPath: state.path) }
        try ledger().note(QuotaState(remaining: 5), at: now)
        try ledger().note(QuotaState(remaining: 9), at: now.advanced(by: .seconds(-1)))
        #expect(try ledger().read(now: now)?.state.remaining == 5)
        try ledger().note(QuotaState(remaining: 4), at: now.advanced(by: .seconds(1)))
        #expect(try ledger().read(now: now)?.state.remaining == 4)
    }

    @Test func whatIsOldSaysNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: state.path) }
        try ledger().note(QuotaState(remaining: 5, resetSeconds: now.seconds + 600), at: now)
        #expect(try ledger().read(now: now.advanced(by: .seconds(599))) != nil)
        #expect(try ledger().read(now: now.advanced(by: .seconds(600))) == nil)
        try ledger().note(QuotaState(remaining: 5, resetSeconds: 596_505_600), at: now)
        #expect(try ledger().read(now: now.advanced(by: .seconds(3_599))) != nil)
        #expect(try ledger().read(now: now.advanced(by: .seconds(3_600))) == nil)
        // From the future: a clock was changed.
        #expect(try ledger().read(now: now.advanced(by: .seconds(-3_600))) == nil)
    }

    @Test(arguments: [61, 600, 3_599]) func aClockThatWasSetBackIsBelieved(_ seconds: Int64) throws {
        defer { try? FileManager.default.removeItem(atPath: state.path) }
        try ledger().note(QuotaState(remaining: 5), at: now)
        let before = now.advanced(by: .seconds(-seconds))
        // Whatever comes now is heard later than that.
        try ledger().note(QuotaState(remaining: 9), at: before)
        #expect(try ledger().read(now: before)?.state.remaining == 9)
        try ledger().note(QuotaState(remaining: 4), at: before.advanced(by: .seconds(1)))
        #expect(try ledger().read(now: before.advanced(by: .seconds(1)))?.state.remaining == 4)
    }

    @Test func absurdNumbersDoNotTrap() throws {
        defer { try? FileManager.default.removeItem(atPath: state.path) }
        let absurd = QuotaState(limit: .max, remaining: .min, resetSeconds: .max)
        try ledger().note(absurd, at: Timestamp(microseconds: .max))
        _ = try ledger().read(now: Timestamp(microseconds: .min))
        _ = try ledger().read(now: Timestamp(microseconds: .max))
        try ledger().note(absurd, at: Timestamp(microseconds: .min))
    }

    @Test func whereNothingCanBeWrittenNothingBreaks() throws {
        let nowhere = StateFolder(path: "/dev/null/reprise")
        let ledger = QuotaLedger(folder: nowhere, endpoints: try Endpoints(region: .eu), identifier: [1])
        ledger.note(QuotaState(remaining: 1), at: now)
        #expect(ledger.read(now: now) == nil)
    }

    @Test func theFolderFollowsTheEnvironment() {
        #expect(StateFolder(environment: ["XDG_STATE_HOME": "/x", "HOME": "/h"])?.path == "/x/reprise")
        #expect(StateFolder(environment: ["XDG_STATE_HOME": "x", "HOME": "/h"])?.path == "/h/.local/state/reprise")
        #expect(StateFolder(environment: ["HOME": "/h"])?.path == "/h/.local/state/reprise")
        #expect(StateFolder(environment: [:]) == nil)
    }
}
