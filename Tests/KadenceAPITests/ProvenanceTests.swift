import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import KadenceAPI

/// Rules and contract must not tell different stories of where an assertion comes from.
@Suite struct ProvenanceTests {
    /// Answers with every fault that a rule with a place in the contract knows.
    private let broken: [(target: String, status: Int, body: String)] = [
        ("/v1/public/bookings", 200, "[]"), ("/v1/public/bookings", 200, "{}"),
        ("/v1/public/bookings", 200, #"{"hydra:member":{}}"#),
        ("/v1/public/bookings", 200, #"{"hydra:member":[1],"hydra:totalItems":0,"hydra:view":[]}"#),
        ("/v1/public/bookings", 200, #"{"hydra:member":[1],"hydra:totalItems":"0"}"#),
        ("/v1/public/bookings", 200, #"{"hydra:member":[1],"hydra:totalItems":9}"#),
        ("/v1/public/bookings", 200, #"{"hydra:member":[1]}"#), ("/v1/public/bookings", 206, #"{"hydra:member":[]}"#),
        (
            "/v1/public/bookings?type=desk&order[startDate]=asc&itemsPerPage=10&startDateTime[strictly_after]=2030-01-01T00:00:00",
            200,
            #"{"hydra:member":[{"id":"x","type":"room","startDate":"2030-01-01T00:00:00Z"},"#
                + #"{"id":"x","startDate":"2020-01-01T00:00:00Z"},0,0,0,0,0,0,0,0,0],"hydra:totalItems":90,"#
                + #""hydra:view":{"@id":"/v1/public/bookings?page=7"}}"#
        ),
        (
            Answers.booking, 200,
            #"{"id":"01H59ZGH7HDQ4KAAN6RR1X8V7V","userId":"/v1/public/spaces/01H59ZGH7HDQ4KAAN6RR1X8V7V"}"#
        ),
        (Answers.booking, 200, #"{"id":7,"@id":7,"userId":7,"startDate":7}"#),
        (Answers.booking, 200, #"{"id":"7","@id":"/v1/public/users/7","userId":"/v1/public/users/7","startDate":"7"}"#),
        (Answers.booking, 200, #"{"startDate":"2017-07-21T17:32:28+02:00"}"#), (Answers.booking, 404, "[]"),
        (Answers.booking, 404, "{}"), (Answers.booking, 404, #"{"violations":7}"#),
        (Answers.booking, 404, #"{"violations":[7]}"#), (Answers.booking, 418, "{}"), (Answers.booking, 503, "{}"),
    ]

    private func observations() -> [Observation] {
        var headers: [HeaderList] = [Answers.good, ["Content-Type": "text/html"], ["Content-Type": "application/json"]]
        headers += [["Content-Type": "application/vnd.other+json"], HeaderList()]
        for (limit, remaining, reset) in [("0", "7", "7"), ("x", "x", "x"), ("1", "2", "2795456800")] {
            var list: HeaderList = ["Content-Type": "application/problem+json", "X-WX-Trace": ""]
            for (name, value) in zip(QuotaFacts.headers, [limit, remaining, reset]) { list.append(name, value) }
            headers.append(list)
        }
        var subjects: [CheckSubject] = []
        for answer in broken {
            for list in headers {
                let exchange = Answers.exchange(
                    "GET",
                    answer.target,
                    status: answer.status,
                    headers: list,
                    body: answer.body
                )
                subjects.append(Answers.subject(exchange))
            }
        }
        for (status, body) in [
            (200, "[]"), (200, "{}"), (200, #"{"access_token":7,"token_type":7,"expires_in":"7"}"#), (401, "{}"),
        ] {
            let exchange = Redactor(keys: .ephemeral()).redact(Answers.token(status: status, body: body))
            subjects.append(Answers.subject(exchange))
        }
        return Kadence.rules.flatMap { rule in subjects.flatMap { rule.evaluate($0) } }
    }

    @Test func noRuleClaimsMoreThanTheContract() throws {
        let rules = try claims(of: observations())
        #expect(rules.count >= 36, "\(rules.sorted())")
    }

    /// The same for what only several exchanges together can keep.
    @Test func noRecordingRuleClaimsMoreThanTheContract() throws {
        var calls = RecordedCalls()
        let list = "/v1/public/bookings?itemsPerPage=10"
        calls.page(list, ids: 0..<10, total: 12, next: true)
        calls.page(list + "&page=2", ids: 9..<10, total: 13, next: false)
        calls.page("/v1/public/bookings", ids: 0..<9, total: 12, next: false)
        for word in ["local_after", "local_strictly_before", "after", "strictly_before"] {
            calls.page(
                "/v1/public/bookings?startDateTime[\(word)]=2026-01-01T12:00:00",
                ids: 0..<9,
                total: 9,
                next: false
            )
        }
        calls.call("GET", "/v1/public/bookings/" + RecordedCalls.id(1), status: 404, remaining: 2_499, trace: "trace-0")
        calls.call("GET", "/v1/public/bookings", remaining: 2_400, reset: 1_795_456_900)
        calls.call("GET", "/v1/public/bookings", remaining: 2_400, reset: 1_795_456_900)
        let found = Kadence.recordingRules.flatMap { calls.observe($0) }.map(\.observation)
        let rules = try claims(of: found)
        #expect(rules.count >= 8, "\(rules.sorted())")
    }

    /// The rules that claim something, each held against the contract's own word.
    private func claims(of observations: [Observation]) throws -> Set<String> {
        var rules: Set<String> = []
        for observation in observations where !observation.specPointer.isEmpty && !observation.isNotEvaluable {
            // What a standard or arithmetic says needs no word of the vendor's.
            guard observation.provenance != .internal else { continue }
            var pointer = try #require(JSONPointer(parsing: observation.specPointer))
            // A response's content is asserted by the response, an operation's responses by the operation.
            if ["content", "responses", "parameters"].contains(pointer.tokens.last) { pointer.tokens.removeLast() }
            let said = try #require(
                Kadence.contract.provenance(at: pointer, keyword: observation.keyword),
                "\(observation.specPointer)"
            )
            let isPromisedJSON = observation.rule == "body.media-type" && observation.provenance == .guide
            #expect(
                observation.provenance.ceiling <= said.ceiling || isPromisedJSON,
                "\(observation.rule): \(observation.provenance), but \(said) at \(observation.specPointer)"
            )
            rules.insert(observation.rule)
        }
        return rules
    }
}
