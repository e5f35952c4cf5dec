import ExchangeModel
import JSONTree
import Redaction

@testable import APIDocument
@testable import ContractCheck

/// Exchanges and contracts for tests.
enum Answers {
    static let moment = Timestamp(seconds: 1_795_455_062)

    static func exchange(
        _ method: String = "GET",
        _ target: String = "/things",
        status: Int? = 200,
        headers: HeaderList = ["Content-Type": "application/json"],
        body: MessageBody = MessageBody(Array("{}".utf8)),
        failure: TransportFailure? = nil
    ) -> RedactedExchange {
        redacted(raw(method, target, status: status, headers: headers, body: body, failure: failure))
    }

    static func raw(
        _ method: String = "GET",
        _ target: String = "/things",
        status: Int? = 200,
        headers: HeaderList = ["Content-Type": "application/json"],
        body: MessageBody = MessageBody(Array("{}".utf8)),
        failure: TransportFailure? = nil
    ) -> Exchange {
        Exchange(
            startedAt: moment,
            request: RequestMessage(method: method, url: Array("https://api.example.test\(target)".utf8)),
            response: status.map { ResponseMessage(status: $0, headers: headers, body: body) },
            failure: failure
        )
    }

    static func redacted(_ exchange: Exchange) -> RedactedExchange { Redactor(keys: .ephemeral()).redact(exchange) }

    static func body(_ text: String) -> MessageBody { MessageBody(Array(text.utf8)) }

    static let document = """
        openapi: 3.1.0
        paths:
          /things:
            get:
              operationId: listThings
              responses:
                '200':
                  description: fine
                  content:
                    application/json: {}
                    text/csv: {}
                '404':
                  description: gone
                5XX:
                  description: failed
          /things/{id}:
            parameters:
              - { name: id, in: path, required: true }
            get:
              operationId: getThing
              parameters:
                - { name: 'order[startDate]', in: query }
                - { name: Accept, in: header }
              responses:
                '200':
                  $ref: '#/components/responses/Thing'
                default:
                  description: else
            delete:
              responses:
                '204': { description: gone }
          /things/special:
            get:
              operationId: getSpecial
              responses:
                '200': { description: fine }
          /{kind}/latest:
            get:
              operationId: getLatest
              responses:
                '200': { description: fine }
        components:
          responses:
            Thing:
              description: one
              content:
                application/ld+json: {}
        """

    static func table(_ text: String = document) throws -> OperationTable {
        try Contract(parsing: Array(text.utf8)).operations
    }

    static func subject(_ exchange: RedactedExchange, number: Int = 1) throws -> CheckSubject {
        let operation = try table().match(method: exchange.request.method, url: exchange.request.url)
        return CheckSubject(number: number, exchange: exchange, operation: operation)
    }
}
