package import ExchangeModel
import Redaction

/// How far this machine's clock is from the server's, as far as `Date` fields tell (whole seconds, RFC 9110 §6.6.1).
package struct ClockSkew {
    /// Seconds that this machine is ahead of the server; nil where no response carried a date.
    let ahead: Int64?

    init(_ exchanges: [RedactedExchange]) {
        let differences = exchanges.compactMap { exchange in
            exchange.response.flatMap {
                ClockSkew.secondsAhead($0.headers, startedAt: exchange.startedAt, exchange.timings)
            }
        }.sorted()
        ahead = differences.isEmpty ? nil : differences[differences.count / 2]
    }

    /// The same for one exchange.
    package static func secondsAhead(_ exchange: Exchange) -> Int64? {
        exchange.response.flatMap { secondsAhead($0.headers, startedAt: exchange.startedAt, exchange.timings) }
    }

    // The date is written at some moment between the request and the answer's first byte; nobody knows which. Only what
    // lies outside is skew, so that neither a slow answer nor a long body counts as such.
    private static func secondsAhead(_ headers: HeaderList, startedAt: Timestamp, _ timings: Timings) -> Int64? {
        guard let served = headers.text("Date").flatMap({ ClockSkew.parse($0) }) else { return nil }
        let received = startedAt.advanced(by: timings.total - (timings.receive ?? .zero))
        if served.seconds < startedAt.seconds { return startedAt.seconds - served.seconds }
        return min(0, received.seconds - served.seconds)
    }

    var sentence: String {
        guard let ahead else {
            return "How far that clock is from yours could not be measured: no response had a Date field."
        }
        if abs(ahead) <= 1 {
            return "That clock agrees with the Date fields of your responses to within about a second."
        }
        let direction = ahead > 0 ? "ahead of" : "behind"
        let remedy = ahead > 0 ? "subtract" : "add"
        return "That clock is about \(abs(ahead)) s \(direction) the Date fields of your responses: "
            + "\(remedy) \(abs(ahead)) s for the time in your logs."
    }

    /// The IMF-fixdate form, `Mon, 23 Nov 2026 17:31:02 GMT`; older forms are left unread.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        return Timestamp(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }
}
