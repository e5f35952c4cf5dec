import Foundation

/// Runs a blocking piece of a test on a thread of its own; pools would run out when 200 of them wait.
func spawn(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread { work() }
    thread.stackSize = 1 << 19
    thread.start()
}
