import ExchangeModel
import Foundation
import HARFormat
import Testing

/// What `--pace original` goes by, and what it says of that.
@Suite(.serialized) struct ReplaySpacingTests {
    private static let note = "spacing by the wall clock"
    private static let original = ["--pace", "original", "--failing", "status:5xx"]

    /// Three calls 100 and 250 ms apart, recorded while the clock was set back by an hour.
    private func store(_ bench: ReplayBench, process: (Int) -> String?) async throws {
        let times = ["17:31:02Z", "16:31:02.100Z", "16:31:02.350Z"]
        let entries = times.enumerated().map { index, time in
            let path = "/v1/public/buildings?page=\(index + 1)"
            let entry = bench.entry(path, status: index < 2 ? 200 : 503, answer: "{}")
            guard let name = process(index) else { return entry.replacing("17:31:02Z", with: time) }
            let moment = #"{"process":"\#(name)","offset":\#([5_000, 5_100, 5_350.25][index])}"#
            return entry.replacing("17:31:02Z", with: time).dropLast() + #","_reprise":{"monotonicStart":\#(moment)}}"#
        }
        let result = try await bench.store(entries.map { "\($0)" })
        #expect(result.status == 0, "\(result.talk)")
    }

    private func count(_ text: String) -> Int { text.ranges(of: Self.note).count }

    @Test func theRecordedOffsetsArePlannedAndKeptInFiles() async throws {
        let bench = try await ReplayBench()
        try await store(bench) { _ in "00000000000000a1" }
        let result = try await bench.run(["replay", "1-3", "--dry-run"] + Self.original + bench.endpoint)
        #expect(result.status == 0, "\(result.talk)")
        for line in [
            "step 1  GET /v1/public/buildings?page=1 · at 0.0 ms",
            "step 2  GET /v1/public/buildings?page=2 · at 100 ms",
            "step 3  GET /v1/public/buildings?page=3 · at 350 ms",
        ] {
            #expect(result.out.contains(line), "\(result.out)")
        }
        #expect(count(result.out + result.talk) == 0)
        let saved = try await bench.run(["flow", "save", "spaced", "1-3"])
        #expect(saved.status == 0, "\(saved.talk)")
        let flow = try await bench.run(
            ["replay", "fixtures/spaced.har", "--dry-run"] + Self.original + bench.endpoint
        )
        #expect(flow.out.contains("page=3 · at 350 ms"), "\(flow.out) \(flow.talk)")
        #expect(count(flow.out + flow.talk) == 0)
        let exported = try await bench.run(["export", "1-3", "--format", "har"])
        let offsets = try HARReader.read(Array(exported.out.utf8)).exchanges.map { $0.monotonicStart?.offset }
        #expect(offsets == [5_000_000, 5_100_000, 5_350_250].map { .microseconds($0) })
        let fast = try await bench.run(["replay", "1-3", "--dry-run"] + bench.endpoint)
        #expect(fast.status == 0 && !fast.out.contains(" · at "), "\(fast.out)")
        await bench.stop()
    }

    @Test func theWallClockIsNamedOnceWhereItDecides() async throws {
        let bench = try await ReplayBench()
        try await store(bench) { _ in nil }
        let sentence = Self.note + ": the recording has no monotonic offsets"
        let dry = try await bench.run(["replay", "1-3", "--dry-run"] + Self.original + bench.endpoint)
        #expect(dry.out.contains(sentence) && count(dry.out + dry.talk) == 1, "\(dry.out) \(dry.talk)")
        #expect(dry.out.contains("page=3 · at 250 ms"), "\(dry.out)")
        let run = try await bench.run(["replay", "1-3", "--times", "1"] + Self.original + bench.endpoint)
        #expect(run.talk.contains(sentence) && count(run.out + run.talk) == 1, "\(run.out) \(run.talk)")
        let json = try await bench.run(["replay", "1-3", "--times", "1", "--json"] + Self.original + bench.endpoint)
        #expect(json.talk.contains(sentence) && count(json.out + json.talk) == 1, "\(json.out) \(json.talk)")
        let fast = try await bench.run(["replay", "1-3", "--times", "1"] + bench.endpoint)
        #expect(count(fast.out + fast.talk) == 0, "\(fast.talk)")
        await bench.stop()
    }

    @Test func callsOfSeveralProcessesAreNotComparedByTheirOffsets() async throws {
        let bench = try await ReplayBench()
        try await store(bench) { $0 < 2 ? "00000000000000a1" : "00000000000000a2" }
        let result = try await bench.run(["replay", "1-3", "--dry-run"] + Self.original + bench.endpoint)
        #expect(
            result.out.contains(Self.note + " before 1 of 3 steps: different processes recorded the calls"),
            "\(result.out)"
        )
        #expect(result.out.contains("page=2 · at 100 ms") && result.out.contains("page=3 · at 350 ms"), "\(result.out)")
        await bench.stop()
    }
}
