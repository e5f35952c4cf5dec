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

    @Test func aNameThatIsNoRunsMakesNoFile() throws {
        #expect(try RunLock.take("../x", beside: NSTemporaryDirectory() + "captures.sqlite") == nil)
        #expect(try RunLock.take("a", beside: "/nonexistent/captures.sqlite") == nil)
    }
}
