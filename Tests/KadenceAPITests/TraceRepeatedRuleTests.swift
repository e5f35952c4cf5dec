import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct TraceRepeatedRuleTests {
    @Test func idsOfTheirOwnPass() {
        var calls = RecordedCalls()
        for _ in 0..<5 { calls.call("GET", "/v1/public/bookings") }
        #expect(calls.observe(TraceRepeatedRule()).isEmpty)
    }

    @Test func aRepetitionIsInformation() {
        var calls = RecordedCalls()
        for trace in ["a", "b", "a", "a", "a", "a", ""] { calls.call("GET", "/v1/public/bookings", trace: trace) }
        let found = calls.observe(TraceRepeatedRule())
        #expect(found.map(\.observation.severity) == [.info, .info, .info])
        #expect(found.map(\.observation.count) == [2, 1, 1], "three samples that add up to four")
        #expect(found.map(\.context.number) == [3, 4, 5])
        #expect(found.first?.observation.message.contains("#1") == true)
    }

    @Test func aLimitIsSaid() {
        var calls = RecordedCalls()
        for trace in ["a", "b", "c", "c", "a"] { calls.call("GET", "/v1/public/bookings", trace: trace) }
        let found = calls.observe(TraceRepeatedRule(limit: 2))
        #expect(found.map(\.observation.isNotEvaluable) == [false, true])
        #expect(found.map(\.context.number) == [5, 3])
    }
}
