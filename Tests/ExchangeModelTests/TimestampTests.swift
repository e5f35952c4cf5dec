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
    ])
    func refusesWhatNamesNoMoment(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let day = Int64.random(in: -40_000...106_000, using: &generator)
            let moment = Timestamp(microseconds: day * 86_400_000_000 + Int64.random(in: 0..<86_400_000_000))
            let text = moment.text(fractionDigits: 6)
            #expect(Timestamp(rfc3339: text) == moment, "\(text)")
        }
    }

    @Test func extremesDoNotTrap() {
        for extreme in [Timestamp(microseconds: .max), Timestamp(microseconds: .min), Timestamp(seconds: .max)] {
            _ = extreme.description
            _ = extreme.advanced(by: .seconds(Int64.max / 2))
            _ = extreme.since(Timestamp(microseconds: .min))
            _ = extreme.since(Timestamp(microseconds: .max))
        }
        #expect(Duration(milliseconds: .nan) == nil)
        #expect(Duration(milliseconds: -1) == nil)
        #expect(Duration(milliseconds: 1e300) == nil)
    }
}
