/// What a command's exit code says. Where several would fit, the first in the order of declaration applies.
package enum ExitStatus: Int32, Sendable {
    /// The command line, a setting or an input could not be understood.
    case usage = 2
    /// A secret was found in what was about to be written; nothing was written.
    case leak = 5
    /// The API broke the contract, or the replayed failure happened.
    case failed = 1
    /// Something could not be evaluated or done.
    case notEvaluated = 3
    /// Quota, sign-in or network stood in the way.
    case inconclusive = 4
    case fine = 0

    /// The code's meaning, as the last line of a command gives it.
    var meaning: String {
        switch self {
        case .usage: "exit 2: nothing was done"
        case .leak: "exit 5: a secret was found, nothing was written"
        case .failed: "exit 1"
        case .notEvaluated: "exit 3: something could not be evaluated"
        case .inconclusive: "exit 4: inconclusive"
        case .fine: "exit 0"
        }
    }
}

/// Why a command stopped: what happened and where, what to do about it, and the exit code.
package struct CommandFailure: Error, Sendable, CustomStringConvertible {
    var message: String
    var remedy: String?
    var status: ExitStatus

    init(_ message: String, remedy: String? = nil, status: ExitStatus) {
        self.message = message
        self.remedy = remedy
        self.status = status
    }

    package var description: String { message + (remedy.map { "\n  " + $0 } ?? "") }
}
