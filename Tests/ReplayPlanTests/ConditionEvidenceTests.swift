import ExchangeModel
import Statistics
import Testing

@testable import ReplayPlan

/// Flows that call one operation several times in each attempt.
@Suite struct ConditionEvidenceTests {
    /// Attempts of calls, each of which is on one side of a cut and failed or passed: `H` and `h` here, `E` and `e`
    /// elsewhere, capitals where it failed, `.` where it is not known.
    private func evidence(_ attempts: [String]) throws -> ConditionEvidence? {
        let calls = attempts.flatMap { Array($0) }
        var end = 0
        return ConditionEvidence(
            failing: .init(calls.map(\.isUppercase)),
            members: .init(calls.map { $0 == "h" || $0 == "H" }),
            rows: .init(calls.map { $0 != "." }),
            attempts: attempts.map {
                end += $0.count
                return end - $0.count..<end
            }
        )
    }

    private func counts(_ evidence: ConditionEvidence) -> [Int] {
        let shown = evidence.shown
        return [shown.failed, shown.counted, shown.failedElsewhere, shown.countedElsewhere]
    }

    @Test func attemptsThatAreLeftWholeCountOnce() throws {
        let found = try #require(try evidence(["HHH", "hHh", "HH.", "eee", "eee", "EEE", "eee", "e", "..."]))
        #expect(counts(found) == [3, 3, 1, 5] && !found.countsCalls && found.failsMore)
        #expect(found.pValue == FisherTest.pValue(3, 0, 1, 4))
        #expect(counts(found.turned) == [1, 5, 3, 3] && !found.turned.failsMore)
    }

    @Test func attemptsThatArePartedAreComparedWithinThemselves() throws {
        let found = try #require(try evidence(["eeHH", "eeHH", "eeHH"]))
        // One of six ways each, or all the other way round.
        #expect(abs(found.pValue - 2.0 / 216) < 1e-12 && abs(found.leastP - 2.0 / 216) < 1e-12)
        #expect(counts(found) == [3, 3, 0, 3] && !found.countsCalls)
        // Whether whole attempts fail says nothing of a cut that parts them.
        let more = try #require(try evidence(Array(repeating: "eeHH", count: 3) + ["EEHH", "EEHH", "eehh"]))
        #expect(more.pValue >= found.pValue && more.leastP == found.leastP)
        #expect(try evidence(["EEHH", "EEHH", "eehh"]) == nil)
        // The attempts that are left whole are compared with each other beside that.
        let both = try #require(try evidence(["eeHH", "eeHH", "HH", "HH", "ee", "ee"]))
        #expect(abs(both.pValue - 2.0 / 216) < 1e-12)
    }

    /// Where an attempt makes more calls on one side it fails there more often, with the same chance each.
    @Test func moreCallsAreNoMoreFailures() throws {
        let found = try #require(try evidence(Array(repeating: "eHhhhhh", count: 12) + ["Ehhhhhh", "Ehhhhhh"]))
        #expect(found.countsCalls && counts(found) == [12, 84, 2, 14])
        #expect(found.pValue > 0.5)
    }

    /// Attempts that end with their first failure have no later calls that could pass.
    @Test func attemptsThatEndWithAFailureDoNotBlameTheLastCall() throws {
        var random = SplitMix64(seed: 4)
        let run = (0..<60).map { _ in
            var calls = ""
            for page in 1...6 {
                let isFailed = random.unit() < 0.15
                calls += page >= 4 ? (isFailed ? "H" : "h") : (isFailed ? "E" : "e")
                if isFailed { break }
            }
            return calls
        }
        let found = try #require(try evidence(run))
        #expect(found.pValue > 0.05, "\(counts(found))")
    }

    @Test func whatBothWaysContradictIsNotBelieved() throws {
        // Within attempts it fails elsewhere, of all calls here: most of them are of an attempt that fails anyway.
        let found = try #require(
            try evidence(["hhhhEe", "hhhhEe", "hhhhEe"] + Array(repeating: "HHHHHHHHHHe", count: 3))
        )
        #expect(found.pValue > 0.001)
        let against = try #require(
            try evidence(
                Array(repeating: "hE", count: 6) + Array(repeating: "HHHHHHH", count: 6) + ["eeeeeee", "eeeee"]
            )
        )
        #expect(against.pValue > 0.05)
    }

    @Test func moreAttemptsBringMoreCertainty() throws {
        let found = try #require(try evidence(["eHeh", "ehEh", "ehhH", "eheh", "eheH"]))
        var last = 1.0
        for more in [0, 5, 20, 80, 320] {
            let p = found.grownP(by: more, attempts: 5)
            #expect(p <= last && found.grownLeastP(by: more, attempts: 5) <= p)
            last = p
        }
        #expect(last < 1e-6)
    }

    /// Pages of which one fails, or each one more often than the first, or those of an attempt together.
    @Test func conditionsOfCallsAreStillFound() throws {
        func label(_ method: String, _ url: [UInt8]) -> String {
            String(decoding: url.prefix { $0 != 0x3F }, as: UTF8.self)
        }
        func run(_ count: Int, _ isFailed: (Int, Int, UInt64) -> Bool) -> ConditionReport {
            var random = SplitMix64(seed: 6)
            let run = attempts(count) { index in
                let calls = (1...6).map { page in
                    let node = random.next() % 3
                    let failed = isFailed(index, page, node)
                    return call(
                        ["X-Served-By": "node-\(node + 1)"],
                        url: "https://h.example/v1/x?page=\(page)",
                        outcome: failed ? .failed(signature("503")) : .passed
                    ) { $0.isReused = index % 3 != 0 }
                }
                return (calls.last?.outcome != .passed, calls)
            }
            return ConditionReport(run, operation: label)
        }
        // Five attempts are enough for what is so clear.
        #expect(run(5) { _, page, _ in page >= 4 }.separating.map(\.condition.text) == ["page ≥ 4"])
        let one = run(10) { index, page, _ in page == 5 || index == 1 && page == 6 }.separating
        #expect(one.map(\.line).first?.hasPrefix("fails 10/10 calls with page = 5, 1/50 elsewhere (p < 0.001") == true)
        let node = run(10) { _, _, node in node == 2 }.separating
        #expect(node.first?.condition.text == "X-Served-By: node-3" && node.first?.isPerfect == true)
        let reused = run(20) { index, _, _ in index % 3 != 0 }.separating
        #expect(reused.first?.line.hasPrefix("fails 14/14 on a reused connection, 0/6 elsewhere (p") == true)
        var random = SplitMix64(seed: 7)
        let often = run(40) { _, _, node in random.unit() < (node == 2 ? 0.5 : 0.05) }.separating
        #expect(often.first?.condition.text == "X-Served-By: node-3" && often.first?.countsCalls == true)
        #expect(often.first?.line.contains(" calls on X-Served-By: node-3, ") == true)
    }
}
