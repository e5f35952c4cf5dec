import ExchangeModel
import Foundation
import KadenceAPI
import Redaction
import ReplayPlan
import SafeText

/// How calls look on the terminal: one dense, aligned line each.
enum Look {
    /// The line of one exchange, such as
    /// `   3  17:31:02.502  GET   /v1/public/bookings/01H59Z…   503   212 ms  77ab90c3…  ✗ hydra:Error "Upstream unavailable"`.
    static func line(
        number: Int?,
        startedAt: Timestamp,
        method: String,
        url: [UInt8],
        status: Int?,
        duration: Duration,
        traceID: String?,
        remaining: Int? = nil,
        trouble: String? = nil,
        columns: Int? = nil,
        showsHost: Bool = false,
        paint: (String, Console.Tone) -> String
    ) -> String {
        let (pathWidth, troubleWidth) = widths(columns)
        let failed = status.map { $0 >= 400 || $0 == 0 } ?? true
        var text = number.map { right(String($0), 4) } ?? "    "
        text += "  " + paint(startedAt.timeOfDay, .dim)
        text += "  " + padded(shown(method, 7), to: 6)
        text += "  " + padded(path(url, width: pathWidth, showsHost: showsHost), to: pathWidth)
        text += "  " + paint(right(status.map { $0 == 0 ? "–" : String($0) } ?? "–", 3), failed ? .bad : .good)
        text += "  " + right(milliseconds(duration), 8)
        text += "  " + padded(traceID.map { short($0) } ?? "–", to: 9)
        if let trouble, troubleWidth < 24, let columns {
            // No room behind the columns: a line of its own.
            text += "\n        " + paint("✗ ", .bad) + clipped(shown(trouble), to: max(24, columns - 10))
        } else if let trouble {
            text += "  " + paint("✗ ", .bad) + clipped(shown(trouble), to: troubleWidth)
        } else if let remaining, (columns ?? wide) >= wide {
            text += "  " + paint(grouped(remaining) + " left", .dim)
        }
        return text.trimmingTrailingSpaces
    }

    /// From so many columns on there is room behind the path.
    private static let wide = 104
    /// What the other columns of a line take.
    private static let fixedWidth = 54

    /// How wide the path and the trouble at the end may be, so that a line fits the terminal where that is possible.
    private static func widths(_ columns: Int?) -> (path: Int, trouble: Int) {
        guard let columns else { return (38, 60) }
        // A narrow terminal has no room for the quota behind the path; a wide one even for what went wrong.
        let path =
            columns < wide ? max(12, columns - fixedWidth) : min(80, max(38, columns - fixedWidth - 40))
        return (path, columns - fixedWidth - path - 4)
    }

    static func line(
        number: Int?,
        _ exchange: RedactedExchange,
        columns: Int? = nil,
        paint: (String, Console.Tone) -> String
    ) -> String {
        line(
            number: number,
            startedAt: exchange.startedAt,
            method: exchange.request.method,
            url: exchange.request.url,
            status: exchange.response?.status,
            duration: exchange.timings.total,
            traceID: exchange.traceID?.text,
            remaining: exchange.quota?.remaining,
            trouble: trouble(exchange),
            columns: columns,
            paint: paint
        )
    }

    /// What went wrong, in a few words; nil where nothing did.
    static func trouble(_ exchange: RedactedExchange) -> String? {
        if let failure = exchange.failure { return failure.message }
        guard let status = exchange.response?.status,
            let failure = OutcomeClassifier(recorded: exchange, operation: operationLabel).recordedFailure
        else { return nil }
        if status >= 400, let words = exchange.response.flatMap({ ErrorSummary.quoted($0.body) }) { return words }
        // The status has a column of its own.
        let prefix = "\(status) "
        return failure.summary.hasPrefix(prefix) ? String(failure.summary.dropFirst(prefix.count)) : failure.summary
    }

    /// Path and query, the end left out where it is too wide; the host before them where calls to several are listed.
    static func path(_ url: [UInt8], width: Int, showsHost: Bool = false) -> String {
        guard let parts = URLParts(url) else { return clipped(shown(url), to: width) }
        return clipped((showsHost ? shown(parts.hostText) : "") + shown(parts.target), to: width)
    }

    /// The first eight characters of a trace id.
    static func short(_ traceID: String) -> String {
        let text = shown(traceID)
        return text.count > 8 ? text.prefix(8) + "…" : text
    }

    static func milliseconds(_ duration: Duration) -> String {
        let value = duration.milliseconds
        return value < 10 ? String(format: "%.1f ms", value) : grouped(Int(min(value, 1e12).rounded())) + " ms"
    }

    /// `2,499`.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }

    /// `1 call`, `3 calls`.
    static func count(_ value: Int, _ noun: String) -> String {
        grouped(value) + " " + noun + (value == 1 ? "" : "s")
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - displayWidth(text)))
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        var result = self[...]
        while result.last == " " { result.removeLast() }
        return String(result)
    }
}
