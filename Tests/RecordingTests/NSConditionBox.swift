import Foundation
import Synchronization

/// A condition that stays true once it is.
final class NSConditionBox: Sendable {
    private let condition = NSCondition()
    private let state = Mutex((isOpen: false, arrivals: 0))

    var arrivals: Int { state.withLock { $0.arrivals } }

    func wait() {
        state.withLock { $0.arrivals += 1 }
        condition.lock()
        defer { condition.unlock() }
        while !state.withLock({ $0.isOpen }) { condition.wait() }
    }

    func open() {
        condition.lock()
        state.withLock { $0.isOpen = true }
        condition.broadcast()
        condition.unlock()
    }
}
