/// What became of something that an attempt had written.
package struct UndoNote: Sendable, Hashable {
    /// From 1.
    package let attempt: Int
    /// What was written: `POST /v1/public/bookings`.
    package let operation: String
    /// The operation that took it back; nil where the API has none.
    package let undoing: String?
    /// Why it is still there, for people; nil where it was taken back. Hostile text.
    package let problem: String?
    /// Of what is still there; nil where that was taken back, or nothing that is kept names it. Hostile text.
    package let id: String?

    package init(attempt: Int, operation: String, undoing: String?, problem: String?, id: String? = nil) {
        self.attempt = attempt
        self.operation = operation
        self.undoing = undoing
        self.problem = problem
        self.id = id
    }

    /// What was written, and where: `attempt 2, POST /v1/public/bookings, id 01H…`. Hostile text.
    package var what: String { "attempt \(attempt), \(operation)" + (id.map { ", id " + $0 } ?? "") }
}
