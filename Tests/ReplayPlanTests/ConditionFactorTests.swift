import ExchangeModel
import ReplayPlan
import Statistics
import Testing

/// Each factor by itself in a run in which all others go with nothing.
@Suite struct ConditionFactorTests {
    private func first(_ attempts: [Attempt], operation: ((String, [UInt8]) -> String)? = nil) throws
        -> ConditionFinding
    {
        try #require(ConditionReport(attempts, operation: operation).separating.first)
    }

    /// 40 attempts, in which what `vary` does to a call decides whether it fails.
    private func run(_ vary: (UInt64, inout CallConditions) -> Bool) -> [Attempt] {
        var random = SplitMix64(seed: 12)
        return attempts(40) { _ in
            var isFailed = false
            let one = call { isFailed = vary(random.next(), &$0) }
            return (isFailed, [one])
        }
    }

    @Test func reusedConnection() throws {
        let finding = try first(
            run {
                $1.isReused = $0 % 3 == 0
                return $0 % 3 == 0
            }
        )
        #expect(finding.line.hasPrefix("fails \(finding.failed)/\(finding.failed) on a reused connection, 0/"))
        let new = try first(
            run {
                $1.isReused = $0 % 3 != 0
                return $0 % 3 == 0
            }
        )
        #expect(new.condition.text == "new connection")
    }

    @Test func serverAddress() throws {
        let finding = try first(
            run {
                $1.serverAddress = "10.0.0.\($0 % 4):443"
                return $0 % 4 == 2
            }
        )
        #expect(finding.condition.text == "server 10.0.0.2:443")
        #expect(finding.condition.phrase == "on server 10.0.0.2:443")
    }

    @Test func tokenAge() throws {
        let finding = try first(
            run {
                $1.tokenAge = .milliseconds(Int64($0 % 6_000))
                return $0 % 6_000 > 3_000
            }
        )
        guard case .atLeast(let age) = finding.condition.values else {
            Issue.record("\(finding.condition)")
            return
        }
        // The cut nearest to the true one among eight.
        #expect(age > 2 && age < 4)
        #expect(finding.condition.text.hasPrefix("token age ≥ ") && finding.condition.text.hasSuffix(" s"))
        let few = try first(
            run {
                $1.tokenAge = .seconds(Int64($0 % 4) * 2)
                return $0 % 4 >= 2
            }
        )
        #expect(few.condition.text == "token age ≥ 4 s")
        #expect(few.isPerfect)
    }

    @Test func quotaLeft() throws {
        let finding = try first(
            run {
                $1.quotaLeft = Int($0 % 5) * 100
                return $0 % 5 < 2
            }
        )
        #expect(finding.condition.text == "quota left ≤ 100" && finding.isPerfect)
    }

    @Test func concurrency() throws {
        let finding = try first(
            run {
                $1.concurrency = Int($0 % 3) + 1
                return $0 % 3 > 0
            }
        )
        #expect(finding.line.contains(" with 2 or more at once, 0/"))
        let alone = try first(
            run {
                $1.concurrency = Int($0 % 3) + 1
                return $0 % 3 == 0
            }
        )
        #expect(alone.condition.text == "one at a time")
    }

    @Test func spacing() throws {
        let finding = try first(
            run {
                $1.spacing = $0 % 2 == 0 ? .milliseconds(20) : .seconds(1)
                return $0 % 2 == 0
            }
        )
        #expect(finding.condition.text.hasPrefix("spacing < ") && finding.isPerfect)
    }

    @Test func route() throws {
        let finding = try first(
            run {
                $1.isDirect = $0 % 2 == 0
                return $0 % 2 == 1
            }
        )
        #expect(finding.condition.text == "through the proxy")
        #expect(finding.line.contains("fails \(finding.failed)/\(finding.failed) through the proxy, 0/"))
    }

    @Test func everySeventh() throws {
        let finding = try first(attempts(42) { ($0 % 7 == 0, [call()]) })
        #expect(finding.line.hasPrefix("fails 6/6 on every 7th attempt (7, 14, 21 …), 0/36 elsewhere (p < 0.001"))
        let shifted = try first(attempts(42) { ($0 % 3 == 2, [call()]) })
        #expect(shifted.condition.text == "every 3rd attempt (2, 5, 8 …)")
    }

    @Test func positionAndTimeAreTheSameInPlainRepeats() throws {
        let finding = try first(
            attempts(40) { index in
                (
                    index > 20,
                    [
                        call {
                            $0.elapsed = .seconds(index)
                            $0.tokenAge = .seconds(index + 5)
                            $0.quotaLeft = 1_000 - index
                        }
                    ]
                )
            }
        )
        #expect(finding.condition.factor.kind == .tokenAge)
        #expect(Set(finding.aliases.map(\.factor.kind)).isSuperset(of: [.position, .elapsed]))
        #expect(finding.line.contains("same split: "))
    }

