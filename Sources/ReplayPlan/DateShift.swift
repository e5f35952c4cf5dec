package import ExchangeModel
import Redaction

/// Moves the dates in a flow's requests by whole weeks, so that the day it was recorded on becomes the first day not
/// before today that has the same weekday: opening hours depend on it.
///
/// Dates and date-times count where they are the whole value of a query parameter, a form field, a multipart text or a
/// JSON string; also lists and intervals of them (`2026-01-05/2026-01-09`). Time of day, offset and encoding stay. Dates
/// in paths, fields and longer texts stay, and so does what comes from answers. A birthday moves like any other date:
/// nothing tells them apart.
package struct DateShift: Sendable, Hashable {
    /// How far, in days; a multiple of seven, 0 where the recording is of today or later.
    package let days: Int
    private let recordedDay: Timestamp

    /// - Parameters:
    ///   - recordedAt: when the flow's first exchange began.
    ///   - now: today, in UTC.
    package init(recordedAt: Timestamp, now: Timestamp) {
        let from = DateShift.day(recordedAt)
        let difference = DateShift.day(now) - from
        days = difference <= 0 ? 0 : Int((difference + 6) / 7 * 7)
        recordedDay = recordedAt
    }

    /// Moves the dates of a request.
    package func apply(to request: inout RequestMessage) { apply(to: &request, keepingURL: false) }

    /// - Parameter keepingURL: whether the URL stays as it is, because an answer gives it.
    package func apply(to request: inout RequestMessage, keepingURL: Bool) {
        guard days != 0 else { return }
        for change in changes(in: request) where !(keepingURL && change.slot.buffer == .url) {
            // A date has as many bytes as the one whose place it takes, unless its digits are escaped; from the end, so
            // that ranges stay valid.
            switch change.slot.buffer {
            case .url: request.url.replaceSubrange(change.range, with: change.new)
            case .body:
                var bytes = request.body.bytes
                request.body = .empty
                bytes.replaceSubrange(change.range, with: change.new)
                request.body = MessageBody(bytes)
            case .header: continue
            }
        }
        if !request.body.bytes.isEmpty, request.headers.contains("Content-Length") {
            request.headers.set("Content-Length", String(request.body.bytes.count))
        }
    }

    /// What it does, a line, for people.
    package var explanation: [String] {
        guard days != 0 else { return ["dates stay: the flow was recorded today or later"] }
        let old = DateShift.text(recordedDay)
        let new = DateShift.text(recordedDay.advanced(by: .seconds(86_400 * days)))
        return ["dates in requests move by \(days) days: \(old) becomes \(new)"]
    }

    /// A line for each date that moves in this request: `query startDateTime[after]: 2026-01-05 becomes 2026-01-26`.
    /// Hostile text.
    package func explanation(of request: RequestMessage) -> [String] {
        changes(in: request).reversed().map { change in
            let new = String(decoding: change.new, as: UTF8.self)
            return "\(change.slot.role.text): \(change.old) becomes \(new)"
        }
    }

    // MARK: Finding

    private struct Change {
        let slot: RequestSlot
        /// In the slot's buffer, raw.
        let range: Range<Int>
        let old: String
        let new: [UInt8]
    }

    /// From the end to the start.
    private func changes(in request: RequestMessage) -> [Change] {
        var result: [Change] = []
        for slot in RequestSlots.all(of: request, in: { $0 == .url || $0 == .requestBody }) {
            switch slot.role {
            case .query, .json, .form, .part: break
            default: continue
            }
            let (value, starts) = slot.writing.decoded(slot.raw)
            for date in DateShift.dates(in: value) {
                let range = date..<(date + 10)
                guard let new = moved(Array(value[range])) else { continue }
                let raw = starts.map { $0[range.lowerBound]..<$0[range.upperBound] } ?? range
                let start = slot.range.lowerBound
                result.append(
                    Change(
                        slot: slot,
                        range: (raw.lowerBound + start)..<(raw.upperBound + start),
                        old: String(decoding: value[range], as: UTF8.self),
                        new: new
                    )
                )
            }
        }
        return result.reversed()
    }

    /// `2026-01-05`, so many days later; nil where it is no day, or would be one after the year 9999.
    private func moved(_ date: [UInt8]) -> [UInt8]? {
        guard let year = ASCII.decimal(date[0..<4]), let month = ASCII.decimal(date[5..<7]),
            let day = ASCII.decimal(date[8..<10]),
            let moment = Timestamp(year: year, month: month, day: day)
        else { return nil }
        let new = moment.advanced(by: .seconds(86_400 * days))
        return new.civil.year > 9_999 ? nil : Array(DateShift.text(new).utf8)
    }

    /// Where each date begins, if the value is dates and nothing else.
    private static func dates(in value: [UInt8]) -> [Int] {
        // A long text is none, and most are not even digits.
        guard value.count >= 10, value.count <= 4_096, value[0] &- 0x30 < 10 else { return [] }
        var result: [Int] = []
        var position = 0
        while true {
            guard let end = endOfDate(value, position) else { return [] }
            result.append(position)
            if end == value.count { return result }
            switch value[end] {
            case 0x2F, 0x2C: position = end + 1
            case 0x2E where end + 1 < value.count && value[end + 1] == 0x2E: position = end + 2
            default: return []
            }
        }
    }

    /// Where the date or date-time ends that begins here: `2026-01-05`, `2026-01-05T08:00`, `2026-01-05 08:00:00.5+01:00`.
    private static func endOfDate(_ value: [UInt8], _ start: Int) -> Int? {
        func has(_ pattern: String, at position: Int) -> Bool {
            guard position + pattern.utf8.count <= value.count else { return false }
            return zip(pattern.utf8, value[position...]).allSatisfy { $0 == 0x39 ? $1 &- 0x30 < 10 : $0 == $1 }
        }
        guard has("9999-99-99", at: start) else { return nil }
        var end = start + 10
        guard end < value.count, value[end] | 0x20 == 0x74 || value[end] == 0x20, has("99:99", at: end + 1) else {
            return end
        }
        end += 6
        if has(":99", at: end) {
            end += 3
            if has(".9", at: end) {
                end += 1
                while end < value.count, value[end] &- 0x30 < 10 { end += 1 }
            }
        }
        if end < value.count, value[end] | 0x20 == 0x7A { return end + 1 }
        // A space is a `+` that nobody encoded.
        if end < value.count, value[end] == 0x2B || value[end] == 0x2D || value[end] == 0x20 {
            if has("99:99", at: end + 1) { return end + 6 }
            if has("9999", at: end + 1) { return end + 5 }
        }
        return end
    }

    private static func day(_ moment: Timestamp) -> Int64 {
        let seconds = moment.seconds
        return seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    private static func text(_ moment: Timestamp) -> String { String(moment.text(fractionDigits: 0).prefix(10)) }
}
