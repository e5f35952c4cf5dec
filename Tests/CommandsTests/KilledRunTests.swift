import CaptureStore
import ExchangeModel
import Foundation
import JSONTree
import Playback
import Redaction
import ReplayPlan
import Testing

/// A run that was killed kept its verdicts as they were at the time: on values and times they are settled by what the
/// other attempts show.
@Suite(.serialized) struct KilledRunTests {
    /// A store as a killed run leaves it: captures, attempts, and no end.
    private struct Bench {
        let program: Program
        let captures: SQLiteCaptures
        let redactor: Redactor
        let keys: RedactionKeys
        let archive: RunArchive
        static let id = "20261123T203102Z-k"
        static let url = "https://api.onkadence.co/v1/public/buildings"
        static let begin = Timestamp(seconds: 1_795_465_862)

        init() throws {
            program = try Program()
            let folder = program.path(".reprise")
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            keys = try KeyFile.loadOrCreate(at: folder + "/key")
            redactor = Redactor(keys: keys, secrets: KnownSecrets())
            captures = try SQLiteCaptures.open(path: folder + "/captures.sqlite", redactor: redactor)
            archive = RunArchive(captures)
        }

        /// An answer in which a counter has this value.
        func exchange(_ counter: Int, status: Int = 200) -> RedactedExchange {
            let body = status == 200 ? #"{"hydra:member":[],"served":\#(counter)}"# : #"{"title":"down"}"#
            return redactor.redact(
                Exchange(
                    startedAt: Bench.begin,
                    request: RequestMessage(
                        method: "GET",
                        url: Array(Bench.url.utf8),
                        headers: ["Host": "api.onkadence.co"]
                    ),
                    response: ResponseMessage(
                        status: status,
                        headers: [
                            "Content-Type": "application/json", "X-RateLimit-Limit": "2500",
                            "X-RateLimit-Remaining": "2400", "X-RateLimit-Retry-After": "1795467600",
                        ],
                        body: MessageBody(Array(body.utf8))
                    ),
                    timings: Timings(wait: .milliseconds(20))
                )
            )
        }

        /// The run's attempts, each with the outcome that it had as soon as it was made.
        ///
        /// - Parameter isKilled: without an end.
        func keep(
            recorded: RedactedExchange,
            answers: [RedactedExchange],
            isKilled: Bool = true,
            options: [String: [String]] = [:]
        ) throws {
            _ = try captures.append([RecordedExchange(exchange: recorded)])
            var run = RunRecord(
                id: Bench.id,
                startedAt: Bench.begin,
                title: "capture 1",
                selection: ["1"],
                about: 1,
                operation: "GET /v1/public/buildings",
                options: options.merging(["times": ["26"]]) { $1 },
                planned: 26
            )
            run.digest = FlowDigest([recorded], keys: keys)
            try archive.begin(run)
            var judge = OutcomeJudge(recorded: recorded, operation: { method, _ in "\(method) /v1/public/buildings" })
            for (place, answer) in answers.enumerated() {
                let number = try captures.append([
                    RecordedExchange(exchange: answer, run: Bench.id, repeats: 1)
                ])[0]
                let outcome = judge.judge(answer)
                let call = Attempt.Call(number: number, answer, outcome: outcome)
                try archive.add(
                    Attempt(
                        index: place + 1,
                        calls: [call],
                        outcome: outcome,
                        startedAt: Bench.begin.advanced(by: .seconds(place)),
                        traceID: nil
                    ),
                    to: Bench.id
                )
            }
            if !isKilled {
                run.endedAt = Bench.begin.advanced(by: .seconds(60))
                try archive.end(run)
            }
        }

        /// What the first attempt was taken for when it was made.
        func first() throws -> Outcome? { try archive.load(Bench.id)?.attempts.first?.outcome }
    }

    @Test func whatVariesByItselfIsNoFailure() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep(recorded: bench.exchange(1), answers: (1...6).map { bench.exchange($0 * 7) })
        #expect(try bench.first()?.isFailure == true)

        let list = try await bench.program.run(["runs"])
        #expect(list.out.contains("passes") && list.out.contains(" 0/6 ("), "\(list.out)")
        let json = try await bench.program.run(["runs", Bench.id, "--json"])
        let root = try JSONDocument.parse(Array(json.out.utf8)).root
        #expect(root["verdict"]?.string == "passes" && root["failed"]?.int == 0)
        // Nobody knows what had a say in it that there are six.
        #expect(root["interval"]?["method"]?.string?.contains("Clopper") == false, "\(json.out)")
        let whole = try await bench.program.run(["runs", Bench.id])
        #expect(whole.out.contains("over time ✓✓✓✓✓✓\n"), "\(whole.out)")
        let letter = try await bench.program.letter("1")
        #expect(letter.contains("The same request fails 0 out of 6 times"), "\(letter)")
        #expect(!letter.contains("Clopper"), "\(letter)")
    }

    @Test func aFailureOfAnotherKindStays() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        let answers = (1...6).map { $0 == 3 ? bench.exchange(0, status: 503) : bench.exchange($0 * 7) }
        try bench.keep(recorded: bench.exchange(1), answers: answers)
        let list = try await bench.program.run(["runs"])
        #expect(list.out.contains("fails") && list.out.contains(" 1/6 ("), "\(list.out)")
        #expect(try await bench.program.letter("1").contains("1 out of 6 times"))
    }

    /// What the run was told to look for is looked for again.
    @Test func whatTheUserNamedDecides() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep(
            recorded: bench.exchange(1),
            answers: (1...6).map { bench.exchange($0 * 7) },
            options: ["failing": ["differs:/served"]]
        )
        let list = try await bench.program.run(["runs"])
        #expect(list.out.contains(" 6/6 ("), "\(list.out)")
    }

    /// Its verdicts were settled when it ended.
    @Test func aRunThatEndedIsShownAsItWasKept() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep(
            recorded: bench.exchange(1),
            answers: (1...6).map { bench.exchange($0 * 7) },
            isKilled: false
        )
        let list = try await bench.program.run(["runs"])
        #expect(list.out.contains(" 1/6 ("), "\(list.out)")
    }

    /// Without what was recorded, or without an answer, nobody can say what the verdict would be.
    @Test func whatCannotBeSettledIsSaidAndNotCited() async throws {
        let bench = try Bench()
        defer { bench.program.remove() }
        try bench.keep(recorded: bench.exchange(1), answers: (1...6).map { bench.exchange($0 * 7) })
        try bench.captures.remove([2])
        let whole = try await bench.program.run(["runs", Bench.id])
        #expect(whole.out.contains("1 out of 6 times"), "\(whole.out)")
        #expect(whole.talk.contains("its verdicts are provisional"), "\(whole.talk)")
        #expect(try await bench.program.letter("1").contains("Not measured: the call was not repeated."))
        try bench.captures.remove([1])
        let gone = try await bench.program.run(["runs", Bench.id])
        #expect(gone.status == 0 && gone.talk.contains("its verdicts are provisional"), "\(gone.out) \(gone.talk)")
    }
}
