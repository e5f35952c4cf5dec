import ExchangeModel

/// A Link field's value (RFC 8288 §3): `<https://…?page=2>; rel="next", <…>; rel=last`.
struct LinkField {
    private(set) var links: [(target: [UInt8], relations: [[UInt8]])] = []

    init(_ value: [UInt8]) {
        var rest = value[...]
        while let open = rest.firstIndex(of: 0x3C) {
            guard let close = rest[open...].firstIndex(of: 0x3E) else { return }
            let target = Array(rest[(open + 1)..<close])
            // Parameters go on to the next link's bracket; a comma in a quoted text does no harm here.
            let end = rest[close...].firstIndex(of: 0x3C) ?? rest.endIndex
            let parameters = Array(rest[close..<end]).map { $0 == 0x2C ? 0x3B : $0 }
            let relation = MultipartSplit.parameter("rel", of: parameters) ?? []
            links.append((target, relation.split(separator: 0x20).map { ASCII.lower($0) }))
            rest = rest[end...]
        }
    }

    /// The target of the first link with this relation.
    func target(relation: [UInt8]) -> [UInt8]? {
        links.first { $0.relations.contains(ASCII.lower(relation)) }?.target
    }
}
