import ExchangeModel
import JSONTree
import Redaction

@testable import APIDocument
@testable import ContractCheck

/// Recordings of one operation for tests of the baseline.
enum Recordings {
    static func subject(
        _ body: String,
        number: Int = 1,
        target: String = "/things",
        status: Int = 200,
        type: String = "application/json"
    ) throws -> CheckSubject {
        let exchange = Answers.exchange(
            "GET",
            target,
            status: status,
            headers: ["Content-Type": type],
            body: Answers.body(body)
        )
        return CheckSubject(
            number: number,
            exchange: exchange,
            operation: table?.match(method: "GET", url: exchange.request.url)
        )
    }

    private static let table = try? Answers.table()

    /// A request with a JSON body that was answered with this status; no document knows its operation, so one is lent.
    static func posted(_ body: String, status: Int = 201) throws -> CheckSubject {
        var raw = Answers.raw("POST", "/things", status: status, body: Answers.body("{\"done\":true}"))
        raw.request.headers.append("Content-Type", "application/json")
        raw.request.body = Answers.body(body)
        let exchange = Answers.redacted(raw)
        return CheckSubject(number: 1, exchange: exchange, operation: table?.operation(named: "listThings"))
    }

    static func baseline(_ bodies: [String]) throws -> ShapeBaseline {
        var baseline = ShapeBaseline()
        for body in bodies { baseline.learn(try subject(body)) }
        return baseline
    }

    /// What the baseline rule notices in these answers, as `rule path`, sorted.
    static func noticed(_ bodies: [String], against baseline: ShapeBaseline) throws -> [String] {
        try observed(bodies, against: baseline).map { $0.observation.rule + " " + $0.observation.dataPointer }.sorted()
    }

    static func observed(_ bodies: [String], against baseline: ShapeBaseline) throws -> [RecordingObservation] {
        var watch = BaselineRule(baseline).begin()
        for (index, body) in bodies.enumerated() { watch.see(try subject(body, number: index + 1)) }
        return watch.finish()
    }

    static func shape(_ baseline: ShapeBaseline) -> BodyShape? {
        baseline.shapes.first { $0.key.direction == .response }?.value
    }

    static func page(_ items: Int, _ item: (Int) -> String) -> String {
        "{\"items\":[" + (0..<items).map(item).joined(separator: ",") + "]}"
    }
}
