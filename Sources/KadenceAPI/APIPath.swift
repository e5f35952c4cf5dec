internal import APIDocument
internal import ExchangeModel

/// A path of the API's cut into what it names: `bookings`, `bookings/{id}`, `users/{id}/bookings`.
///
/// Told by the path alone, so that it also holds for operations that no document has.
struct APIPath: Sendable, Hashable {
    /// The segments after `/v1/public/`, with `{id}` for each ULID.
    let template: String
    /// The first ULID in the path.
    let id: ULID?
    /// The segments after `/v1/public/` as they are.
    let segments: [String]

    /// Nil unless the path is one of the public API's.
    ///
    /// - Parameter path: not decoded, without a query.
    init?(_ path: [UInt8]) {
        guard path.starts(with: Kadence.publicPath.utf8) else { return nil }
        let rest = PathTemplate.segments(ofPath: Array(path.dropFirst(Kadence.publicPath.utf8.count)))
        guard let first = rest.first, !first.isEmpty, rest.count <= 8 else { return nil }
        segments = rest.map { String(decoding: $0, as: UTF8.self) }
        let ids = rest.map { ULID($0) }
        id = ids.lazy.compactMap { $0 }.first
        template = zip(segments, ids).map { $0.1 == nil ? $0.0 : "{id}" }.joined(separator: "/")
    }

    /// The collection that the path begins with.
    var collection: String { segments.first ?? "" }

    /// Whether the path names one resource and nothing of it.
    var namesResource: Bool { segments.count == 2 && id != nil && template.hasSuffix("/{id}") }
}

/// IRIs of the API's own resources, `/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7V`.
enum ResourceIRI {
    /// False only for an IRI of a resource that the document's examples name by a ULID, with something else in its
    /// place.
    static func isPlausible(_ iri: [UInt8]) -> Bool {
        guard iri.starts(with: Kadence.publicPath.utf8) else { return true }
        let path = iri.dropFirst(Kadence.publicPath.utf8.count).prefix { $0 != 0x3F && $0 != 0x23 }
        let segments = path.split(separator: 0x2F, maxSplits: 2, omittingEmptySubsequences: false)
        guard segments.count > 1, segments[0].count <= 32,
            ulidCollections.contains(String(decoding: segments[0], as: UTF8.self))
        else { return true }
        return ULID(segments[1]) != nil
    }

    /// The resource that an IRI names, written as a path or as a URL; nil for lists and for what is not the API's.
    static func resource(_ iri: [UInt8]) -> (collection: String, id: ULID)? {
        guard iri.count <= 256 else { return nil }
        let path = iri.first == 0x2F ? Array(iri.prefix { $0 != 0x3F && $0 != 0x23 }) : URLParts(iri)?.path ?? []
        guard let parsed = APIPath(path), parsed.namesResource, let id = parsed.id else { return nil }
        return (parsed.collection, id)
    }

    /// The collections whose resources can be had one by one under the IRI that names them.
    ///
    /// Visitors are not among them: one is found by the id of any of their visits, and answers with another's.
    static let collections: Set<String> = [
        "bookings", "buildings", "floors", "neighborhoods", "spaces", "users", "visits",
    ]

    /// Those whose resources are named by ULIDs.
    private static let ulidCollections = collections.union(["visitors", "bookable-space", "bookable-spaces"])

    /// Where the relations of answers lead. `userId` and its like hold IRIs, in spite of their names.
    static let collectionByRelation: [String: String] = [
        "createdUserId": "users", "userId": "users", "checkedInUserId": "users", "checkedOutUser": "users",
        "cancelledUserId": "users", "host": "users", "space": "spaces", "building": "buildings", "floor": "floors",
        "neighborhood": "neighborhoods", "preferredFloor": "floors",
    ]

    /// Where resources of a type live. The document's example for a bookable space has it in the singular.
    static let collectionsByType: [String: Set<String>] = [
        "Booking": ["bookings"], "Building": ["buildings"], "Floor": ["floors"], "Neighborhood": ["neighborhoods"],
        "Space": ["spaces"], "User": ["users"], "Visit": ["visits"], "Visitor": ["visitors"],
        "BookableSpace": ["bookable-space", "bookable-spaces", "spaces"],
    ]
}
