import ExchangeModel
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000Z", Int64(0)),
        ("2026-11-23T17:31:02.114Z", 1_795_455_062_114_000),
        ("1969-12-31T23:59:59.999Z", -1_000),
        ("2024-02-29T12:00:00.000Z", 1_709_208_000_000_000),
    ])
    func readsAndWritesTheSameMoment(_ text: String, _ microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test func offsetsAreTakenIntoAccount() {
        #expect(
            Timestamp(rfc3339: "2023-03-29T17:37:42.482-07:00") == Timestamp(rfc3339: "2023-03-30T00:37:42.482Z")
        )
    }

    @Test func fractionsOfAnyLengthAreCutToMicroseconds() {
        #expect(Timestamp(rfc3339: "2023-01-01T00:00:00.1234567891Z")?.civil.microsecond == 123_456)
        #expect(Timestamp(rfc3339: "2023-01-01T00:00:00.5Z")?.civil.microsecond == 500_000)
    }

    @Test(arguments: [
        "", "2023", "2023-02-30T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01T00:00:00",
        "2023-01-01T00:00:00Zx", "2023-01-01T00:00:00.Z", "2023-01-01T00:00:00+25:00", "٢٠٢٣-01-01T00:00:00Z",
        "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2023-00-10T00:00:00Z", "2023-01-00T00:00:00Z",
        "2023-01-01T00:60:00Z", "2023-01-01T00:00:61Z", "-001-01-01T00:00:00Z", "12023-01-01T00:00:00Z",
        "2023-01-01T00:00:00,5Z", "2023-01-01T00:00:00+05", "2023-01-01T00:00:00+05:60", "2023-1-1T0:0:0Z",
        "2023-01-01T00:00:00 Z", "2023-01-01", "2023-01-01T00:00Z",
    ])
    func refusesWhatNamesNoMoment(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    /// The calendar counted on a day at a time, by its rules alone.
    @Test func everyDayOfElevenCenturiesComesBack() throws {
        var (year, month, day) = (1_500, 1, 1)
        var moment = try #require(Timestamp(year: year, month: month, day: day))
        while year < 2_600 {
            let civil = moment.civil
            let isRight = civil.year == year && civil.month == month && civil.day == day && civil.hour == 0
            let comesBack = Timestamp(year: year, month: month, day: day) == moment
            if !isRight || !comesBack { Issue.record("\(year)-\(month)-\(day) is \(moment)") }
            moment.microseconds += 86_400_000_000
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test func everyTextComesBack() {
        var state: UInt64 = 3
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // The years 0 to 9999.
            let moment = Timestamp(microseconds: Int64(state % 315_569_520_000_000_000) - 62_167_219_200_000_000)
            let text = moment.text(fractionDigits: 6)
            #expect(Timestamp(rfc3339: text) == moment, "\(text)")
        }
    }

    @Test(arguments: [
        ("2023-03-29 17:37:42Z", "2023-03-29T17:37:42.000Z"), ("2023-03-29t17:37:42z", "2023-03-29T17:37:42.000Z"),
        ("2023-03-29T17:37:42+0530", "2023-03-29T12:07:42.000Z"),
        ("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"), ("2023-12-31T23:30:00-01:00", "2024-01-01T00:30:00.000Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999Z"),
    ])
    func readsTheFormsThatAreAbout(_ text: String, _ expected: String) {
        #expect(Timestamp(rfc3339: text)?.description == expected)
    }

    @Test func aTimeWithoutOffsetIsUTCOnlyWhereThatIsSaid() {
        #expect(Timestamp(rfc3339: "2023-03-29T17:37:42", assumingUTC: true)?.seconds == 1_680_111_462)
        #expect(Timestamp(rfc3339: "2023-03-29T17:37:42+02:00", assumingUTC: true)?.seconds == 1_680_104_262)
        #expect(Timestamp(rfc3339: "2023-03-29T17:37:42x", assumingUTC: true) == nil)
    }

    @Test func yearsOutsideOfTheFormatAreStillReadable() {
        #expect(Timestamp(rfc3339: "0000-01-01T00:00:00+01:00")?.description == "-0001-12-31T23:00:00.000Z")
        #expect(Timestamp(seconds: 253_402_300_800).description == "10000-01-01T00:00:00.000Z")
        #expect(Timestamp(microseconds: .max).description == "294247-01-10T04:00:54.775Z")
        #expect(Timestamp(microseconds: .min).description == "-290308-12-21T19:59:05.224Z")
    }

    @Test func otherForms() {
        let moment = Timestamp(microseconds: 1_795_455_062_114_987)
        #expect(moment.text(fractionDigits: 0) == "2026-11-23T17:31:02Z")
        #expect(moment.text(fractionDigits: 6) == "2026-11-23T17:31:02.114987Z")
        #expect(moment.timeOfDay == "17:31:02.114")
        #expect(moment.compact == "20261123T173102Z")
        #expect(Timestamp(microseconds: -1).timeOfDay == "23:59:59.999")
        #expect(Timestamp(microseconds: -1).seconds == -1)
    }

    @Test func extremesDoNotTrap() {
        for extreme in [Timestamp(microseconds: .max), Timestamp(microseconds: .min), Timestamp(seconds: .max)] {
            _ = extreme.description
            _ = extreme.advanced(by: .seconds(Int64.max / 2))
            _ = extreme.since(Timestamp(microseconds: .min))
            _ = extreme.since(Timestamp(microseconds: .max))
        }
        #expect(Timestamp(microseconds: .max).advanced(by: .seconds(1)).microseconds == .max)
        #expect(Timestamp(microseconds: .min).advanced(by: .seconds(-1)).microseconds == .min)
        #expect(Timestamp(seconds: .min).microseconds == .min)
        #expect(Duration.seconds(Int64.max).microseconds == .max)
        #expect(Duration.seconds(Int64.min).microseconds == .min)
        #expect(Duration.microseconds(-1_500_001).microseconds == -1_500_001)
        #expect(Duration(milliseconds: 0.5) == .microseconds(500))
        #expect(Duration.microseconds(1_500).milliseconds == 1.5)
        #expect(Duration(milliseconds: .nan) == nil)
        #expect(Duration(milliseconds: -1) == nil)
        #expect(Duration(milliseconds: 1e300) == nil)
    }
}
