internal import ContractCheck
internal import Redaction

/// Names the list that a request asks for, whatever page of it.
struct ListKey {
    private let caller: UInt64
    private let path: APIPath
    private let pairs: [(name: String, bytes: [UInt8])]

    init(_ answer: CollectionAnswer, _ subject: CheckSubject) {
        caller = CallerKey.probable(subject.exchange.request)
        path = answer.path
        // Sorted, for two requests that differ in the sequence of their names ask for the same.
        pairs = answer.query.items.filter { $0.name != "page" }.map { ($0.name, $0.bytes) }
            .sorted { a, b in a.name != b.name ? a.name < b.name : a.bytes.lexicographicallyPrecedes(b.bytes) }
    }

    /// The list with its order and its page size: what pages belong to.
    var ofPages: UInt64 { hash { _ in true } }

    /// The set of things in the list, without the filters named.
    func ofSet(without left: String? = nil) -> UInt64 {
        hash { name in
            name != "itemsPerPage" && name != "pagination" && !name.hasPrefix("order[") && name != left
        }
    }

    private func hash(_ isKept: (String) -> Bool) -> UInt64 {
        var hash = StableHash()
        withUnsafeBytes(of: caller) { hash.combine($0) }
        for segment in path.segments { hash.combine(segment) }
        for pair in pairs where isKept(pair.name) {
            hash.combine(pair.name)
            hash.combine(pair.bytes)
        }
        return hash.value
    }
}
