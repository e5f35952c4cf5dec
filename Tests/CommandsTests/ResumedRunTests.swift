import CaptureStore
import ExchangeModel
import Foundation
import Playback
import ReplayPlan
import Testing

@testable import Commands

@Suite struct ResumedRunTests {
    private let captures = InMemoryCaptures()
    private var archive: RunArchive { RunArchive(captures) }

    private func folder() throws -> String {
        let folder = NSTemporaryDirectory() + "reprise-resumed-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private func attempt(_ index: Int) -> Attempt {
        Attempt(index: index, calls: [], outcome: .passed, startedAt: Timestamp(seconds: 1_795_455_062), traceID: nil)
    }

    private func begin() throws -> RunRecord {
        let run = RunRecord(
            id: "20261124T190000Z-a",
            startedAt: Timestamp(seconds: 1_795_455_062),
            title: "capture 1",
            selection: ["1"],
            about: 1,
            operation: "GET /v1/public/buildings",
            planned: 3
        )
        try archive.begin(run)
        try archive.add(attempt(1), to: run.id)
        return run
    }

    /// The process that made the run adds an attempt and ends, between the first look at the run and its lock.
    @Test func whatTheOtherProcessStillKeptIsThere() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try begin()
        var looks: [String] = []
        let resumed = try ResumedRun.take("2026", beside: folder + "/captures.sqlite") { id in
            let found = try archive.find(id)
            looks.append(id)
            if looks.count == 1 { try archive.add(attempt(2), to: run.id) }
            return found
        }
        #expect(resumed.record.attempts.map(\.index) == [1, 2])
        #expect(looks == ["2026", run.id])
        #expect(throws: CommandFailure.self) { try RunLock.take(run.id, beside: folder + "/captures.sqlite") }
        withExtendedLifetime(resumed) {}
    }

    @Test func oneThatIsUnderWayIsLeftAlone() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try begin()
        let held = try RunLock.take(run.id, beside: folder + "/captures.sqlite")
        let error = #expect(throws: CommandFailure.self) {
            try ResumedRun.take("2026", beside: folder + "/captures.sqlite", read: archive.find)
        }
        #expect(error?.message.contains("is under way in another process") == true)
        withExtendedLifetime(held) {}
    }

    @Test func oneThatIsDeletedMeanwhileIsNotThere() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try begin()
        var looks = 0
        #expect(throws: CommandFailure.self) {
            try ResumedRun.take(run.id, beside: folder + "/captures.sqlite") { id in
                looks += 1
                return looks == 1 ? try archive.find(id) : nil
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
}
