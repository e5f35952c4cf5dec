import Foundation
import Testing

@testable import Commands

@Suite struct RunLockTests {
    @Test func onlyOneHoldsIt() throws {
        let folder = NSTemporaryDirectory() + "reprise-lock-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = folder + "/captures.sqlite"
        var held = try RunLock.take("20261124T202806Z-15390kn", beside: store)
        #expect(held != nil)
        #expect(throws: CommandFailure.self) { try RunLock.take("20261124T202806Z-15390kn", beside: store) }
        #expect(try RunLock.take("20261124T202806Z-other", beside: store) != nil)
        held = nil
        // Given back, and nothing left behind.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(try RunLock.take("20261124T202806Z-15390kn", beside: store) != nil)
    }

    /// Who holds the lock deletes its file at the end. Another process may have opened that file just before, and holds
    /// then what nobody else will ever look at.
    @Test func theLockOfAFileThatIsGoneIsNone() throws {
        let folder = NSTemporaryDirectory() + "reprise-lock-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/run-a.lock"
        var first = try RunLock.take("a", beside: folder + "/captures.sqlite")
        #expect(first != nil)
        let opened = try #require(RunLock.file(path))
        first = nil
        #expect(try RunLock.hold(opened, at: path, of: "a") == nil)

        // The same where a third one has made the file anew by then.
        first = try RunLock.take("a", beside: folder + "/captures.sqlite")
        let late = try #require(RunLock.file(path))
        first = nil
        let third = try RunLock.take("a", beside: folder + "/captures.sqlite")
        #expect(try RunLock.hold(late, at: path, of: "a") == nil)
        #expect(throws: CommandFailure.self) { try RunLock.take("a", beside: folder + "/captures.sqlite") }
        withExtendedLifetime(third) {}
    }

    @Test func aNameThatIsNoRunsMakesNoFile() throws {
        #expect(try RunLock.take("../x", beside: NSTemporaryDirectory() + "captures.sqlite") == nil)
        #expect(try RunLock.take("a", beside: "/nonexistent/captures.sqlite") == nil)
    }
}
