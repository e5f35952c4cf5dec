import ExchangeModel
import JSONTree
import Redaction
import ReplayPlan
import Testing

@Suite struct OutcomeJudgeTests {
    private func judge(
        _ recorded: RedactedExchange,
        failing: [FailureCriterion] = [],
        sameKeys: Bool = true,
        findings: @escaping @Sendable (RedactedExchange) -> [ContractFact] = { _ in [] }
    ) -> OutcomeJudge {
        var options = JudgeOptions()
        options.failing = failing
        options.sameKeys = sameKeys
        return OutcomeJudge(recorded: recorded, options: options, operation: label, findings: findings)
    }

    private func taking(_ duration: Duration, _ status: Int = 200) -> RedactedExchange {
        exchange(status, timings: Timings(wait: duration))
    }

    private func summary(_ outcome: Outcome) -> String? {
        if case .failed(let signature) = outcome { return signature.summary }
        return nil
    }

    private func failureClass(_ outcome: Outcome) -> FailureSignature.Class? {
        if case .failed(let signature) = outcome { return signature.failureClass }
        return nil
    }

    private func isInconclusive(_ outcome: Outcome) -> Bool {
        if case .inconclusive = outcome { return true }
        return false
    }

    // MARK: By the recording

    @Test func aRecordedFailureIsKnownAgain() {
        var judge = judge(exchange(503, unavailable))
        let again = judge.judge(exchange(503, unavailable, trace: "77ab90c3"))
        #expect(judge.recordedFailure.map { .failed($0) } == again)
        #expect(judge.judge(exchange(200, #"{"anything":1}"#)) == .passed)
        #expect(failureClass(judge.judge(exchange(404, "{}"))) == .status)
        #expect(failureClass(judge.judge(lost(.reset))) == .transport)
        #expect(judge.judge(taking(.seconds(100))) == .passed)
        #expect(judge.outcomes.count == 5)
        #expect(judge.explanation.first?.contains("Upstream unavailable") == true)
    }

    @Test func theQuotaIsNeverAFailure() {
        let refused = exchange(429, "{}")
        for recorded in [exchange(), refused, exchange(503, unavailable)] {
            for failing in [[], [FailureCriterion.status(400...499)]] {
                var judge = judge(recorded, failing: failing)
                #expect(judge.judge(refused) == .inconclusive(.quota))
            }
        }
    }

    @Test(arguments: TransportFailure.Kind.allCases)
    func whatNeverLeftCountsOnlyWhereItWasRecorded(_ kind: TransportFailure.Kind) {
        let stays: Set<TransportFailure.Kind> = [.resolve, .connect, .connectTimeout, .tls, .cancelled, .other]
        for failing in [[], [FailureCriterion.transport]] {
            var after = judge(exchange(503, unavailable), failing: failing)
            #expect(isInconclusive(after.judge(lost(kind))) == stays.contains(kind))
            var again = judge(lost(kind), failing: failing)
            #expect(isInconclusive(again.judge(lost(kind))) == (kind == .cancelled))
        }
        var stopped = judge(exchange())
        let half = exchange(200, "{", isTruncated: true, failure: TransportFailure(.cancelled, "stopped"))
        #expect(isInconclusive(stopped.judge(half)))
    }