    @Test func queryValues() throws {
        func run(_ url: (UInt64) -> String, _ isFailed: (UInt64) -> Bool) -> [Attempt] {
            var random = SplitMix64(seed: 3)
            return attempts(40) { _ in
                let number = random.next() % 6
                return (isFailed(number), [call(url: url(number))])
            }
        }
        let pages = try first(run({ "https://h.example/v1/x?page=\($0)&q=a" }, { $0 >= 4 }))
        #expect(pages.condition.text == "page ≥ 4" && pages.isPerfect && pages.aliases.isEmpty)
        let one = try first(run({ "https://h.example/v1/x?page=\($0)&q=a" }, { $0 == 2 }))
        #expect(one.condition.text == "page = 2")
        let names = try first(run({ "https://h.example/v1/x?order=\($0 % 2 == 0 ? "asc" : "desc")" }, { $0 % 2 == 0 }))
        #expect(names.condition.phrase == "with order = asc")
        // A field that only some have.
        let optional = try first(run({ "https://h.example/v1/x\($0 < 3 ? "?all=true" : "")" }, { $0 < 3 }))
        #expect(optional.condition.text == "all = true")
    }

    @Test func pathSegments() throws {
        var random = SplitMix64(seed: 5)
        let run = attempts(40) { _ in
            let number = random.next() % 4
            return (number == 1, [call(url: "https://h.example/v1/rooms/r\(number)")])
        }
        #expect(try first(run).condition.text == "path segment 3 = r1")
        #expect(try first(run) { _, _ in "GET /v1/rooms/{room}" }.condition.text == "room in the path = r1")
    }

    private func pagesLabel(_ method: String, _ url: [UInt8]) -> String {
        String(decoding: url.prefix { $0 != 0x3F }, as: UTF8.self)
    }

    /// Flows that walk pages and fail from the fourth on: by attempts alone all fail, by calls the page shows.
    @Test func callsOfOneOperationAreRows() throws {
        let run = attempts(8) { _ in
            let calls = (1...6).map { page in
                call(
                    url: "https://h.example/v1/x?page=\(page)",
                    outcome: page >= 4 ? .failed(signature("503")) : .passed
                )
            }
            return (true, [call(url: "https://h.example/v1/me", outcome: .passed)] + calls)
        }
        #expect(ConditionReport(run).state == .nothingPassed)
        let report = ConditionReport(run, operation: pagesLabel)
        #expect(report.counted == 48 && report.failed == 24)
        #expect(report.separating.first?.line.hasPrefix("fails 8/8 with page ≥ 4, 0/8 elsewhere (p < 0.001") == true)
    }

    /// A flow that fails at its second step must not be compared with the third step of those that pass.
    @Test func onlyCallsOfTheFailingOperationAreCompared() throws {
        var random = SplitMix64(seed: 8)
        let run = attempts(40) { index in
            let node = random.next() % 3
            let second = call(["X-Served-By": "node-\(node)", "X-Kind": "b"], url: "https://h.example/b")
            let third = call(["X-Served-By": "node-9", "X-Kind": "c"], url: "https://h.example/c")
            let isFailed = node == 1
            return (isFailed, [call(url: "https://h.example/a"), second] + (isFailed ? [] : [third]))
        }
        let report = ConditionReport(run, operation: pagesLabel)
        #expect(report.counted == 40)
        #expect(report.separating.map(\.condition.text) == ["X-Served-By: node-1"])
        #expect(report.separating.first?.isPerfect == true)
        // Without the labels it is misled by the other operation.
        #expect(ConditionReport(run).separating.contains { $0.condition.text == "X-Kind: b" })
    }

    @Test func takesAnyAttempts() {
        let odd = [
            attempt(Int.max, .failed(signature("503"))), attempt(Int.min, .passed), attempt(0, .passed),
            Attempt(index: -7, calls: [], outcome: .passed, startedAt: recordedAt, traceID: nil),
            Attempt(
                index: 5,
                calls: [
                    call(url: "nonsense") {
                        $0.tokenAge = .seconds(Int64.max)
                        $0.spacing = .seconds(-5)
                        $0.quotaLeft = .min
                        $0.concurrency = .max
                        $0.elapsed = .seconds(Int64.min)
                    }
                ],
                outcome: .failed(signature("503")),
                startedAt: recordedAt,
                traceID: nil
            ),
        ]
        let report = ConditionReport(odd + odd + odd, operation: pagesLabel)
        #expect(report.counted > 0)
        _ = report.lines(most: -1) + ConditionReport(odd).lines(most: 0) + ConditionReport(odd + odd).lines(most: 99)
    }
}
