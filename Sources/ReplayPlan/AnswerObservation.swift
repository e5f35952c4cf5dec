import ExchangeModel

/// What is kept of an attempt that was judged: no body, and nothing that grows with one.
enum AnswerObservation: Sendable {
    /// Decided whatever comes.
    case settled(Outcome)
    /// The value at the place that the user named is another one.
    case differs(operation: String, status: Int?, place: Int)
    /// Nothing is wrong by itself; values and time are judged by what the others show.
    case compared(Compared)

    struct Compared: Sendable {
        var operation: String
        var status: Int
        /// In seconds.
        var duration: Double
        /// The places where values differ.
        var places: [Int]
        /// Whether there were more places than are kept.
        var isCut: Bool
    }
}
