internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// Finds which values of a recorded flow come from where.
enum FlowLinker {
    static func link(
        _ exchanges: [RedactedExchange],
        names: [FlowVariable]
    ) -> (inputs: [[FlowInput]], variables: [FlowVariable]) {
        (exchanges.map { _ in [] }, [])
    }
}
