/// Why a text names no failure.
package struct FailureCriterionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was given and what would be right, for people; printable ASCII, whatever was given.
    package let sentence: String

    /// - Parameter expected: what would be right.
    init(_ text: String, expected: String) {
        sentence = "“\(FailureCriterionError.shown(text))” names no failure: \(expected)"
    }

    package var description: String { sentence }

    /// At most 60 characters; what a terminal could take for a command becomes `?`.
    private static func shown(_ text: String) -> String {
        let start = text.utf8.prefix(61).map { 0x20..<0x7F ~= $0 ? $0 : 0x3F }
        return String(decoding: start.prefix(60), as: UTF8.self) + (start.count > 60 ? "…" : "")
    }
}
