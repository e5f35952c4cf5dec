internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import Redaction

/// Each answer has a trace id of its own: support could not tell two calls apart by one.
///
/// Nobody promises it, and a cache on the way may give the same answer twice; so it is information.
package struct TraceRepeatedRule: RecordingRule {
    package let id = "kadence.trace-repeated"
    private let limit: Int

    /// - Parameter limit: how many ids are remembered.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
    }

    package func begin() -> any RecordingWatch { TraceRepeatedWatch(id: id, limit: limit) }
}

/// The trace ids of one recording, by their hashes.
struct TraceRepeatedWatch: RecordingWatch {
    private let id: String
    private let limit: Int
    private var numbers: [UInt64: Int] = [:]
    private var gatherer = RecordingGatherer()
    private var full: ObservationContext?

    init(id: String, limit: Int) {
        self.id = id
        self.limit = limit
    }

    mutating func see(_ subject: CheckSubject) {
        let exchange = subject.exchange
        guard Kadence.isKadence(exchange.request), !Kadence.isTokenRequest(exchange.request.url),
            let value = exchange.response?.headers.first(TraceID.headerName), !value.isEmpty
        else { return }
        let key = StableHash(value).value
        let context = ObservationContext(subject)
        if let first = numbers[key] {
            // The same exchange in the recording twice is no repetition.
            guard first != subject.number else { return }
            gatherer.add(
                Observation(
                    rule: id,
                    severity: .info,
                    provenance: .inference,
                    message: "the answer has the same \(TraceID.headerName) as that of #\(first)",
                    dataPointer: "header:" + TraceID.headerName,
                    specPointer: SpecPlace.trace,
                    keyword: "uniqueItems"
                ),
                in: context
            )
        } else if numbers.count < limit {
            numbers[key] = subject.number
        } else if full == nil {
            full = context
        }
    }

    mutating func finish() -> [RecordingObservation] {
        numbers = [:]
        return gatherer.results() + (full.map { [RecordingLimit.reached(id, "trace ids", in: $0)] } ?? [])
    }
}
