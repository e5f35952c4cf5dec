/// `date-time`, `date` and `time`: the productions `date-time`, `full-date` and `full-time` of RFC 3339 §5.6.
enum DateTimeFormat {
    static func isDateTime(_ text: TextBytes) -> Bool {
        text.count >= 20 && text[10] | 0x20 == 0x74 && isDate(text.part(0..<10)) && isTime(text.part(11..<text.count))
    }

    static func isDate(_ text: TextBytes) -> Bool {
        guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D, let century = text.twoDigits(at: 0),
            let year = text.twoDigits(at: 2), let month = text.twoDigits(at: 5), let day = text.twoDigits(at: 8)
        else { return false }
        let length =
            switch month {
            case 2: year % 4 == 0 && (year != 0 || century % 4 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            case 1...12: 31
            default: 0
            }
        return day >= 1 && day <= length
    }

    /// A leap second is only possible in the last minute of a day in UTC (RFC 3339 §5.7).
    static func isTime(_ text: TextBytes) -> Bool {
        guard text.count >= 9, text[2] == 0x3A, text[5] == 0x3A, let hour = text.twoDigits(at: 0),
            let minute = text.twoDigits(at: 3), let second = text.twoDigits(at: 6), hour < 24, minute < 60, second <= 60
        else { return false }
        var index = 8
        if text[index] == 0x2E {
            index += 1
            let first = index
            while index < text.count, text[index].isDigit { index += 1 }
            guard index > first else { return false }
        }
        guard let offset = offset(text, index) else { return false }
        guard second == 60 else { return true }
        let day = 24 * 60
        return (hour * 60 + minute - offset + day) % day == day - 1
    }

    /// `time-offset` in minutes, which ends the text.
    private static func offset(_ text: TextBytes, _ index: Int) -> Int? {
        guard index < text.count else { return nil }
        if index == text.count - 1 { return text[index] | 0x20 == 0x7A ? 0 : nil }
        let sign = text[index]
        guard text.count - index == 6, sign == 0x2B || sign == 0x2D, text[index + 3] == 0x3A,
            let hours = text.twoDigits(at: index + 1), let minutes = text.twoDigits(at: index + 4), hours < 24,
            minutes < 60
        else { return nil }
        return sign == 0x2B ? hours * 60 + minutes : -(hours * 60 + minutes)
    }
}
