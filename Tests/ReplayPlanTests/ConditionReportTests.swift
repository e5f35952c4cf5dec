import ExchangeModel
import Redaction
import ReplayPlan
import Statistics
import Testing

/// What is found, and how it is said. The factors one by one are in `ConditionFactorTests`.
@Suite struct ConditionReportTests {
    private func served(_ nodes: [Int], failing: Int, _ extra: HeaderList = HeaderList()) -> [Attempt] {
        attempts(nodes.count) { index in
            let node = nodes[index - 1]
            return (node == failing, [call(HeaderList([.init("X-Served-By", "node-\(node)")] + extra.fields))])
        }
    }

    /// Nodes 1 to 3 in an order that goes with nothing else.
    private let nodes = [3, 1, 2, 2, 3, 3, 1, 2, 1, 3, 1, 1, 2, 3, 2, 2, 1, 3, 3, 1, 2, 3, 2, 1, 1, 3, 2, 2, 3, 1]

    @Test func namesTheNodeThatFails() throws {
        let report = ConditionReport(served(nodes, failing: 3))
        let finding = try #require(report.separating.first)
        #expect(report.separating.count == 1)
        #expect(finding.line == "fails 10/10 on X-Served-By: node-3, 0/20 elsewhere (p < 0.001 after Holm)")
        #expect(finding.isPerfect && finding.moreAttempts == nil && finding.aliases.isEmpty)
        // One of the C(30, 10) ways, times the tests.
        #expect(abs(finding.rawP - 1 / 30_045_015) < 1e-12)
        #expect(finding.pValue >= finding.rawP && finding.pValue <= finding.rawP * Double(report.tested) * 1.000_001)
        #expect(report.lines().last?.contains("does not prove the cause") == true)
        #expect(report.state == .compared && report.counted == 30 && report.failed == 10)
    }

    /// Every answer has the same field, and a call that got none has it not: that is no condition.
    @Test func callsWithoutAnAnswerBlameNoHeaderField() throws {
        let lost = Set((1...30).filter { nodes[$0 - 1] == 3 })
        let report = ConditionReport(
            attempts(30) { index in
                var made = call(["Server": "nginx", "X-Served-By": index % 2 == 0 ? "node-1" : "node-2"]) {
                    $0.isReused = lost.contains(index)
                }
                if lost.contains(index) {
                    made.status = nil
                    made.headers = HeaderList()
                }
                return (lost.contains(index), [made])
            }
        )
        let finding = try #require(report.separating.first)
        #expect(report.separating.count == 1 && finding.condition.factor.kind == .connection, "\(report.lines())")
        #expect(finding.aliases.isEmpty && !report.lines().joined().contains("Server"), "\(report.lines())")
    }

    @Test func whatDoesNotSurviveIsACandidateWithTheRunsThatWouldSettleIt() throws {
        let report = ConditionReport(served([3, 1, 2, 3, 1, 2, 2, 1, 3, 2], failing: 3))
        #expect(report.separating.isEmpty)
        let finding = try #require(report.candidates.first { $0.condition.factor.kind == .header })
        #expect(abs(finding.rawP - 1.0 / 120) < 1e-12)
        #expect(finding.pValue > 0.05)
        let more = try #require(finding.moreAttempts)
        #expect((1...20).contains(more), "\(more)")
        #expect(finding.candidateLine.hasPrefix("candidate: X-Served-By: node-3 (3/3; elsewhere 0/7; p = "))
        #expect(finding.candidateLine.contains(" after Holm) · about \(more) more run"))
        #expect(report.lines().first?.hasPrefix("nothing separates failing from passing for sure") == true)
        #expect(report.lines().contains { $0.hasPrefix("candidate: ") })

        // So many more of the same kind do settle it, at the latest with a third added for what is "about".
        let grown = ConditionReport(served((0..<(10 + more + 4)).map { nodes[$0] }, failing: 3))
        #expect(grown.separating.contains { $0.condition.factor.kind == .header })
    }

