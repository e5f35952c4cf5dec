internal import APIDocument
internal import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// A list that the API answered with: what was asked for, and what came.
struct CollectionAnswer {
    let path: APIPath
    let query: RequestQuery
    let root: JSONNode
    /// The array `hydra:member`.
    let members: JSONNode

    /// Nil for anything but a successful GET of a Hydra collection.
    init?(_ subject: CheckSubject) {
        let request = subject.exchange.request
        guard request.method == "GET", subject.status == 200, let root = subject.answerBody(statuses: 200..<201),
            let members = root["hydra:member"], members.kind == .array, let parts = URLParts(request.url),
            let path = APIPath(parts.path)
        else { return nil }
        self.path = path
        query = RequestQuery(parts.query ?? [])
        self.root = root
        self.members = members
    }

    /// How many items there are on all pages, where the answer says it and redaction leaves it.
    func total(_ subject: CheckSubject) -> Int? {
        guard let node = root["hydra:totalItems"], case .actual = subject.view(of: node), let total = node.int,
            total >= 0
        else { return nil }
        return total
    }

    /// The page size that was asked for and that holds: outside of 10 to 500 the API may take the nearer one, so both
    /// are told.
    var requestedSize: ClosedRange<Int>? {
        guard let size = query.number("itemsPerPage"), size >= 1 else { return nil }
        let clamped = min(max(size, 10), 500)
        return min(size, clamped)...max(size, clamped)
    }

    /// What names a member: the bytes of its `@id`, or of its `id`; nil where it has neither as a string.
    static func identity(of member: JSONNode) -> [UInt8]? {
        guard member.kind == .object else { return nil }
        var id: [UInt8]?
        for (key, value) in member.members where value.kind == .string {
            if key.isString("@id".utf8) { return value.stringBytes }
            if key.isString("id".utf8) { id = value.stringBytes }
        }
        return id
    }
}
