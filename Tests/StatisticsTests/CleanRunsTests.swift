import Foundation
import Statistics
import Testing

@Suite struct CleanRunsTests {
    @Test func isTheLeastNumber() throws {
        for rate in [0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.77, 0.9, 0.999] {
            for level in [0.5, 0.9, 0.95, 0.99] {
                let runs = try #require(CleanRuns.needed(rate: rate, level: level))
                #expect(pow(1 - rate, Double(runs)) <= (1 - level) * (1 + 1e-9))
                if runs > 1 { #expect(pow(1 - rate, Double(runs - 1)) > (1 - level) * (1 + 1e-9), "\(rate) \(level)") }
            }
        }
        #expect(CleanRuns.needed(rate: 0.3) == 9)
        #expect(CleanRuns.needed(rate: 1) == 1)
        // Exactly reached: one half to the second.
        #expect(CleanRuns.needed(rate: 0.5, level: 0.75) == 2)
        // The rule of three.
        #expect(try abs(Double(#require(CleanRuns.needed(rate: 0.0001))) - 29_957) < 2)
    }

    @Test func refusesWhatSaysNothing() {
        for rate in [0, -0.1, 1.1, .nan, .infinity, 1e-300] { #expect(CleanRuns.needed(rate: rate) == nil) }
        for level in [0, 1, -1, .nan] { #expect(CleanRuns.needed(rate: 0.5, level: level) == nil) }
        #expect(CleanRuns.excludedRate(after: 0) == nil)
    }

    @Test func whatCleanRunsExclude() throws {
        #expect(try abs(#require(CleanRuns.excludedRate(after: 1)) - 0.95) < 1e-12)
        for runs in [3, 10, 59, 1_000_000] {
            let rate = try #require(CleanRuns.excludedRate(after: runs))
            #expect(try abs(#require(CleanRuns.needed(rate: rate * 1.000_001)) - runs) <= 1)
            // Ten clean runs leave what Clopper and Pearson's one-sided interval leaves.
            let interval = try #require(ClopperPearson.interval(failures: 0, of: runs, level: 0.9))
            #expect(abs(interval.high - rate) < 1e-9)
        }
    }

    @Test func countsAlsoGiveTheCautiousNumber() throws {
        let counted = try #require(CleanRuns(RateText("3/10")))
        #expect(counted.needed == 9)
        // 0.0667 is the lower end of the interval of 3 in 10.
        #expect(counted.cautious == 44)
        #expect(counted.interval == ClopperPearson.interval(failures: 3, of: 10))
        let plain = try #require(CleanRuns(RateText("30 %")))
        #expect(plain.needed == 9 && plain.cautious == nil && plain.interval == nil)
        #expect(try CleanRuns(RateText("1/1099511627776")) != nil)
        #expect(try CleanRuns(RateText("0.3"), level: 1) == nil)
    }

    @Test(arguments: [
        ("3/10", 0.3), (" 3 / 10 ", 0.3), ("3 out of 10", 0.3), ("3 Of 10", 0.3), ("10/10", 1), ("0.3", 0.3),
        (".3", 0.3),
        ("1", 1), ("1.", 1), ("30%", 0.3), ("30 %", 0.3), ("0.5 %", 0.005), ("100%", 1), ("007/010", 0.7),
    ])
    func readsWhatPeopleWrite(_ text: String, _ rate: Double) throws {
        let read = try RateText(text)
        #expect(abs(read.rate - rate) < 1e-12)
        #expect((read.counts != nil) == (text.contains("/") || text.lowercased().contains("of")))
    }

    @Test(arguments: [
        ("", "no rate"), ("  ", "no rate"), ("abc", "no rate"), ("nan", "no rate"), ("inf", "no rate"),
        ("0x1p-2", "no rate"), ("1e-2", "no rate"), ("0,3", "no rate"), ("3/", "no rate"), ("/10", "no rate"),
        ("3/10/20", "no rate"), ("3/10%", "no rate"), ("1.5/10", "no rate"), (".", "no rate"), ("%", "no rate"),
        ("1.2.3", "no rate"), ("３/10", "no rate"), ("-", "no rate"), ("--1", "no rate"),
        ("0/0", "divides by nothing"), ("3/0", "divides by nothing"), ("0/10", "never failed"), ("0", "never failed"),
        ("0 %", "never failed"), ("-0", "never failed"), ("-3/10", "below zero"), ("3/-10", "below zero"),
        ("-0.3", "below zero"), ("11/10", "more than always"), ("30", "more than always"), ("101%", "more than always"),
        ("1.01", "more than always"), ("99999999999999999999/1", "too large"), ("1/99999999999999999999", "too large"),
        ("1/9223372036854775807", "too large"), (String(repeating: "9", count: 500), "no rate"),
        (String(repeating: "9", count: 150), "more than always"),
        ("0." + String(repeating: "0", count: 190) + "1", "*"),
    ])
    func saysWhatIsWrong(_ text: String, _ words: String) {
        if words == "*" {
            // Tiny, but a rate; only no number of runs can be told for it.
            #expect((try? RateText(text)).map { CleanRuns($0) == nil } == true)
            return
        }
        let problem = #expect(throws: RateText.Problem.self) { try RateText(text) }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
        #expect((problem?.description.count ?? 0) < 160)
    }
}