    @Test func doesNotCryWolf() {
        // Two nodes that fail alike; a header that the failure itself changes; one that is always new.
        let shuffled = [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
        let alike = attempts(20) { index in
            ([2, 4, 9, 13].contains(index), [call(["X-Served-By": "node-\(shuffled[index - 1])"])])
        }
        #expect(ConditionReport(alike).separating.isEmpty)
        let failing: Set = [1, 4, 6, 7, 9, 15]
        for header in ["Cache-Control", "date", "X-WX-Trace", "content-length"] {
            let consequence = attempts(20) {
                (failing.contains($0), [call(HeaderList([.init(header, failing.contains($0) ? "a" : "b")]))])
            }
            #expect(ConditionReport(consequence).separating.isEmpty)
        }
        let unique = attempts(20) { (failing.contains($0), [call(HeaderList([.init("Via", "hop-\($0)")]))]) }
        let report = ConditionReport(unique)
        #expect(report.separating.isEmpty && !report.candidates.contains { $0.condition.factor.kind == .header })
    }

    @Test func saysThatNothingSeparates() {
        // In runs by chance alone one cut or another looks like something by itself; after the correction few still do.
        var random = SplitMix64(seed: 2)
        var (plain, withCandidates) = (0, 0)
        for _ in 0..<20 {
            let report = ConditionReport(
                attempts(40) { _ in (random.unit() < 0.3, [call(["X-Served-By": "node-\(random.next() % 3)"])]) }
            )
            let worth = report.candidates.filter { $0.pValue < 0.5 || $0.isPerfect }
            guard report.separating.isEmpty, worth.isEmpty else { continue }
            plain += 1
            if !report.candidates.isEmpty { withCandidates += 1 }
            #expect(
                report.lines() == [
                    "nothing separates failing from passing (\(report.tested) ways to part them compared)"
                ]
            )
        }
        #expect(plain > 10 && withCandidates > 0, "\(plain) \(withCandidates)")
    }

    @Test func saysWhatCannotBeCompared() {
        func report(_ failed: Int, of count: Int) -> ConditionReport {
            ConditionReport(attempts(count) { ($0 <= failed, [call()]) })
        }
        #expect(report(10, of: 10).state == .nothingPassed)
        #expect(report(10, of: 10).lines() == ["nothing to compare: all 10 calls that were compared failed"])
        #expect(report(1, of: 1).lines().isEmpty)
        #expect(report(0, of: 10).state == .nothingFailed)
        #expect(report(0, of: 10).lines().isEmpty)
        #expect(ConditionReport([]).state == .nothingCounted)
        #expect(report(1, of: 4).state == .tooFew)
        #expect(report(1, of: 4).lines().last == "4 are too few to tell what separates failing from passing")
    }

    @Test func leavesTheInconclusiveOut() throws {
        var all = served(nodes, failing: 3)
        for index in 31...60 {
            all.append(attempt(index, .inconclusive(.quota), exchange(429, "{}", headers: ["X-Served-By": "node-3"])))
        }
        let report = ConditionReport(all)
        #expect(report.counted == 30)
        #expect(report.separating.first?.counted == 10)
    }

    @Test func halvesAreOneTest() throws {
        let shuffled = nodes.map { $0 == 3 ? "HIT" : "MISS" }
        let report = ConditionReport(
            attempts(30) { (shuffled[$0 - 1] == "HIT", [call(["X-Cache": shuffled[$0 - 1]])]) }
        )
        let plain = ConditionReport(attempts(30) { (shuffled[$0 - 1] == "HIT", [call()]) })
        #expect(report.tested == plain.tested + 1)
        #expect(report.separating.map(\.condition.text) == ["X-Cache: HIT"])
    }

    @Test func sameSplitsAreNamedTogetherAndTestedOnce() throws {
        let both = ConditionReport(served(nodes, failing: 3, ["Server": "nginx"]))
        let twice = ConditionReport(
            attempts(30) { index in
                let node = nodes[index - 1]
                return (
                    node == 3,
                    [
                        call(["X-Served-By": "node-\(node)", "Server": "nginx", "X-Rack": "rack-\(node)"]) {
                            $0.serverAddress = "10.0.0.\(node):443"
                        }
                    ]
                )
            }
        )
        #expect(twice.tested == both.tested)
        #expect(twice.separating.count == 1)
        let finding = try #require(twice.separating.first)
        #expect(finding.pValue == both.separating.first?.pValue)
        #expect(finding.condition.text == "X-Rack: rack-3")
        #expect(finding.aliases.map(\.text) == ["X-Served-By: node-3", "server 10.0.0.3:443"])
        #expect(finding.line.hasSuffix(" · same split: X-Served-By: node-3, server 10.0.0.3:443"))
    }

