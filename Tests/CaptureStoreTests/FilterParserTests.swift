import CaptureStore
import ExchangeModel
import Testing

@Suite struct FilterParserTests {
    static let now = Timestamp(seconds: 1_795_455_062)

    @Test func termsAreRead() throws {
        let filter = try CaptureFilter(
            parsing: ["status:4XX", "since:90m", "until:2026-11-23", "trace:77ab", "7", "9-12", "failed"],
            now: FilterParserTests.now
        )
        #expect(filter.numbers == [7...7, 9...12])
        let day = try #require(Timestamp(year: 2026, month: 11, day: 23))
        #expect(
            filter.terms == [
                .status(400...499), .since(FilterParserTests.now.advanced(by: .seconds(-5_400))), .until(day),
                .trace(Array("77ab".utf8)), .failed,
            ]
        )
    }

    @Test(arguments: [
        "since:1s": 1, "since:2m": 120, "since:3h": 10_800, "since:1d": 86_400, "since:2w": 1_209_600,
    ]) func ages(_ term: String, _ seconds: Int64) throws {
        let filter = try CaptureFilter(parsing: [term], now: FilterParserTests.now)
        #expect(filter.terms == [.since(FilterParserTests.now.advanced(by: .seconds(-seconds)))])
    }

    @Test(arguments: [
        "status:", "status:abc", "status:5x", "status:0xx", "since:yesterday", "since:5",
        "since:2026-02-30", "repeats:x", "until:1y", "since:-1h",
    ]) func whatIsNoTermIsSaid(_ term: String) {
        #expect(throws: FilterError.self) { try CaptureFilter(parsing: [term], now: FilterParserTests.now) }
    }

    @Test(arguments: ["colour:red", "bookings", "9-3", "-3", "", "3-5-7", "99999999999999999999"])
    func unknownTermsListWhatIsPossible(_ term: String) throws {
        let error = #expect(throws: FilterError.self) {
            try CaptureFilter(parsing: [term], now: FilterParserTests.now)
        }
        let text = try #require(error).description
        #expect(text.contains("status:5xx") && text.contains("since:1h") && text.contains("3-9"))
    }

    @Test func hugeNumbersDoNotTrap() throws {
        for term in ["since:999999999999999999w", "since:999999999999999999s", "999999999999999999-999999999999999999"]
        {
            _ = try? CaptureFilter(parsing: [term], now: Timestamp(microseconds: .min))
        }
    }
}
