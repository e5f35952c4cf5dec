/// Why a fault plan was refused: the place in the file, and what is wrong there.
package struct FaultPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1; nil where the fault is not in one line.
    package var line: Int?
    package var reason: String

    package init(line: Int? = nil, reason: String) {
        self.line = line
        self.reason = reason
    }

    package var description: String {
        (line.map { "fault plan, line \($0): " } ?? "fault plan: ") + reason
    }
}