    /// The chance of naming anything at all where nothing has to do with it, with many factors and few runs.
    @Test(arguments: [(12, 0.5), (30, 0.3), (60, 0.1)])
    func familyWiseErrorHolds(_ count: Int, _ rate: Double) {
        var random = SplitMix64(seed: UInt64(count))
        let experiments = 150
        var alarms = 0
        for _ in 0..<experiments {
            let run = attempts(count) { index in
                let headers = HeaderList((0..<12).map { .init("X-Null-\($0)", "v\(random.next() % 3)") })
                let url = "https://h.example/v1/\(random.next() % 4)?page=\(random.next() % 6)&q=\(random.next() % 2)"
                let one = call(headers, url: url) {
                    $0.isReused = random.next() % 2 == 0
                    $0.serverAddress = "10.0.0.\(random.next() % 3)"
                    $0.tokenAge = .milliseconds(Int64(random.next() % 9_000))
                    $0.quotaLeft = 2_500 - index
                    $0.concurrency = Int(random.next() % 2) + 1
                    $0.spacing = .milliseconds(Int64(random.next() % 900))
                    $0.elapsed = .seconds(index)
                }
                return (random.unit() < rate, [one])
            }
            if !ConditionReport(run).separating.isEmpty { alarms += 1 }
        }
        // 5 % and three standard deviations.
        #expect(
            Double(alarms) <= 0.05 * Double(experiments) + 3 * (0.0475 * Double(experiments)).squareRoot(),
            "\(alarms)"
        )
    }

    @Test func clustersInTimeAreReportedBesideTheInterval() throws {
        let clustered = ConditionReport(attempts(20) { ((8...14).contains($0), [call()]) })
        let test = try #require(clustered.clustering)
        #expect(test.runs == 3 && test.direction == .clustered)
        #expect(
            clustered.clusteringSentence
                == "failures come in clusters (3 runs, 10 expected, p < 0.001): the interval assumes independent attempts"
                + " and is too narrow"
        )
        let turns = ConditionReport(attempts(20) { ($0 % 2 == 0, [call()]) })
        #expect(turns.clusteringSentence?.hasPrefix("failures and passes take turns (20 runs, 11 expected") == true)
        #expect(ConditionReport(served(nodes, failing: 3)).clusteringSentence == nil)
        // By their numbers, not by the order they are given in.
        #expect(ConditionReport(attempts(20) { ((8...14).contains($0), [call()]) }.shuffled()).clustering == test)
    }

    @Test func hostileHeadersStayShortAndCountAsBytes() throws {
        let long = String(repeating: "x", count: 5_000)
        let report = ConditionReport(
            attempts(30) { index in
                let isThird = nodes[index - 1] == 3
                // Neither is UTF-8, and as text both look alike.
                let bytes: [UInt8] = isThird ? [0xFF, 0x1B, 0x5B] : [0xFE, 0x1B, 0x5B]
                return (
                    isThird,
                    [
                        call(
                            HeaderList([
                                .init(name: Array("X-Bytes".utf8), value: bytes),
                                .init("X-\(long)", isThird ? long : "y"),
                                .init("", ""), .init("x-bytes", "later"),
                            ])
                        )
                    ]
                )
            }
        )
        let finding = try #require(report.separating.first)
        #expect(finding.failed == 10 && finding.countedElsewhere == 20)
        for line in report.lines() { #expect(line.count < 600) }
    }

    @Test func standInsAreNotCompared() throws {
        let standIn = try #require(
            exchange(headers: ["X-Customer": "a.person@company.example"]).response?.headers.text("X-Customer")
        )
        let report = ConditionReport(
            attempts(30) { (nodes[$0 - 1] == 3, [call(["X-Customer": nodes[$0 - 1] == 3 ? standIn : "none"])]) }
        )
        #expect(!report.separating.contains { $0.condition.factor.kind == .header })
    }
}
