import ExchangeModel
import Redaction
import Testing

@testable import ReplayPlan

@Suite struct DateShiftTests {
    private func day(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text + "T12:00:00Z")) }

    /// Three weeks.
    private func shift() throws -> DateShift {
        DateShift(recordedAt: try day("2026-01-05"), now: try day("2026-01-20"))
    }

    @Test(
        arguments: [
            ("2026-01-05", "2026-01-05", 0), ("2026-01-05", "2026-01-04", 0), ("2026-01-05", "2026-01-06", 7),
            ("2026-01-05", "2026-01-12", 7), ("2026-01-05", "2026-01-13", 14), ("2024-02-29", "2026-11-23", 1_001),
            ("1969-12-31", "1970-01-01", 7),
        ]
    )
    func theWeekdayStays(_ recorded: String, _ now: String, _ days: Int) throws {
        #expect(DateShift(recordedAt: try day(recorded), now: try day(now)).days == days)
    }

    @Test(
        arguments: [
            ("2026-01-05", "2026-01-26"), ("2026-01-12T08:00:00Z", "2026-02-02T08:00:00Z"),
            ("2026-01-05T08:00:00.123%2B01:00", "2026-01-26T08:00:00.123%2B01:00"),
            ("2026-01-05+08%3A00:00", "2026-01-26+08%3A00:00"), ("2026-01-05T23:59-0700", "2026-01-26T23:59-0700"),
            ("2026%2D01%2D05", "2026-01-26"), ("2026-01-05%2F2026-01-09", "2026-01-26%2F2026-01-30"),
            ("2026-01-05..2026-01-09", "2026-01-26..2026-01-30"), ("2026-01-05,2026-01-09", "2026-01-26,2026-01-30"),
            // None of these is a date alone.
            ("2026-13-05", "2026-13-05"), ("2026-02-30", "2026-02-30"), ("on 2026-01-05", "on 2026-01-05"),
            ("2026-01-05-abc", "2026-01-05-abc"), ("2026-01-051", "2026-01-051"), ("9999-12-31", "9999-12-31"),
            ("20260105", "20260105"), ("2026-01-05T", "2026-01-05T"),
        ]
    )
    func datesInQueries(_ old: String, _ new: String) throws {
        var request = RequestMessage(method: "GET", url: Array("\(api)/v1/b?startDateTime[after]=\(old)&page=1".utf8))
        try shift().apply(to: &request)
        #expect(text(request.url) == "\(api)/v1/b?startDateTime[after]=\(new)&page=1")
    }

    @Test func datesInBodies() throws {
        var request = message(
            call(
                "POST",
                "/v1/b",
                headers: ["Content-Length": "99"],
                body: #"{"a":"2026-01-05T08:00:00+01:00", "b":["2026-01-06"],"id":"\#(ID.user)","t":"by 2026-01-05"}"#
            )
        )
        try shift().apply(to: &request)
        let body = #"{"a":"2026-01-26T08:00:00+01:00", "b":["2026-01-27"],"id":"\#(ID.user)","t":"by 2026-01-05"}"#
        #expect(text(request.body.bytes) == body)
        #expect(request.headers.text("Content-Length") == "\(body.utf8.count)")
        var form = message(
            call("POST", "/b", body: "a=2026-01-05+08%3A00", type: "application/x-www-form-urlencoded")
        )
        try shift().apply(to: &form)
        #expect(text(form.body.bytes) == "a=2026-01-26+08%3A00")
    }

    @Test func pathsFieldsAndGivenURLsStay() throws {
        let url = "\(api)/days/2026-01-05?a=2026-01-05"
        var request = RequestMessage(method: "GET", url: Array(url.utf8), headers: ["X-Day": "2026-01-05"])
        try shift().apply(to: &request, keepingURL: true)
        #expect(text(request.url) == url)
        try shift().apply(to: &request)
        #expect(text(request.url) == "\(api)/days/2026-01-05?a=2026-01-26")
        #expect(request.headers.text("X-Day") == "2026-01-05")
    }

    @Test func itSaysWhatMoves() throws {
        let request = RequestMessage(method: "GET", url: Array("\(api)/b?a=2026-01-05&b=2026-01-06".utf8))
        #expect(try shift().explanation == ["dates in requests move by 21 days: 2026-01-05 becomes 2026-01-26"])
        #expect(
            try shift().explanation(of: request) == [
                "query a: 2026-01-05 becomes 2026-01-26", "query b: 2026-01-06 becomes 2026-01-27",
            ]
        )
        #expect(DateShift(recordedAt: try day("2026-01-05"), now: try day("2026-01-05")).explanation.count == 1)
    }

    @Test func noClockMakesItTrap() {
        for (from, to) in [(Int64.min, Int64.max), (.max, .min), (0, .max)] {
            let shift = DateShift(recordedAt: Timestamp(microseconds: from), now: Timestamp(microseconds: to))
            var request = RequestMessage(method: "GET", url: Array("\(api)/b?a=2026-01-05".utf8))
            shift.apply(to: &request)
            #expect(shift.explanation.count == 1)
        }
    }
}
