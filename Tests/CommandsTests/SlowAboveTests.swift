import Foundation
import Playback
import ReplayPlan
import Simulator
import Testing

@testable import Commands

/// The setting `slow-above`: where it may stand, what comes first, and that a run keeps it. That it decides is asked of
/// the judge itself, by clocks that stand still.
@Suite(.serialized) struct SlowAboveTests {
    @Test(arguments: [
        ("1s", Duration.seconds(1)), ("800ms", .milliseconds(800)), ("1.5s", .milliseconds(1_500)),
        ("2min", .seconds(120)),
    ])
    func aTime(_ text: String, _ time: Duration) throws {
        #expect(SlowAbove(text)?.floor == time)
        let wish = try ReplayWish(try ReplayFlags.kept(["slow-above": [text]]), reserve: nil)
        #expect(wish.options.judge.slowFloor == time)
    }

    @Test func never() throws {
        let wish = try ReplayWish(try ReplayFlags.kept(["slow-above": ["never"]]), reserve: nil)
        #expect(wish.options.judge.slowFloor == nil)
        #expect(try ReplayWish(try ReplayFlags.kept([:]), reserve: nil).options.judge.slowFloor == .seconds(1))
    }

    @Test(arguments: ["", "0s", "-1s", "1", "1 s", "1h", "NEVER", "soon", "1e9s", "9999999999s", "1s\u{1B}[2J"])
    func anythingElseIsRefused(_ text: String) async throws {
        #expect(SlowAbove(text) == nil)
        let program = try Program()
        defer { program.remove() }
        try Data("slow-above: '\(text.filter { $0 != "\u{1B}" })'\n".utf8).write(
            to: program.folder.appendingPathComponent("reprise.yml")
        )
        let flag = try await program.run(["replay", "nowhere", "--config", "/dev/null", "--slow-above=\(text)"])
        let variable = try await program.run(
            ["replay", "nowhere", "--config", "/dev/null"],
            environment: ["REPRISE_SLOW_ABOVE": text]
        )
        let file = try await program.run(["replay", "nowhere"])
        for (result, words) in [
            (flag, "--slow-above"), (variable, "REPRISE_SLOW_ABOVE"), (file, "reprise.yml, line 1"),
        ] {
            #expect(result.status == 2, "\(result.talk)")
            #expect(result.talk.contains(words) && result.talk.contains("or never"), "\(result.talk)")
            #expect(!result.talk.utf8.contains(0x1B))
        }
    }

    @Test func whatIsNamedDecidesAlone() throws {
        for (text, remedy) in [("800ms", "--failing slower:800ms"), ("never", "leave --slow-above out")] {
            let flags = try ReplayFlags.kept(["slow-above": [text], "failing": ["status:5xx"]])
            let failure = #expect(throws: CommandFailure.self) { try ReplayWish(flags, reserve: nil) }
            #expect(failure?.status == .usage && failure?.remedy?.contains(remedy) == true)
        }
    }

    /// A success, and a quota that eight calls use up to its reserve.
    private func bench() async throws -> (ReplayBench, Program) {
        let bench = try await ReplayBench(quota: 10)
        #expect(try await bench.run(["call", "GET", "/v1/public/buildings"] + bench.endpoint).status == 0)
        var program = bench.program
        program.usual = [:]
        return (bench, program)
    }

    private func set(_ text: String, _ program: Program) throws {
        try Data("slow-above: \(text)\n".utf8).write(to: program.folder.appendingPathComponent("reprise.yml"))
    }

    @Test func theStrongestIsTaken() async throws {
        let (bench, program) = try await bench()
        let command = ["replay", "2", "--times", "1", "--explain"] + bench.endpoint
        for (file, variable, flag, isNever) in [
            ("never", nil, nil, true), ("never", "1s", nil, false), ("1s", "never", nil, true),
            ("1s", "1s", "never", true), ("never", "never", "1s", false),
        ] {
            try set(file, program)
            var environment = bench.environment
            environment["REPRISE_SLOW_ABOVE"] = variable
            let flags = flag.map { ["--slow-above", $0] } ?? []
            let result = try await program.run(command + flags, environment: environment)
            #expect(result.status == 0, "\(result.talk)")
            #expect(result.talk.contains("slow-above is never") == isNever, "\(file): \(result.talk)")
            #expect(result.talk.contains("too few passing answers to tell which are slow") != isNever)
        }
        await bench.stop()
    }

    /// No median is so long that ten times it would be more than an hour.
    @Test(arguments: ["3600s", nil]) func aRunKeepsWhatItWasBegunWith(_ setting: String?) async throws {
        let (bench, program) = try await bench()
        if let setting { try set(setting, program) }
        let begun = try await program.run(
            ["replay", "2", "--times", "20", "--explain"] + bench.endpoint,
            environment: bench.environment
        )
        #expect(begun.talk.contains("kept back for production"), "\(begun.talk)")
        let run = try #require(begun.talk.firstMatch(of: /--resume (\S+)/)?.output.1)
        try set("7200s", program)
        let environment = bench.environment.merging(["REPRISE_SLOW_ABOVE": "7200s"]) { $1 }
        let resumed = try await program.run(["replay", "--resume", String(run), "--explain"], environment: environment)
        #expect(resumed.talk.contains("slow is an answer above "), "\(resumed.talk)")
        #expect(resumed.talk.contains("slow is an answer above 3600 s") == (setting != nil), "\(resumed.talk)")
        #expect(!resumed.talk.contains("7200"), "\(resumed.talk)")
        let shown = try await program.run(["runs", String(run)])
        #expect(shown.out.contains("--slow-above 3600s") == (setting != nil), "\(shown.out)")
        await bench.stop()
    }
}