    @Test func aRecordedSuccessMustMeanTheSame() {
        var judge = judge(exchange(200, #"{"id":"a","n":9,"list":[1]}"#))
        #expect(judge.recordedFailure == nil)
        #expect(judge.judge(exchange(200, #"{"list":[1.0],"n":9e0,"id":"a","new":1}"#)) == .passed)
        #expect(judge.judge(exchange(304, "", type: "")) == .passed)
        #expect(summary(judge.judge(exchange(201, #"{"id":"a"}"#))) == "201 in place of 200")
        #expect(failureClass(judge.judge(exchange(500, "{}"))) == .status)
        let wrong = judge.judge(exchange(200, #"{"id":"a","n":7,"list":[1]}"#))
        #expect(summary(wrong) == "200, /n is 7, was 9")
        #expect(failureClass(wrong) == .wrongData)
        #expect(summary(judge.judge(exchange(200, #"{"id":"a","n":9}"#))) == "200, /list is missing")
        #expect(
            summary(judge.judge(exchange(200, #"{"id":"a","n":"9","list":[1]}"#)))
                == "200, /n is a string, not a number"
        )
        #expect(summary(judge.judge(exchange(200, "<html>", type: "text/html"))) != nil)
    }

    @Test func bodiesThatAreNotThereSayNothing() {
        var after = judge(exchange(200, #"{"n":1}"#))
        #expect(after.judge(cut(#"{"n":"#)) == .passed)
        var cutBefore = judge(cut(#"{"n":"#))
        #expect(cutBefore.judge(exchange(200, #"{"other":"thing"}"#)) == .passed)
        // Nor do they teach anything.
        #expect(after.explanation.contains { $0.contains("so far 0") })
    }

    @Test func otherBodiesAreComparedByBytesAndTablesByRows() {
        var text = judge(exchange(200, "one", type: "text/plain"))
        #expect(text.judge(exchange(200, "one", type: "text/plain")) == .passed)
        #expect(
            summary(text.judge(exchange(200, "two", type: "text/plain"))) == "200, the body is not the recorded one"
        )
        #expect(summary(text.judge(exchange(200, "", type: "text/plain"))) == "200 without the body that was recorded")
        var table = judge(exchange(200, "id,v\n1,a\n", type: "text/csv"))
        #expect(table.judge(exchange(200, "id,v\r\n1,\"a\"\r\n", type: "text/csv")) == .passed)
        #expect(
            summary(table.judge(exchange(200, "id,v\n1,b\n", type: "text/csv"))) == #"200, column v is "b", was "a""#
        )
        #expect(summary(table.judge(exchange(200, "id\n1\n", type: "text/csv"))) == "200, column v is missing")
    }

    @Test func headersCount() {
        var judge = judge(exchange(headers: ["Allow": "GET, PATCH", "X-Served-By": "node-1"]))
        #expect(judge.judge(exchange(headers: ["Allow": "PATCH, GET", "X-Served-By": "node-2"])) == .passed)
        #expect(
            summary(judge.judge(exchange(headers: ["Allow": "GET"]))) == "200, header allow is GET, was GET, PATCH"
        )
    }

    @Test func standInsOfAnotherKeyAreNotCompared() {
        let other = Redactor(keys: .ephemeral())
        let body = #"{"firstName":"Ann","n":1}"#
        let recorded = redacted(body, by: other)
        for sameKeys in [true, false] {
            var judge = judge(recorded, sameKeys: sameKeys)
            #expect((judge.judge(redacted(body, by: redactor)) == .passed) == !sameKeys)
            #expect(judge.judge(redacted(#"{"firstName":"Ann","n":2}"#, by: redactor)) != .passed)
        }
    }

    // MARK: Noise

    private func clock(_ time: Int, n: Int = 9) -> RedactedExchange { exchange(200, "{\"at\":\(time),\"n\":\(n)}") }

    @Test func whatVariesIsLearnedAndLeftOutForAll() {
        var judge = judge(clock(0))
        #expect(judge.judge(clock(1)) != .passed)
        #expect(judge.judge(clock(2)) == .passed)
        #expect(judge.outcomes == [.passed, .passed])
        #expect(summary(judge.judge(clock(3, n: 7))) == "200, /n is 7, was 9")
        _ = judge.judge(clock(4))
        #expect(judge.outcomes.map { $0 == .passed } == [true, true, false, true])
        #expect(judge.explanation.contains { $0.contains("/at (4 values in 4 repeats: 1, 2)") })
        #expect(!judge.explanation.contains { $0.contains("/n ") })
    }

    @Test func aWrongValueNowAndThenStaysAFailure() {
        var judge = judge(clock(0))
        for attempt in 1...30 { _ = judge.judge(clock(attempt, n: attempt % 3 == 0 ? 7 : 9)) }
        #expect(judge.outcomes.count { $0 != .passed } == 10)
        #expect(Set(judge.outcomes.compactMap(summary)) == ["200, /n is 7, was 9"])
    }

    @Test func wrongValuesThatVaryAreOneFailure() {
        var judge = judge(clock(0))
        for attempt in 1...30 { _ = judge.judge(clock(attempt, n: attempt % 3 == 0 ? 100 + attempt : 9)) }
        #expect(judge.outcomes.count { $0 != .passed } == 10)
        #expect(Set(judge.outcomes.compactMap(summary)) == ["200, /n is not what was recorded"])
    }

    @Test func whatAllShowNowIsAChange() {
        var judge = judge(exchange(200, #"{"n":1}"#))
        for _ in 0..<5 { _ = judge.judge(exchange(200, #"{"n":2}"#)) }
        #expect(judge.outcomes.allSatisfy { summary($0) == "200, /n is 2, was 1" })
    }

    @Test func failuresTeachNothing() {
        var judge = judge(exchange(200, #"{"at":0,"x":1}"#))
        for attempt in 1...4 {
            _ = judge.judge(exchange(200, "{\"at\":\(attempt)}"))
            _ = judge.judge(exchange(500, "{\"at\":\(attempt)}"))
            _ = judge.judge(exchange(200, "{\"at\":\(attempt),\"x\":\"1\"}"))
        }
        #expect(judge.outcomes.allSatisfy { $0 != .passed })
        #expect(judge.explanation.contains { $0.contains("so far 0") })
    }

    @Test func listMembersTogetherAreOnePlace() {
        func list(_ values: [Int]) -> RedactedExchange {
            let members = values.enumerated().map { "{\"@id\":\"/x/\($0)\",\"seen\":\($1),\"s\":\"a\"}" }
            return exchange(200, "{\"hydra:member\":[" + members.joined(separator: ",") + "]}")
        }
        var judge = judge(list([1, 2, 3]))
        _ = judge.judge(list([4, 2, 3]))
        _ = judge.judge(list([1, 5, 3]))
        #expect(judge.outcomes == [.passed, .passed])
        #expect(judge.explanation.contains { $0.contains("/hydra:member/*/seen (2 values") })
    }

    @Test func aClockInTheAnswerIsNoise() {
        func told(_ second: Int, elsewhere: Int) -> RedactedExchange {
            let time = recordedAt.advanced(by: .seconds(second)).description
            return exchange(200, "{\"at\":\"\(time)\",\"until\":\"2031-01-01T00:00:0\(elsewhere)Z\"}")
        }
        var judge = judge(told(0, elsewhere: 0))
        // In the order in which concurrent answers come.
        for second in [1, 1, 2, 1, 2, 1, 1] { _ = judge.judge(told(second, elsewhere: 0)) }
        #expect(judge.outcomes.allSatisfy { $0 == .passed })
        for second in [1, 1, 2, 1, 2, 1, 1] { _ = judge.judge(told(second, elsewhere: second)) }
        #expect(judge.outcomes.suffix(7).allSatisfy { summary($0)?.contains("/until ") == true })
    }

    @Test func theOrderOfNewMembersIsNoVariation() {
        func list(_ names: String) -> RedactedExchange {
            let members = names.map { "{\"@id\":\"/x/\($0)\"}" }.joined(separator: ",")
            return exchange(200, "{\"hydra:member\":[\(members)]}")
        }
        var judge = judge(list("ad"))
        for names in ["abc", "cab", "bca"] { _ = judge.judge(list(names)) }
        let expected = "200, /hydra:member lacks /x/d and has the new /x/b and 1 more"
        #expect(judge.outcomes.allSatisfy { summary($0) == expected })
    }

    // MARK: Slowness

    @Test func farSlowerThanThoseThatPass() {
        var judge = judge(taking(.milliseconds(100)))
        for _ in 0..<4 { #expect(judge.judge(taking(.milliseconds(100))) == .passed) }
        #expect(judge.judge(taking(.milliseconds(1_000))) == .passed)
        let slow = judge.judge(taking(.milliseconds(1_200)))
        #expect(failureClass(slow) == .slow)
        #expect(failureClass(judge.judge(taking(.seconds(30)))) == .slow)
        #expect(Set(judge.outcomes.compactMap(summary)).count == 1)
        #expect(judge.explanation.contains("slow is an answer above 1 s"))
    }

    @Test func slownessIsJudgedAnewWhenMoreIsKnown() {
        var judge = judge(taking(.milliseconds(10)))
        #expect(judge.judge(taking(.seconds(2))) == .passed)
        for _ in 0..<3 { _ = judge.judge(taking(.milliseconds(10))) }
        #expect(judge.outcomes.map(failureClass) == [.slow, nil, nil, nil])
    }

    @Test func wrongAnswersAreNoMeasureOfTime() {
        var judge = judge(taking(.seconds(1)))
        for _ in 0..<20 { _ = judge.judge(exchange(200, #"{"@type":"x","id":1}"#, timings: Timings(wait: .zero))) }
        _ = judge.judge(taking(.seconds(5)))
        _ = judge.judge(taking(.seconds(5)))
        #expect(judge.outcomes.suffix(2) == [.passed, .passed])
    }

    // MARK: Contract findings

    @Test func aRecordedFindingIsKnownAgain() {
        @Sendable func check(_ exchange: RedactedExchange) -> [ContractFact] {
            guard let body = exchange.response?.body.bytes else { return [] }
            return String(decoding: body, as: UTF8.self).split(separator: "!").dropFirst().map { part in
                let words = part.split(separator: "-")
                return ContractFact(rule: String(words[0]), fingerprint: String(part), message: "found 12345678")
            }
        }
        func text(_ body: String) -> RedactedExchange { exchange(200, body, type: "text/plain") }
        var judge = judge(text("x!status.known-1!body.schema-1!"), findings: check)
        let recorded = judge.recordedFailure
        #expect(recorded?.failureClass == .contract)
        #expect(recorded?.summary == "200, status.known: found {n}")
        #expect(judge.judge(text("y!status.known-1!")) == recorded.map { .failed($0) })
        #expect(judge.judge(text("y!status.known-2!")) == recorded.map { .failed($0) })
        #expect(judge.judge(text("y!other-1!status.known-2!")) == recorded.map { .failed($0) })
        #expect(judge.judge(text("y!other-1!status.known-1!")) == recorded.map { .failed($0) })
        #expect(summary(judge.judge(text("y!body.schema-1!"))) == "200, body.schema: found {n}")
        #expect(summary(judge.judge(text("y!other-1!"))) == "200, other: found {n}")
        #expect(judge.judge(text("fine")) == .passed)
        #expect(failureClass(judge.judge(exchange(500, "z!status.known-1!", type: "text/plain"))) == .status)

        // Of a recorded success, a finding is a failure.
        var success = self.judge(text("fine"), findings: check)
        #expect(success.recordedFailure == nil)
        #expect(failureClass(success.judge(text("fine!status.known-1!"))) == .contract)
    }
}

/// Only as much of the body as a recorder with a cap keeps.
func cut(_ body: String) -> RedactedExchange {
    redactor.redact(
        Exchange(
            startedAt: recordedAt,
            request: RequestMessage(
                method: "GET",
                url: Array("https://api.onkadence.co/v1/public/bookings/01H59Z0000000000000000000A".utf8)
            ),
            response: ResponseMessage(
                status: 200,
                headers: ["Content-Type": "application/ld+json"],
                body: MessageBody(Array(body.utf8), trueLength: 1_000_000, isCut: true)
            )
        )
    )
}

func redacted(_ body: String, by redactor: Redactor) -> RedactedExchange {
    redactor.redact(
        Exchange(
            startedAt: recordedAt,
            request: RequestMessage(method: "GET", url: Array("https://api.onkadence.co/v1/public/users/1".utf8)),
            response: ResponseMessage(
                status: 200,
                headers: ["Content-Type": "application/json"],
                body: MessageBody(Array(body.utf8))
            )
        )
    )
}
