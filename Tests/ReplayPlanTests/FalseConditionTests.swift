import ExchangeModel
import Foundation
import ReplayPlan
import Statistics
import Testing

/// How often a condition is named where none has to do with the failure, though the calls of an attempt are not
/// independent: at most one run in twenty. `REPRISE_FALSE_CONDITIONS` makes it as many runs and prints the table, as
/// `Tests/Benchmarks/false-conditions.sh` does.
@Suite struct FalseConditionTests {
    private static let asked = ProcessInfo.processInfo.environment["REPRISE_FALSE_CONDITIONS"].flatMap { Int($0) }
    private let runs = max(1, FalseConditionTests.asked ?? 20)

    /// How the six calls of an attempt fail.
    enum Failing: String, CaseIterable, Sendable {
        case together = "all of an attempt, or none: 30 %"
        case often = "each by itself, in a third of the attempts 80 %, otherwise 5 %"
        case alone = "each by itself: 10 %"
        case one = "exactly one of each attempt"
        case first = "each by itself: 10 %, and the attempt ends"
    }

    @Test(arguments: Failing.allCases) func conditionsAreSeldomMadeUp(_ failing: Failing) {
        var random = SplitMix64(seed: 31)
        var (named, before) = (0, 0)
        for _ in 0..<runs {
            let run = (1...40).map { attempt($0, failing, &random) }
            if !ConditionReport(run, operation: label).separating.isEmpty { named += 1 }
            guard FalseConditionTests.asked != nil else { continue }
            if !ConditionReport(run.flatMap(singles)).separating.isEmpty { before += 1 }
        }
        let all = Double(runs)
        if FalseConditionTests.asked != nil {
            print("| \(failing.rawValue) | \(runs) | \(percent(named)) | \(percent(before)) |")
        }
        #expect(Double(named) <= 0.05 * all + 3 * (0.0475 * all).squareRoot(), "\(named) of \(runs)")
    }

    private func percent(_ count: Int) -> String { "\(Double(count * 1_000 / runs) / 10) %" }

    private func label(_ method: String, _ url: [UInt8]) -> String { "GET /v1/x" }

    /// What varies from attempt to attempt, from call to call, and in between.
    private func attempt(_ index: Int, _ failing: Failing, _ random: inout SplitMix64) -> Attempt {
        let own = (0..<4).map { _ in random.next() % 3 }
        let age = Int64(random.next() % 9_000)
        let rate =
            switch failing {
            case .together: random.unit() < 0.3 ? 1.0 : 0
            case .often: random.next() % 3 == 0 ? 0.8 : 0.05
            case .alone, .first: 0.1
            case .one: 0.0
            }
        let only = random.next() % 6 + 1
        var node = random.next() % 3
        var calls: [Attempt.Call] = []
        for page in 1...6 {
            // A node is mostly kept.
            if random.next() % 4 == 0 { node = random.next() % 3 }
            let isFailed = failing == .one ? only == page : random.unit() < rate
            let headers: HeaderList = [
                "X-Served-By": "node-\(node)", "X-Cache": "\(random.next() % 2)", "X-Region": "\(own[0])",
                "X-Release": "\(own[1])",
            ]
            let url = "https://h.example/v1/x?page=\(page)&size=\(own[2])&order=\(random.next() % 2)"
            calls.append(
                call(headers, url: url, outcome: isFailed ? .failed(signature("503")) : .passed) {
                    $0.isReused = own[3] != 0
                    $0.serverAddress = "10.0.0.\(node)"
                    $0.tokenAge = .milliseconds(age + Int64(page) * 150)
                    $0.quotaLeft = 2_500 - index * 6 - page
                    $0.concurrency = Int(own[3] % 2) + 1
                    $0.spacing = .milliseconds(Int64(own[1]) * 300)
                    $0.elapsed = .milliseconds(index * 1_000 + page * 150)
                }
            )
            if isFailed, failing == .first { break }
        }
        let last = calls.last?.outcome ?? .passed
        return Attempt(index: index, calls: calls, outcome: last, startedAt: recordedAt, traceID: nil)
    }

    /// As if each call was an attempt of its own.
    private func singles(_ attempt: Attempt) -> [Attempt] {
        attempt.calls.map { call in
            Attempt(
                index: attempt.index,
                calls: [call],
                outcome: call.outcome ?? .passed,
                startedAt: recordedAt,
                traceID: nil
            )
        }
    }
}
