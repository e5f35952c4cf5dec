import ExchangeModel
import JSONTree

/// Which part of a collection a request asks for, and the collection's answer.
///
/// The shapes are those of API Platform's Hydra collections.
struct Paging: Sendable, Hashable {
    /// From 1.
    var page: Int
    /// 10 … 500.
    var itemsPerPage: Int

    static let bounds = 10...500

    /// Reads `page` and `itemsPerPage`. A size outside the bounds is moved to the nearer one; what is no positive
    /// number is refused.
    init(_ query: QueryItems, defaultSize: Int = 30) throws(APIError) {
        page = try Paging.number("page", in: query) ?? 1
        let size = try Paging.number("itemsPerPage", in: query) ?? defaultSize
        itemsPerPage = min(max(size, Paging.bounds.lowerBound), Paging.bounds.upperBound)
    }

    private static func number(_ name: String, in query: QueryItems) throws(APIError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = ASCII.decimal(text.utf8), number >= 1 else {
            throw .badRequest(name == "page" ? "Page should not be less than 1" : "\(name) should not be less than 1")
        }
        return number
    }

    /// The last page's number; 1 for an empty collection.
    func lastPage(of total: Int) -> Int {
        max(1, (total + itemsPerPage - 1) / itemsPerPage)
    }

    /// The members on the page; none behind the last one.
    func slice<Item>(_ items: [Item]) -> ArraySlice<Item> {
        let (skipped, overflow) = (page - 1).multipliedReportingOverflow(by: itemsPerPage)
        return overflow ? [] : items.dropFirst(skipped).prefix(itemsPerPage)
    }

    /// `hydra:view`: this page and its neighbours, the query's other names kept.
    func view(path: String, query: QueryItems, total: Int) -> JSONValue {
        func link(_ number: Int) -> JSONValue {
            .string(path + "?" + query.encoded(replacing: "page", with: String(number)))
        }
        let last = lastPage(of: total)
        var members: [(String, JSONValue)] = [
            ("@id", link(page)), ("@type", "hydra:PartialCollectionView"), ("hydra:first", link(1)),
            ("hydra:last", link(last)),
        ]
        if page > 1 { members.append(("hydra:previous", link(min(page - 1, last)))) }
        if page < last { members.append(("hydra:next", link(page + 1))) }
        return .object(members)
    }
}
