import ExchangeModel
import Testing

@testable import Simulator

@Suite struct OpeningHoursTests {
    private let london = OpeningHours(zone: .london, closures: ["2026-12-25"], onsiteLimit: 2)
    private let berlin = OpeningHours(zone: .berlin, opens: 8, closes: 18)

    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test func theLocalClockDecides() throws {
        func refusal(_ hours: OpeningHours, _ start: String, _ end: String) throws -> OpeningHours.Refusal? {
            hours.refusal(from: try moment(start), to: try moment(end))
        }
        #expect(try refusal(london, "2026-11-24T07:00:00Z", "2026-11-24T20:00:00Z") == nil)
        #expect(try refusal(london, "2026-11-24T06:59:59Z", "2026-11-24T20:00:00Z") == .openingHours)
        #expect(try refusal(london, "2026-11-24T07:00:00Z", "2026-11-24T20:00:01Z") == .openingHours)
        #expect(try refusal(london, "2026-11-24T09:00:00Z", "2026-11-25T09:00:00Z") == .openingHours)
        #expect(try refusal(london, "2026-11-28T09:00:00Z", "2026-11-28T10:00:00Z") == .buildingClosed)
        #expect(try refusal(london, "2026-12-25T09:00:00Z", "2026-12-25T10:00:00Z") == .buildingClosure)
        #expect(try refusal(berlin, "2026-11-24T07:00:00Z", "2026-11-24T17:00:00Z") == nil)
        #expect(try refusal(berlin, "2026-07-14T06:00:00Z", "2026-07-14T16:00:00Z") == nil)
        #expect(try refusal(berlin, "2026-07-14T06:00:00Z", "2026-07-14T16:00:01Z") == .openingHours)
        // Friday night in UTC is Saturday in Berlin.
        #expect(try refusal(berlin, "2026-11-27T23:30:00Z", "2026-11-27T23:45:00Z") == .buildingClosed)
    }

    @Test func whatIsLeftOfTodayCounts() throws {
        func first(_ hours: OpeningHours, _ now: String) throws -> String? {
            hours.bookableDays(at: try moment(now)).first?.start.text(fractionDigits: 0)
        }
        #expect(try first(london, "2026-11-23T03:00:00Z") == "2026-11-23T07:00:00Z")
        #expect(try first(london, "2026-11-23T17:30:00Z") == "2026-11-23T17:30:00Z")
        #expect(try first(london, "2026-11-23T17:30:01Z") == "2026-11-23T17:45:00Z")
        #expect(try first(london, "2026-11-23T19:45:01Z") == "2026-11-24T07:00:00Z")
        #expect(try first(berlin, "2026-11-23T16:50:00Z") == "2026-11-24T07:00:00Z")
        // Saturday: the next is Monday.
        #expect(try first(berlin, "2026-11-28T12:00:00Z") == "2026-11-30T07:00:00Z")
    }

    @Test func daysKeepTheirHoursAcrossTheChangeOfClocks() throws {
        let days = berlin.bookableDays(at: try moment("2027-03-22T00:00:00Z"))
        let starts = Dictionary(uniqueKeysWithValues: days.map { ($0.id, $0.start.text(fractionDigits: 0)) })
        #expect(starts["2027-03-26"] == "2027-03-26T07:00:00Z")
        #expect(starts["2027-03-29"] == "2027-03-29T06:00:00Z")
        #expect(days.allSatisfy { berlin.refusal(from: $0.start, to: $0.end) == nil })
        let winter = london.bookableDays(at: try moment("2026-12-20T00:00:00Z")).map(\.id)
        #expect(!winter.contains("2026-12-25") && winter.contains("2026-12-24"))
    }

    @Test func localTimesGoBothWays() throws {
        for zone in BuildingZone.allCases {
            for hour in 0..<(24 * 366) {
                let moment = Timestamp(seconds: 1_767_225_600 + Int64(hour) * 3_600)
                let back = zone.moment(ofLocal: zone.local(moment))
                // The hour that comes twice in October is taken as its first.
                #expect(back == moment || back == moment.advanced(by: .seconds(-3_600)))
                #expect(zone.local(back) == zone.local(moment))
            }
        }
    }
}
