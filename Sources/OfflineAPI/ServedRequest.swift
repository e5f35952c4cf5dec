/// One line of the server's log.
package struct ServedRequest: Sendable {
    package enum Answer: Sendable {
        case recorded(step: Int, isRepeat: Bool)
        case placeholder(step: Int, isRepeat: Bool, reason: String)
        case notServable(step: Int, reason: String)
        case madeUpToken
        case notRecorded(Mismatch)
    }

    package let method: String
    /// Redacted; hostile until shown safely.
    package let target: [UInt8]
    /// 0 where the connection ended without one.
    package let status: Int
    package let answer: Answer
}
