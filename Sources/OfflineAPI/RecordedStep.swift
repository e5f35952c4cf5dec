import ExchangeModel
package import Redaction
import SafeText

/// One exchange of a recording, ready to be compared with and answered from.
package struct RecordedStep: Sendable {
    /// Its place in the recording, from 1.
    package let number: Int
    package let form: RequestForm
    package let answer: RecordedAnswer
    /// How long the answer took: wait and receive.
    package let delay: Duration
    /// Scheme, host and port of the recorded API.
    package let origin: String?

    package init(number: Int, _ exchange: RedactedExchange) {
        self.number = number
        form = RequestForm(exchange.request)
        answer = RecordedAnswer(exchange)
        let timings = exchange.timings
        delay = min(max((timings.wait ?? .zero) + (timings.receive ?? .zero), .zero), RecordedStep.longestDelay)
        origin = URLParts(exchange.request.url)?.origin
    }

    /// Nobody waits longer for a recording.
    private static let longestDelay = Duration.seconds(600)

    /// `GET /v1/public/bookings?page=1 (step 2)`, harmless on a terminal.
    package var label: String { form.label + " (step \(number))" }
}

extension RequestForm {
    /// `GET /v1/public/bookings?page=1`, harmless on a terminal, at most 160 characters.
    package var label: String {
        Neutralizer.neutralize(method, for: .terminal, maximum: 16) + " "
            + Neutralizer.neutralize(target, for: .terminal, maximum: 140)
    }
}
