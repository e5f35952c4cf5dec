import ExchangeModel
import JSONTree
import Redaction
import Testing

@testable import APIDocument
@testable import ContractCheck

@Suite struct CoverageTests {
    private func coverage(_ exchanges: (method: String, target: String, status: Int?, type: String)...) throws
        -> Coverage
    {
        var coverage = Coverage(operations: try Answers.table().operations)
        for one in exchanges {
            let exchange = Answers.exchange(
                one.method,
                one.target,
                status: one.status,
                headers: ["Content-Type": one.type]
            )
            coverage.count(try Answers.subject(exchange))
        }
        return coverage
    }

    @Test func nothingSeenIsNothing() throws {
        let coverage = try coverage()
        #expect(
            coverage.parts.map(\.text) == [
                "0 of 5 operations", "0 of 8 statuses", "0 of 3 parameters", "0 of 3 media types",
            ]
        )
        #expect(
            CoverageFormat.gaps(coverage, shortly: true)
                == [
                    "never called: GET /things, GET /things/{id}, DELETE /things/{id}, GET /things/special, GET /{kind}/latest"
                ]
        )
    }

    @Test func eachKindIsCountedByItsOwnRule() throws {
        let coverage = try coverage(
            ("GET", "/things", 200, "Application/JSON; charset=utf-8"),
            ("GET", "/things", 503, "text/html"),
            ("GET", "/things/7?order%5BstartDate%5D=asc", 418, "application/ld+json")
        )
        let list = try #require(coverage.operations.first { $0.operation == "GET /things" })
        #expect(list.exchanges == 2)
        #expect(list.statuses.map(\.name) == ["200", "404", "5XX"])
        #expect(list.statuses.map(\.exchanges) == [1, 0, 1])
        #expect(list.responseMediaTypes.map(\.name) == ["200 application/json", "200 text/csv"])
        #expect(list.responseMediaTypes.map(\.exchanges) == [1, 0])
        #expect(list.statusesSeen == [200, 503])
        #expect(list.gaps == ["status 404", "answer type 200 text/csv"])
        let one = try #require(coverage.operations.first { $0.operation == "GET /things/{id}" })
        #expect(one.parameters.map(\.name) == ["query:order[startDate]", "path:id"])
        #expect(one.parameters.map(\.exchanges) == [1, 1])
        // 418 is documented by `default`, which has no types; the 200's were not shown.
        #expect(one.statuses.map(\.exchanges) == [0, 1])
        #expect(one.responseMediaTypes.map(\.exchanges) == [0])
        #expect(coverage.operationsSeen == ["GET /things", "GET /things/{id}"])
        #expect(
            CoverageFormat.line(coverage)
                == "seen: 2 of 5 operations, 3 of 8 statuses, 2 of 3 parameters, 1 of 3 media types"
        )
    }

    @Test func bracketsAreLiteralNamesFirst() throws {
        let table = try Answers.table(
            """
            openapi: 3.1.0
            info: { title: t, version: '1' }
            paths:
              /a:
                get:
                  parameters:
                    - { name: filter, in: query, schema: { type: object } }
                    - { name: 'filter[x]', in: query, schema: { type: string } }
                    - { name: X-Flag, in: header, schema: { type: string } }
                    - { name: sid, in: cookie, schema: { type: string } }
                  responses: { '200': { description: fine } }
            """
        )
        func seen(_ target: String, _ headers: [(String, String)] = []) throws -> [Int] {
            var coverage = Coverage(operations: table.operations)
            var raw = Answers.raw("GET", target)
            for (name, value) in headers { raw.request.headers.append(name, value) }
            let exchange = Answers.redacted(raw)
            let operation = table.match(method: "GET", url: exchange.request.url)
            coverage.count(CheckSubject(number: 1, exchange: exchange, operation: operation))
            return coverage.operations[0].parameters.map(\.exchanges)
        }
        #expect(try seen("/a?filter[x]=1") == [0, 1, 0, 0])
        #expect(try seen("/a?filter[y]=1") == [1, 0, 0, 0])
        #expect(try seen("/a?filter=1&filter%5Bx%5D=2", [("x-flag", "1")]) == [1, 1, 1, 0])
        #expect(try seen("/a", [("Cookie", "sid=1; other=2")]) == [0, 0, 0, 1])
    }

    @Test func aCallWithoutAnAnswerIsACall() throws {
        let coverage = try coverage(("GET", "/things", nil, "text/plain"))
        #expect(coverage.operationsSeen == ["GET /things"])
        #expect(coverage.statusesByOperation.isEmpty)
        #expect(coverage.operations[0].statusesSeen.isEmpty)
    }

    @Test func jsonListsEverything() throws {
        let value = CoverageFormat.json(try coverage(("GET", "/things", 200, "application/json")))
        let root = try JSONDocument.parse(value.serialized()).root
        #expect(root["operations"]?.count == 5)
        #expect(root["operations"]?[0]?["statuses"]?[0]?["exchanges"]?.int == 1)
        #expect(root["operations"]?[0]?["statuses"]?[1]?["exchanges"]?.int == 0)
        #expect(root["operationsSeen"]?.count == 1)
        #expect(root["parts"]?[1]?["documented"]?.int == 8)
    }

    @Test func markdownListsWhatIsMissing() throws {
        let lines = CoverageFormat.markdown(try coverage(("GET", "/things", 200, "application/json")))
        #expect(lines[0] == "seen\\: 1 of 5 operations, 1 of 8 statuses, 0 of 3 parameters, 1 of 3 media types")
        #expect(lines.contains("- GET /things never showed status 404, status 5XX, answer type 200 text/csv"))
        #expect(lines.contains { $0.hasPrefix("- never called\\: GET /things/{id}, DELETE") })
    }

    /// Where only labels were given, what is seen brings its description along.
    @Test func labelsAloneAreEnough() throws {
        var coverage = Coverage(documented: ["GET /things", "GET /other"])
        coverage.count(try Answers.subject(Answers.exchange()))
        #expect(coverage.operationsDocumented == ["GET /things", "GET /other"])
        #expect(coverage.operations[0].statuses.count == 3)
        coverage.count(try Answers.subject(Answers.exchange("GET", "/things/special")))
        #expect(coverage.operationsDocumented.count == 3)
        #expect(coverage.exchangesByOperation == ["GET /things": 1, "GET /things/special": 1])
    }
}
