import ExchangeModel

/// The time zones that the simulated buildings lie in, with their rule for summer time.
///
/// Written out so that an answer doesn't depend on the time zone data of the machine. Both follow the European
/// Union's rule, which the United Kingdom kept: one hour ahead from the last Sunday of March, 01:00 UTC, to the
/// last Sunday of October, 01:00 UTC (Directive 2000/84/EC).
enum BuildingZone: String, Sendable, CaseIterable {
    case london = "Europe/London"
    case berlin = "Europe/Berlin"

    private var standardHours: Int {
        switch self {
        case .london: 0
        case .berlin: 1
        }
    }

    /// The wall clock in the building, as if it were UTC: to compare with times that name no zone.
    func local(_ moment: Timestamp) -> Timestamp {
        moment.advanced(by: .seconds((standardHours + (isSummer(moment) ? 1 : 0)) * 3_600))
    }

    /// The moment at which the building's wall clock shows this. Of the hour that comes twice in October, the first;
    /// of the one that March leaves out, as if summer time had not begun.
    func moment(ofLocal local: Timestamp) -> Timestamp {
        let summer = local.advanced(by: .seconds(-(standardHours + 1) * 3_600))
        return self.local(summer) == local ? summer : local.advanced(by: .seconds(-standardHours * 3_600))
    }

    /// Whether the day, read without any zone, is one from Monday to Friday.
    static func isWorkday(_ moment: Timestamp) -> Bool {
        let seconds = moment.seconds
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        // 1970-01-01 was a Thursday: days since then, plus 4, count weekdays from Sunday.
        let weekday = ((days + 4) % 7 + 7) % 7
        return weekday != 0 && weekday != 6
    }

    private func isSummer(_ moment: Timestamp) -> Bool {
        let year = moment.civil.year
        guard let start = BuildingZone.lastSunday(of: 3, in: year), let end = BuildingZone.lastSunday(of: 10, in: year)
        else { return false }
        return start <= moment && moment < end
    }

    /// 01:00 UTC on the last Sunday of a month with 31 days.
    private static func lastSunday(of month: Int, in year: Int) -> Timestamp? {
        guard let last = Timestamp(year: year, month: month, day: 31, hour: 1) else { return nil }
        // 1970-01-01 was a Thursday: days since then, plus 4, count weekdays from Sunday.
        let weekday = (last.seconds / 86_400 + 4) % 7
        return last.advanced(by: .seconds(-weekday * 86_400))
    }
}
