import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct PageLinksRuleTests {
    private static let list = "/v1/public/bookings"

    private func evaluate(_ query: String, _ view: String, total: Int = 25, shown: Int = 10) -> [Observation] {
        let members = [String](repeating: "{}", count: shown).joined(separator: ",")
        let body = #"{"hydra:member":[\#(members)],"hydra:totalItems":\#(total)\#(view.isEmpty ? "" : ",")\#(view)}"#
        return Answers.observe(PageLinksRule(), Answers.exchange("GET", PageLinksRuleTests.list + query, body: body))
    }

    private func view(_ links: [(String, String)]) -> String {
        let members = links.map { #""\#($0)":"\#(PageLinksRuleTests.list)?\#($1)""# }
        return #""hydra:view":{\#(members.joined(separator: ","))}"#
    }

    @Test func linksThatLeadOnPass() {
        let middle = view([
            ("@id", "itemsPerPage=10&page=2"), ("hydra:first", "itemsPerPage=10&page=1"),
            ("hydra:last", "itemsPerPage=10&page=3"), ("hydra:previous", "itemsPerPage=10&page=1"),
            ("hydra:next", "itemsPerPage=10&page=3"),
        ])
        #expect(evaluate("?page=2&itemsPerPage=10", middle).isEmpty)
        #expect(evaluate("?itemsPerPage=25", view([("@id", "itemsPerPage=25")]), shown: 25).isEmpty)
        #expect(evaluate("?page=3&itemsPerPage=10", view([("@id", "page=3&itemsPerPage=10")]), shown: 5).isEmpty)
        #expect(evaluate("?building.id=7", view([("@id", "building_id=7&page=1")])).isEmpty, "as PHP reads names")
        #expect(
            evaluate(
                "?startDateTime[after]=2026-01-01T12:00:00",
                view([("@id", "startDateTime%5Bafter%5D=2026-01-01T12%3A00%3A00&page=1")])
            ).isEmpty
        )
        #expect(
            evaluate("?page=9&itemsPerPage=10", view([("hydra:previous", "itemsPerPage=10&page=3")]), shown: 0).isEmpty
        )
        #expect(evaluate("?page=2&itemsPerPage=10", "").isEmpty)
        #expect(evaluate("", "", total: 10).isEmpty)
    }

    @Test(arguments: [
        ("@id", "page=3", "page"), ("@id", "page=2&status=booked", "query"), ("hydra:first", "page=2", "page"),
        ("hydra:next", "page=2", "page"), ("hydra:previous", "page=2", "page"), ("hydra:last", "page=4", "page"),
        ("hydra:next", "page=3&type=room", "query"),
    ])
    func othersAreInformation(name: String, link: String, part: String) {
        var links = [("hydra:next", "itemsPerPage=10&type=desk&page=3")]
        links.removeAll { $0.0 == name }
        let found = evaluate("?type=desk&page=2&itemsPerPage=10", view(links + [(name, "itemsPerPage=10&" + link)]))
        #expect(found.map(\.rule) == ["kadence.page-links." + part])
        #expect(found.map(\.severity) == [.info])
        #expect(found.map(\.dataPointer) == ["/hydra:view/" + name])
    }

    @Test func theNextPageIsNamedIfThereIsOne() {
        let id = ("@id", "itemsPerPage=10&page=2")
        #expect(evaluate("?page=2&itemsPerPage=10", view([id])).map(\.rule) == ["kadence.page-links.next"])
        let beyond = view([("hydra:next", "itemsPerPage=10&page=4")])
        #expect(evaluate("?page=3&itemsPerPage=10", beyond, shown: 5).map(\.rule) == ["kadence.page-links.beyond"])
        #expect(evaluate("", "").map(\.rule) == ["kadence.page-links.view"])
        #expect(evaluate("?page=2", view([("@id", "page=2")])).isEmpty, "how large a page is was not said")
    }

    @Test(arguments: [
        #""hydra:view":[]"#, #""hydra:view":{"@id":7}"#, #""hydra:view":{"@id":""}"#,
        #""hydra:view":{"@id":"/x?page=2"}"#,
        #""hydra:view":{"@id":"/v1/public/bookings?page=x"}"#, #""hydra:view":{"hydra:next":"::::"}"#,
    ])
    func whatIsNoLinkIsNotJudged(view: String) {
        #expect(evaluate("?page=1", view).isEmpty)
    }

    @Test func addressesInLinksAreNotCompared() {
        let address = "emailExact=ann%40example.com"
        let body =
            #"{"hydra:member":[],"hydra:totalItems":0,"hydra:view":{"@id":"/v1/public/users?\#(address)&page=1"}}"#
        let exchange = Answers.exchange("GET", "/v1/public/users?\(address)", body: body)
        #expect(Answers.observe(PageLinksRule(), exchange).isEmpty)
    }
}
