import ExchangeModel
import JSONTree
import Redaction

/// What of a recorded request can be linked.
struct RequestReading {
    /// A slot with something distinctive in it.
    struct Spot {
        let place: RedactionPlace
        let role: RequestSlot.Role
        let value: [UInt8]
        let atoms: [DistinctiveAtom]
        /// Whether only stand-ins in it count: fields that the sender makes anew, or that are credentials.
        let onlyStandIns: Bool
        /// The answers' field that this field repeats; empty for others.
        let pair: String

        /// Whether there is one in it that takes the place of a part or of all.
        var holdsStandIn: Bool { atoms.contains { $0.kind == .standIn } }
    }

    /// Path and query, decoded: clients write the same link in their own encodings.
    let target: [UInt8]
    let hasQuery: Bool
    let path: [UInt8]
    var spots: [Spot] = []

    init(_ request: RedactedRequest) {
        let range = RequestSlots.targetRange(request.url)
        let written = Array(request.url[range])
        target = RequestReading.canonical(written)
        hasQuery = written.contains(0x3F)
        path = Array(written.prefix { $0 != 0x3F })
        let message = RequestMessage(
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: MessageBody(request.body.bytes)
        )
        for slot in RequestSlots.all(of: message) {
            if let spot = RequestReading.spot(slot) { spots.append(spot) }
        }
        spots += RequestReading.hiddenStandIns(message, known: spots)
    }

    /// A target as links compare it.
    static func canonical(_ target: [UInt8]) -> [UInt8] {
        let start = DistinctiveText.originLength(target)
        let end = target.firstIndex(of: 0x23) ?? target.count
        return SlotWriting.segment.decoded(Array(target[min(start, end)..<end])).bytes
    }

    // MARK: Fields

    /// Made anew by whoever sends, or noise.
    private static let passedOver: Set<String> = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "baggage", "cache-control",
        "connection", "content-encoding", "content-length", "content-type", "cookie", "date", "expect", "host",
        "origin",
        "priority", "proxy-authorization", "referer", "te", "trailer", "traceparent", "tracestate", "transfer-encoding",
        "upgrade", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-wx-trace",
    ]

    /// Fields that repeat what another field of an answer said, however short (RFC 9110 §13.1).
    private static let pairs = [
        "if-match": "ETag", "if-none-match": "ETag", "if-range": "ETag", "if-modified-since": "Last-Modified",
        "if-unmodified-since": "Last-Modified",
    ]

    private static func spot(_ slot: RequestSlot) -> Spot? {
        var onlyStandIns = false
        var pair = ""
        if case .header(let name) = slot.role {
            let name = String(decoding: ASCII.lower(name), as: UTF8.self)
            if name == "authorization", isBearer(slot.raw) { return nil }
            onlyStandIns = passedOver.contains(name)
            pair = pairs[name] ?? ""
        }
        let value = slot.value
        var atoms = DistinctiveText.atoms(in: value)
        if onlyStandIns { atoms.removeAll { $0.kind != .standIn } }
        let isAddress = !onlyStandIns && DistinctiveText.isAddress(value)
        guard !atoms.isEmpty || isAddress || !pair.isEmpty else { return nil }
        return Spot(
            place: slot.place,
            role: slot.role,
            value: value,
            atoms: atoms,
            onlyStandIns: onlyStandIns,
            pair: pair
        )
    }

    private static func isBearer(_ value: [UInt8]) -> Bool {
        ASCII.lower(value.prefix(7)).elementsEqual("bearer ".utf8)
    }

    /// Stand-ins that stand in no slot, as in a parameter's name or in Basic credentials: they need a value too.
    private static func hiddenStandIns(_ request: RequestMessage, known: [Spot]) -> [Spot] {
        var found = Set(known.flatMap { $0.atoms.filter { $0.kind == .standIn }.map(\.text) })
        var result: [Spot] = []
        func look(_ bytes: [UInt8], _ place: RedactionPlace, _ role: RequestSlot.Role) {
            for (range, text) in StandIn.find(in: bytes) {
                let text = Array(text.utf8)
                guard found.insert(text).inserted else { continue }
                let atom = DistinctiveAtom(kind: .standIn, range: range, text: text)
                result.append(
                    Spot(place: place, role: role, value: text, atoms: [atom], onlyStandIns: true, pair: "")
                )
            }
        }
        look(request.url, .url, .path(after: []))
        for field in request.headers.fields {
            if field.isNamed("Authorization"), isBearer(field.value) { continue }
            look(field.value, .requestHeader(field.nameText), .header(field.name))
            look(field.name, .requestHeader(field.nameText), .text)
        }
        look(request.body.bytes, .requestBody, .text)
        return result
    }
}
