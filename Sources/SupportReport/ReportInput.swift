internal import APIDocument
package import ContractCheck
package import ExchangeModel
package import Redaction
package import ReplayPlan

/// All that goes into one support request; the same input gives the same bytes.
///
/// There is no clock here: the report's time is that of the exchange it is about.
package struct ReportInput: Sendable {
    /// One exchange of the report and the capture number it has on the sender's machine.
    package struct Item: Sendable {
        package var number: Int
        package var exchange: RedactedExchange
        /// Method and path template, `GET /v1/public/bookings/{id}`.
        package var operation: String

        package init(number: Int, exchange: RedactedExchange, operation: String) {
            self.number = number
            self.exchange = exchange
            self.operation = operation
        }
    }

    /// What the sender says of one of the guide's points, and whose words these are.
    package struct Statement: Sendable {
        package var text: String
        /// Whether the tool drafted the text from the recording, and nobody changed it.
        package var isDraft: Bool

        package init(_ text: String, isDraft: Bool) {
            self.text = text
            self.isDraft = isDraft
        }

        /// Whether it says nothing.
        var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }
    }

    /// The run that measured the frequency.
    package struct Measurement: Sendable, Hashable {
        /// The run's name on the sender's machine.
        package var id: String
        package var startedAt: Timestamp
        /// Nil where it did not come to its end.
        package var endedAt: Timestamp?
        /// Attempts asked for; nil where it was to go on until an interval was narrow enough.
        package var planned: Int?
        /// Why it ended before its time; nil where it did not. Hostile text.
        package var stoppedBecause: String?

        package init(_ record: RunRecord) {
            id = record.id
            startedAt = record.startedAt
            endedAt = record.endedAt
            planned = record.planned
            stoppedBecause = record.stoppedBecause
        }
    }

    /// In the order they happened. The last failing one, or the last, is what the report is about.
    package var items: [Item]
    /// The attempts of the replay that measured the frequency.
    package var attempts: [Attempt]
    /// How often it failed in them.
    package var frequency: Frequency?
    /// The run that they are of; nil where the store kept only its captures.
    package var measurement: Measurement?
    /// What the failing attempts have in common, a sentence each, for people. Hostile text.
    package var conditions: [String] = []
    package var check: CheckResult?
    package var goal: Statement?
    package var expected: Statement?
    package var actual: Statement?
    /// Where support wants its e-mail; a setting of the user's, since the guide's copy at hand hides it.
    package var supportAddress: String?
    /// Name and version of the program, for the manifest.
    package var generator: String

    package init(items: [Item], generator: String) {
        self.items = items
        self.generator = generator
        attempts = []
    }

    /// The exchange that the report is about.
    package var subject: Item? { subjectIndex.map { items[$0] } }

    var subjectIndex: Int? {
        items.lastIndex { ReportInput.isFailure($0.exchange) } ?? items.indices.last
    }

    /// A transport failure or an error status.
    package static func isFailure(_ exchange: RedactedExchange) -> Bool {
        exchange.failure != nil || (exchange.response.map { $0.status >= 400 } ?? true)
    }
}
