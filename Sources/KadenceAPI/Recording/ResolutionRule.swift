internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// An IRI that the API handed out leads to something: whoever follows it soon after does not get a 404.
///
/// That the answer is the resource asked for is `ResourceIRIRule`'s matter.
package struct ResolutionRule: RecordingRule {
    package let id = "kadence.resolution"
    private let limit: Int

    /// - Parameter limit: how many IRIs are remembered.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
    }

    package func begin() -> any RecordingWatch { ResolutionWatch(id: id, limit: limit) }
}

/// The IRIs that one recording's answers hand out, by their hashes.
struct ResolutionWatch: RecordingWatch {
    private struct HandOut {
        var end: Int64
        var number: Int
        /// Whether it was the `@id` of something shown, not only a relation's.
        var wasShown: Bool
    }

    private struct Miss {
        let key: UInt64
        let handOut: HandOut
        let status: Int
        let isRecent: Bool
        let context: ObservationContext
    }

    private let id: String
    private let limit: Int
    private var handedOut: [UInt64: HandOut] = [:]
    /// Resources that the recording's own calls may have done away with.
    private var changed: Set<UInt64> = []
    private var misses: [Miss] = []
    private var full: ObservationContext?

    init(id: String, limit: Int) {
        self.id = id
        self.limit = limit
    }

    mutating func see(_ subject: CheckSubject) {
        let request = subject.exchange.request
        guard let status = subject.status, let path = URLParts(request.url).flatMap({ APIPath($0.path) }) else {
            return
        }
        let caller = CallerKey.probable(request)
        if !["GET", "HEAD", "OPTIONS"].contains(request.method) {
            if let id = path.id { changed.insert(ResolutionWatch.key(caller, path.collection, id)) }
        } else if path.namesResource, status == 404 || status == 410, let id = path.id,
            ResourceIRI.collections.contains(path.collection)
        {
            miss(ResolutionWatch.key(caller, path.collection, id), status, subject)
        }
        guard let root = subject.answerBody(statuses: 200..<300) else { return }
        collect(root, caller, subject)
    }

    private mutating func miss(_ key: UInt64, _ status: Int, _ subject: CheckSubject) {
        let time = CallTime(subject.exchange)
        guard let handOut = handedOut[key], CallTime.isOver(handOut.end, before: time.start),
            misses.count < RecordingLimit.entries
        else { return }
        let (age, overflow) = time.start.subtractingReportingOverflow(handOut.end)
        misses.append(
            Miss(
                key: key,
                handOut: handOut,
                status: status,
                isRecent: !overflow && age <= 120_000_000,
                context: ObservationContext(subject)
            )
        )
    }

    private mutating func collect(_ root: JSONNode, _ caller: UInt64, _ subject: CheckSubject) {
        let end = CallTime(subject.exchange).end
        var walk = BodyWalk()
        var found: [(key: UInt64, wasShown: Bool)] = []
        walk.members(of: root) { name, value, _ in
            guard name != "@context", name != "hydra:view", name != "hydra:search" else { return false }
            guard value.kind == .string else { return true }
            guard name == "@id" || ResourceIRI.collectionByRelation[name] != nil,
                case .actual = subject.view(of: value), let bytes = value.stringBytes,
                let target = ResourceIRI.resource(bytes), ResourceIRI.collections.contains(target.collection)
            else { return false }
            found.append((ResolutionWatch.key(caller, target.collection, target.id), name == "@id"))
            return false
        }
        for item in found {
            if var known = handedOut[item.key] {
                known.end = end
                known.number = subject.number
                known.wasShown = known.wasShown || item.wasShown
                handedOut[item.key] = known
            } else if handedOut.count < limit {
                handedOut[item.key] = HandOut(end: end, number: subject.number, wasShown: item.wasShown)
            } else if full == nil {
                full = ObservationContext(subject)
            }
        }
    }

    mutating func finish() -> [RecordingObservation] {
        var gatherer = RecordingGatherer()
        for miss in misses where !changed.contains(miss.key) {
            // What a relation leads to may have been deleted long ago, or be none of this key's business.
            let isSure = miss.handOut.wasShown && miss.isRecent
            gatherer.add(
                Observation(
                    rule: id,
                    severity: isSure ? .warning : .info,
                    provenance: .example,
                    message: "\(miss.status) for an IRI that the answer of #\(miss.handOut.number) "
                        + (miss.handOut.wasShown ? "showed as a resource" : "refers to"),
                    dataPointer: "status",
                    specPointer: SpecPlace.reference,
                    keyword: miss.handOut.wasShown ? "@id" : "relation"
                ),
                in: miss.context
            )
        }
        handedOut = [:]
        return gatherer.results() + (full.map { [RecordingLimit.reached(id, "IRIs", in: $0)] } ?? [])
    }

    private static func key(_ caller: UInt64, _ collection: String, _ id: ULID) -> UInt64 {
        var hash = StableHash()
        withUnsafeBytes(of: caller) { hash.combine($0) }
        hash.combine(collection)
        withUnsafeBytes(of: id.value) { hash.combine($0) }
        return hash.value
    }
}
