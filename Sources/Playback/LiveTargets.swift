import ExchangeModel
import KadenceAPI

/// What one step of a live check asks for, once the ids are known.
struct LiveTargets {
    /// A request's place at the API.
    struct Target {
        /// As it goes on the wire, without the query.
        let path: String
        /// Names and values as they go on the wire.
        let query: [String]

        /// Path and query.
        func text(adding items: [String] = []) -> String {
            let all = query + items
            return all.isEmpty ? path : path + "?" + all.joined(separator: "&")
        }
    }

    private(set) var all: [Target] = []
    /// Why there are none.
    private(set) var problem: LiveRun.Reason?

    init(_ step: LiveStep, _ pool: IdentifierPool) {
        var query: [String] = []
        for parameter in step.query {
            guard let value = first(for: parameter, pool) else { return }
            query.append(LiveTargets.item(parameter.name, value))
        }
        var paths = [""]
        for segment in step.path {
            switch segment {
            case .literal(let text):
                paths = paths.map { $0 + "/" + LiveTargets.literal(text) }
            case .variable(let prefix, let parameter, let suffix):
                var longer: [String] = []
                var unusable = 0
                for base in paths where longer.count < step.samples {
                    let known = pool.identifiers(for: parameter.source, base: base)
                    let usable = known.filter(parameter.shape.accepts)
                    unusable += known.count - usable.count
                    for id in usable.prefix(step.samples - longer.count) {
                        let value = LiveTargets.text(Percent.encoded(id))
                        longer.append(base + "/" + LiveTargets.literal(prefix) + value + LiveTargets.literal(suffix))
                    }
                }
                guard !longer.isEmpty else {
                    problem = LiveTargets.reason(parameter.source, unusable: unusable, pool)
                    return
                }
                paths = longer
            }
        }
        all = paths.map { Target(path: $0, query: query) }
    }

    private mutating func first(for parameter: LiveStep.Parameter, _ pool: IdentifierPool) -> [UInt8]? {
        if case .value(let text) = parameter.source { return Array(text.utf8) }
        let known = pool.identifiers(for: parameter.source, base: nil)
        if let id = known.first(where: parameter.shape.accepts) { return id }
        problem = LiveTargets.reason(parameter.source, unusable: known.count, pool)
        return nil
    }

    private static func reason(_ source: LiveStep.Source, unusable: Int, _ pool: IdentifierPool) -> LiveRun.Reason {
        let place =
            switch source {
            case .value: "the value given"
            case .collection(let path): "GET " + path
            case .links: "links in the answers"
            }
        if unusable > 0 { return .unusableIdentifiers(unusable, in: place) }
        if let problem = pool.problem(with: source) { return .sourceFailed(place, problem) }
        return .noIdentifier(in: place)
    }

    /// A query parameter as it goes on the wire.
    static func item(_ name: String, _ value: some Sequence<UInt8>) -> String {
        text(Percent.encoded(name.utf8)) + "=" + text(Percent.encoded(value))
    }

    /// What a path template says itself: what no path may hold is encoded, what is encoded stays (RFC 3986 §3.3).
    private static func literal(_ template: String) -> String {
        text(
            template.utf8.flatMap { byte -> [UInt8] in
                allowed.contains(byte) ? [byte] : Percent.encoded([byte])
            }
        )
    }

    private static let allowed = Set("%-._~!$&'()*+,;=:@".utf8)
        .union(0x30...0x39).union(0x41...0x5A).union(0x61...0x7A)

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
