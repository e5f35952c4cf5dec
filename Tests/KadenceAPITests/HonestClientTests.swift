import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import KadenceAPI

/// What every team's recording looks like must raise nothing: neither in order nor out of it.
@Suite struct HonestClientTests {
    /// Turns all pages of the bookings as API Platform gives them, follows what it finds, and books something.
    private func honest(overlapping: Bool) -> RecordedCalls {
        var calls = RecordedCalls()
        let list = "/v1/public/bookings"
        let filter = "startDateTime%5Bafter%5D=2026-11-24T00:00:00&order%5BstartDate%5D=asc&itemsPerPage=10"
        for page in 1...4 {
            let shown = (page - 1) * 10..<min(page * 10, 34)
            func link(_ name: String, _ page: Int) -> String {
                #""hydra:\#(name)":"\#(list)?\#(filter)&page=\#(page)""#
            }
            var links = [#""@id":"\#(list)?\#(filter)&page=\#(page)""#, link("first", 1), link("last", 4)]
            if page > 1 { links.append(link("previous", page - 1)) }
            if page < 4 { links.append(link("next", page + 1)) }
            let members = shown.map { booking($0) }.joined(separator: ",")
            calls.call(
                "GET",
                "\(list)?\(filter)&page=\(page)",
                at: overlapping ? 100 : nil,
                lasting: overlapping ? 400 - page * 50 : 20,
                remaining: overlapping ? 2_000 + page : nil,
                body: #"{"@id":"\#(list)","@type":"hydra:Collection","hydra:member":[\#(members)],"#
                    + #""hydra:totalItems":34,"hydra:view":{\#(links.joined(separator: ","))}}"#
            )
        }
        calls.now += 1_000
        for number in [3, 33] {
            calls.call("GET", "\(list)/\(RecordedCalls.id(number))", remaining: 1_900 - number, body: booking(number))
        }
        calls.call("POST", "\(list)/\(RecordedCalls.id(3))/cancel", status: 201, remaining: 1_800, body: booking(3))
        calls.call("GET", "\(list)/\(RecordedCalls.id(99))", status: 404, remaining: 1_799)
        return calls
    }

    private func booking(_ number: Int) -> String {
        let id = RecordedCalls.id(number)
        let hour = 10 + number / 6
        let date = "2026-11-24T\(hour):00:00+00:00"
        return #"{"@id":"/v1/public/bookings/\#(id)","@type":"Booking","id":"\#(id)","startDate":"\#(date)","#
            + #""endDate":"\#(date)","status":"booked","type":"desk","userId":"/v1/public/users/\#(RecordedCalls.id(500))","#
            + #""building":"/v1/public/buildings/\#(RecordedCalls.id(501))"}"#
    }

    @Test(arguments: [false, true])
    func anHonestRecordingRaisesNothing(overlapping: Bool) {
        let calls = honest(overlapping: overlapping)
        for exchange in calls.exchanges where exchange.response?.status != 404 {
            let found = Kadence.rules.flatMap { $0.evaluate(Answers.subject(exchange)) }
            #expect(found.isEmpty, "\(found.map(\.rule))")
        }
        #expect(calls.observeAll().isEmpty, "\(calls.observeAll())")
        var generator = SeededGenerator(seed: 8)
        for rule in Kadence.recordingRules {
            let found = calls.observe(rule, order: calls.exchanges.indices.shuffled(using: &generator))
            #expect(found.isEmpty, "\(rule.id)")
        }
    }

    @Test func norDoesTheWholeChecker() {
        let checker = ContractChecker(
            operations: Kadence.contract.operations,
            rules: Kadence.houseRules,
            recordingRules: Kadence.recordingRules,
            standing: KadenceStanding()
        )
        let calls = honest(overlapping: false)
        let numbered = calls.exchanges.enumerated().map { (number: $0.offset + 1, exchange: $0.element) }
        #expect(checker.check(numbered).findings.isEmpty)
        // A booking that the list showed, gone without a word: the same recording is no longer honest.
        var broken = calls
        broken.call("GET", "/v1/public/bookings/" + RecordedCalls.id(5), status: 404, trace: "trace-1")
        let again = broken.exchanges.enumerated().map { (number: $0.offset + 1, exchange: $0.element) }
        let rules = checker.check(again).findings.map(\.rule)
        #expect(Set(rules) == ["kadence.resolution", "kadence.quota-window.rises", "kadence.trace-repeated"])
    }

    /// The same recording with one thing wrong at a time: each is found, by one rule.
    @Test func oneDefectIsOneFinding() {
        let filter = "startDateTime[after]=2026-11-24T10:00:00&order[startDate]=asc&itemsPerPage=10"
        let target = "/v1/public/bookings?\(filter)&page=1"
        let good = #"{"hydra:member":[\#(booking(1)),\#(booking(7))],"hydra:totalItems":2}"#
        func rules(_ body: String, _ target: String) -> [String] {
            var calls = RecordedCalls()
            calls.call("GET", target, body: body)
            let single = calls.exchanges.flatMap { exchange in
                Kadence.rules.flatMap { $0.evaluate(Answers.subject(exchange)) }.map(\.rule)
            }
            return single + Kadence.recordingRules.flatMap { calls.observe($0) }.map(\.observation.rule)
        }
        #expect(rules(good, target).isEmpty)
        for (right, wrong, rule) in [
            ("2026-11-24T11:00:00+00:00\",\"endDate", "2026-11-24T09:59:59+00:00\",\"endDate", "filter.value order"),
            ("2026-11-24T11:00:00+00:00\",\"status", "2026-11-24T13:00:00+02:00\",\"status", "utc.offset"),
            ("totalItems\":2", "totalItems\":1", "collection.total-count"),
            ("totalItems\":2", "totalItems\":3", "paging.sum page-links.view"),
            ("/v1/public/users/", "/v1/public/spaces/", "iri.relation"),
            (
                "\"@type\":\"Booking\",\"id\":\"\(RecordedCalls.id(7))",
                "\"@type\":\"Booking\",\"id\":\"\(RecordedCalls.id(8))", "iri.id"
            ),
        ] {
            #expect(good.contains(right), "\(right)")
            let expected = Set(rule.split(separator: " ").map { "kadence." + $0 })
            #expect(Set(rules(good.replacing(right, with: wrong), target)) == expected, "\(wrong)")
        }
        #expect(rules(good.replacing("\"desk\"", with: "\"room\""), target + "&type=desk") == ["kadence.filter.value"])
    }
}
