import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import ReplayPlan
import Testing
import Wire

/// Runs whose shared ledger can't be written: what they hear themselves keeps the reserve.
@Suite(.serialized) struct SpoiledLedgerTests {
    private func options(_ times: Int, concurrency: Int = 1) -> ReplayOptions {
        var options = ReplayOptions(times: times)
        options.concurrency = concurrency
        return options
    }

    /// A file system of a few pages in memory, which only root can make.
    private final class SmallDisk {
        let path: String

        init?() throws {
            path = NSTemporaryDirectory() + "reprise-small-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            guard SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", path) else {
                print("skipped: this user can't mount a file system to fill")
                return nil
            }
        }

        deinit {
            _ = SmallDisk.run("umount", "-l", path)
            try? FileManager.default.removeItem(atPath: path)
        }

        /// Takes all the room there is.
        func fill() throws {
            try Data().write(to: URL(fileURLWithPath: path + "/ballast"))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/ballast"))
            for size in [4_096, 1] { while (try? file.write(contentsOf: Data(count: size))) != nil {} }
            try file.close()
        }

        private static func run(_ arguments: String...) -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    @Test(arguments: [1, 3]) func anOldEntryDoesNotOverrideWhatTheRunHears(_ concurrency: Int) async throws {
        guard let disk = try SmallDisk() else { return }
        let api = Metered(530)
        let bench = try EdgeBench(folder: disk.path) { _ in api.answer() }
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 530), at: bench.clocks.now())
        try disk.fill()
        bench.ledger.note(QuotaState(limit: 2_500, remaining: 1), at: bench.clocks.now())
        #expect(bench.ledger.read(now: bench.clocks.now())?.state.remaining == 530)
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(200, concurrency: concurrency)
        )
        #expect(api.remaining == 500)
        #expect(run.attempts.count == 30 && run.quota.remaining == 500)
        #expect(run.stoppedBecause?.contains("500 are kept back") == true)
    }

    @Test func aLiveCheckKeepsToWhatItHearsToo() async throws {
        guard let disk = try SmallDisk() else { return }
        let folder = StateFolder(path: disk.path)
        let ledger = QuotaLedger(folder: folder, endpoints: try Endpoints(region: .eu), identifier: [1])
        let now = Timestamp(seconds: 1_795_455_062)
        ledger.note(QuotaState(limit: 100, remaining: 21), at: now)
        try disk.fill()
        var plan = QuotaPlan(
            times: 5,
            requestsPerAttempt: 1,
            state: QuotaState(limit: 100, remaining: 21),
            now: now
        )
        plan.observe(QuotaState(limit: 100, remaining: 20), now: now.advanced(by: .seconds(1)))
        guard case .refused = ledger.take(plan: plan, at: now.advanced(by: .seconds(1))) else {
            Issue.record("the entry of a second ago counted")
            return
        }
    }

    /// Of two answers on their way at once, the last to come need not be the last that was counted.
    @Test func withoutALedgerTheLowerOfTwoAnswersCounts() async throws {
        let api = Metered(506)
        let arrivals = Counter()
        let kept = (0..<2).map { _ in Barrier(2) }
        let bench = try EdgeBench(folder: "/dev/null/reprise") { _ in
            let number = arrivals.next()
            let answer = api.answer()
            // The first two leave alone. Of calls 3 and 4, and of 5 and 6, the one that was counted first is answered
            // when the other is kept.
            if number == 3 || number == 5 { _ = kept[number / 2 - 1].arrive() }
            return answer
        }
        let keeping = Counter()
        let run = await bench.replayer().run(
            try bench.target([bench.failure()]),
            options: options(50, concurrency: 2)
        ) { _ in
            let number = keeping.next()
            if number == 3 || number == 5 { kept[number / 2 - 1].pass() }
        }
        #expect(api.remaining == 500)
        #expect(run.attempts.count == 6 && run.stoppedBecause != nil)
    }
}
