import ExchangeModel
import Foundation
import Playback
import ReplayPlan
import Statistics
import Testing

/// Twelve ways to fail, each recorded and repeated: how often, and what the failing attempts have in common.
///
/// With `REPRISE_FAULT_PLANS` set, time passes by itself, and the table is printed, as `Tests/Benchmarks/fault-plans.sh`
/// does.
@Suite(.serialized) struct FaultPlanTests {
    private static let isAsked = ProcessInfo.processInfo.environment["REPRISE_FAULT_PLANS"] != nil

    @Test(.disabled(if: isAsked), arguments: FaultCase.all)
    func eachIsMeasuredAndItsConditionNamed(_ fault: FaultCase) async throws {
        let result = try await FaultBench.measure(fault)
        let frequency = result.run.frequency
        #expect(result.run.stoppedBecause == nil && frequency.counted == fault.times.test)
        if fault.paths.count == 1 {
            // What the simulator did is what was measured.
            let failed = fault.isInverse ? result.answers - result.spoilt : result.spoilt
            #expect(result.answers == frequency.counted && frequency.failed == failed)
        }
        if let rate = fault.rate {
            let interval = try #require(frequency.interval)
            #expect(interval.low <= rate && rate <= interval.high, "\(frequency.sentence)")
        }
        let lines = result.conditions.lines().joined(separator: "\n")
        switch fault.named {
        case .nothing:
            // How fast attempts follow each other depends on the machine, and by definition one run in twenty shows a
            // condition where there is none; of what the seeds decide, none may be named.
            let seeded = result.conditions.separating.filter {
                ![.spacing, .elapsed, .tokenAge].contains($0.condition.factor.kind)
            }
            #expect(seeded.isEmpty, "\(lines)")
        case .condition(let kind, let text):
            let first = try #require(result.conditions.separating.first, "\(lines)")
            #expect(first.condition.factor.kind == kind && first.condition.text.hasPrefix(text), "\(lines)")
        }
    }

    @Test(.enabled(if: isAsked)) func theTable() async throws {
        print("| plan | attempts | measured | 95 % interval | true rate | held | condition |")
        print("|---|---|---|---|---|---|---|")
        for fault in FaultCase.all {
            let result = try await FaultBench.measure(fault, isReal: true)
            print(FaultPlanTests.row(fault, result))
        }
        print()
        try await chance()
    }

    /// Runs in which nothing but chance decides, with many seeds: how often the interval holds the rate, and how often
    /// something is named that separates, which must be seldom.
    private func chance() async throws {
        let seeds = 100..<130
        print("| plan | runs of 60 | interval holds the rate | something named | candidates a run |")
        print("|---|---|---|---|---|")
        for probability in [0.05, 0.3, 0.9] {
            var (held, named, candidates) = (0, 0, 0)
            for seed in seeds {
                let result = try await FaultBench.measure(.drawn(probability, seed: seed))
                if let interval = result.run.frequency.interval, interval.low <= probability,
                    probability <= interval.high
                {
                    held += 1
                }
                if !result.conditions.separating.isEmpty { named += 1 }
                candidates += result.conditions.candidates.count
            }
            let mean = Double(candidates * 10 / seeds.count) / 10
            print("| probability \(probability) | \(seeds.count) | \(held) | \(named) | \(mean) |")
        }
    }

    private static func row(_ fault: FaultCase, _ result: FaultBench.Result) -> String {
        let frequency = result.run.frequency
        let counted = Double(fault.isInverse ? result.answers - result.spoilt : result.spoilt) / Double(result.answers)
        let truth = fault.rate ?? counted
        let interval = frequency.interval.map { "\(percent($0.low))–\(percent($0.high))" } ?? "none"
        let isHeld = frequency.interval.map { $0.low <= truth && truth <= $0.high } ?? false
        let source = fault.rate == nil ? "by the simulator's log" : "by the plan"
        let stopped = result.run.stoppedBecause.map { " (\($0))" } ?? ""
        let cells = [
            fault.name, "\(frequency.counted)" + stopped,
            "\(frequency.failed), \(frequency.rate.map { percent($0) } ?? "–")", interval,
            "\(percent(truth)) \(source)", isHeld ? "yes" : "no",
            FaultPlanTests.condition(result),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func condition(_ result: FaultBench.Result) -> String {
        let candidates = result.conditions.separating.isEmpty ? result.conditions.candidates.map(\.condition.text) : []
        let line = result.conditions.lines().first ?? "–"
        return candidates.isEmpty ? line : line + " · candidates: " + candidates.joined(separator: "; ")
    }

    private static func percent(_ share: Double) -> String { PercentText.text(share) + " %" }
}
