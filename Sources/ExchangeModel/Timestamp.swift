/// A moment of wall time in UTC, in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Since the Unix epoch; negative before it.
    public var microseconds: Int64

    /// A moment by its microseconds since the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A moment by its seconds since the epoch, clamped to what the type can hold.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }

    /// Whether `a` is earlier than `b`.
    public static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

    /// The moment `duration` later, clamped to what the type can hold.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.microseconds)
        return Timestamp(microseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The time from `earlier` to this moment.
    public func since(_ earlier: Timestamp) -> Duration {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return .microseconds(overflow ? (microseconds < earlier.microseconds ? .min : .max) : difference)
    }
}

extension Timestamp {
    /// Year, month, day, hour, minute, second and microsecond in the proleptic Gregorian calendar, UTC.
    public var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int) {
        let whole = seconds
        let rest = Int(microseconds % 1_000_000)
        let micro = rest < 0 ? rest + 1_000_000 : rest
        let days = whole >= 0 ? whole / 86_400 : (whole - 86_399) / 86_400
        let inDay = Int(whole - days * 86_400)
        // Days to civil date, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        return (year, month, day, inDay / 3_600, inDay / 60 % 60, inDay % 60, micro)
    }

    /// A moment from its civil parts in UTC; nil where the parts name no real moment (31 April, hour 25).
    /// A leap second (`second` 60) is taken as the first moment after it.
    public init?(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        microsecond: Int = 0
    ) {
        guard (0...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second), (0..<1_000_000).contains(microsecond),
            day >= 1, day <= Timestamp.days(in: month, of: year)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        let inDay = Int64(hour * 3_600 + minute * 60 + second)
        self.init(microseconds: (days * 86_400 + inDay) * 1_000_000 + Int64(microsecond))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T17:31:02.114Z`.
    public var description: String { text(fractionDigits: 3) }

    /// RFC 3339 in UTC with 0, 3 or 6 digits of fraction, cut, not rounded.
    ///
    /// Years outside of 0 to 9999, which RFC 3339 cannot write, come with a sign or with more digits.
    public func text(fractionDigits: Int) -> String {
        let c = civil
        var result = "\(pad(c.year, 4))-\(pad(c.month, 2))-\(pad(c.day, 2))T"
        result += "\(pad(c.hour, 2)):\(pad(c.minute, 2)):\(pad(c.second, 2))"
        if fractionDigits >= 6 {
            result += "." + pad(c.microsecond, 6)
        } else if fractionDigits > 0 {
            result += "." + pad(c.microsecond / 1_000, 3)
        }
        return result + "Z"
    }

    /// The time of day in UTC with milliseconds: `17:31:02.114`.
    public var timeOfDay: String {
        let c = civil
        return "\(pad(c.hour, 2)):\(pad(c.minute, 2)):\(pad(c.second, 2)).\(pad(c.microsecond / 1_000, 3))"
    }

    /// For file names, sorted as text: `20261123T173102Z`.
    public var compact: String {
        let c = civil
        return
            "\(pad(c.year, 4))\(pad(c.month, 2))\(pad(c.day, 2))T\(pad(c.hour, 2))\(pad(c.minute, 2))\(pad(c.second, 2))Z"
    }

    private func pad(_ value: Int, _ width: Int) -> String {
        // Only years are ever negative; ISO 8601 writes those with a sign before the four digits.
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// Reads an RFC 3339 date-time (`2023-03-29T17:37:42.482-07:00`), whose fraction may have any length.
    ///
    /// A space in place of the `T`, and an offset without its colon, pass too: HAR writers and log files have both.
    ///
    /// - Parameter assumingUTC: whether a time without an offset counts as UTC; otherwise it is refused.
    /// - Returns: nil if the text is no such date-time.
    public init?(rfc3339 text: String, assumingUTC: Bool = false) {
        var bytes = Array(text.utf8)[...]
        func digits(_ count: Int) -> Int? {
            guard bytes.count >= count, let value = ASCII.decimal(bytes.prefix(count)) else { return nil }
            bytes.removeFirst(count)
            return value
        }
        func skip(_ accepted: String) -> Bool {
            guard let first = bytes.first, accepted.utf8.contains(first) else { return false }
            bytes.removeFirst()
            return true
        }
        guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2), skip("Tt "),
            let hour = digits(2), skip(":"), let minute = digits(2), skip(":"), let second = digits(2)
        else { return nil }
        var microsecond = 0
        if skip(".") {
            let fraction = bytes.prefix { $0 &- 0x30 < 10 }
            guard !fraction.isEmpty else { return nil }
            bytes.removeFirst(fraction.count)
            let kept = Array(fraction.prefix(6)) + Array(repeating: 0x30, count: max(0, 6 - fraction.count))
            microsecond = ASCII.decimal(kept) ?? 0
        }
        var offset = 0
        if bytes.isEmpty {
            guard assumingUTC else { return nil }
        } else if !skip("Zz") {
            let negative = bytes.first == 0x2D
            guard skip("+-"), let hours = digits(2), hours < 24 else { return nil }
            _ = skip(":")
            guard let minutes = digits(2), minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (negative ? -60 : 60)
        }
        guard bytes.isEmpty,
            let local = Timestamp(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second,
                microsecond: microsecond
            )
        else { return nil }
        self.init(microseconds: local.microseconds - Int64(offset) * 1_000_000)
    }
}

extension Duration {
    /// The duration in microseconds, cut, and clamped to what 64 bits hold.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, more) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || more ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in milliseconds with its fraction, as HAR 1.2 counts time.
    public var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }

    /// A duration from milliseconds with a fraction; nil if negative, not a number, or longer than 10 years.
    public init?(milliseconds: Double) {
        guard milliseconds >= 0, milliseconds < 315_360_000_000 else { return nil }
        self = .nanoseconds(Int64(milliseconds * 1_000_000))
    }
}
