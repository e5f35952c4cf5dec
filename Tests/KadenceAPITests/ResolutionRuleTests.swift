import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct ResolutionRuleTests {
    private let booking = "/v1/public/bookings/" + RecordedCalls.id(1)
    private let user = "/v1/public/users/" + RecordedCalls.id(2)

    private func list(_ calls: inout RecordedCalls) {
        calls.call(
            "GET",
            "/v1/public/bookings",
            body: #"{"hydra:member":[{"@id":"\#(booking)","userId":"\#(user)"}],"hydra:totalItems":1}"#
        )
    }

    private func evaluate(_ calls: RecordedCalls, order: [Int]? = nil) -> [Observation] {
        calls.observe(ResolutionRule(), order: order).map(\.observation)
    }

    @Test func whatIsThereAndWhatWasNeverHandedOutPasses() {
        var calls = RecordedCalls()
        calls.call("GET", booking, status: 404)
        list(&calls)
        calls.call("GET", booking, body: #"{"@id":"\#(booking)"}"#)
        calls.call("GET", "/v1/public/bookings/" + RecordedCalls.id(9), status: 404)
        calls.call("GET", "/v1/public/visitors/" + RecordedCalls.id(1), status: 404)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func whatWasHandedOutAndIsNotThereIsAWarning() {
        var calls = RecordedCalls()
        list(&calls)
        calls.call("GET", booking, status: 404)
        calls.call("GET", user, status: 410)
        let found = evaluate(calls)
        #expect(found.map(\.rule) == ["kadence.resolution", "kadence.resolution"])
        #expect(found.map(\.severity) == [.warning, .info], "what a relation leads to may have been deleted before")
        #expect(found.first?.message.contains("#1") == true)
        #expect(calls.observe(ResolutionRule()).map(\.context.number) == [2, 3])
    }

    @Test func timeAndOwnCallsExplainIt() {
        var late = RecordedCalls()
        list(&late)
        late.now += 3_600_000
        late.call("GET", booking, status: 404)
        #expect(evaluate(late).map(\.severity) == [.info])
        for isEarlier in [true, false] {
            var changed = RecordedCalls()
            list(&changed)
            if isEarlier { changed.call("POST", booking + "/cancel", status: 201) }
            changed.call("GET", booking, status: 404)
            if !isEarlier { changed.call("POST", booking + "/cancel", status: 201) }
            #expect(evaluate(changed).isEmpty)
        }
    }

    @Test func callsThatOverlapAreNotOrdered() {
        var calls = RecordedCalls()
        list(&calls)
        calls.call("GET", booking, status: 404, at: 10)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func anotherTokenMayNotSeeIt() {
        var calls = RecordedCalls()
        list(&calls)
        calls.token = "token-of-another-application"
        calls.call("GET", booking, status: 404)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func aRedactedIRIIsNotRemembered() {
        let secrets = KnownSecrets()
        secrets.add(Array(booking.utf8), kind: "secret")
        var calls = RecordedCalls(secrets: secrets)
        list(&calls)
        calls.call("GET", booking, status: 404)
        #expect(evaluate(calls).isEmpty)
    }

    @Test func aLimitIsSaid() {
        var calls = RecordedCalls()
        list(&calls)
        #expect(calls.observe(ResolutionRule(limit: 1)).map(\.observation.isNotEvaluable) == [true])
    }
}
