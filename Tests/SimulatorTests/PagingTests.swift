import JSONTree
import Testing

@testable import Simulator

@Suite struct PagingTests {
    private func paging(_ query: String) throws(APIError) -> Paging {
        try Paging(QueryItems(Array(query.utf8)))
    }

    @Test func sizesMoveToTheNearerBound() throws {
        #expect(try paging("").itemsPerPage == 30)
        #expect(try paging("itemsPerPage=9").itemsPerPage == 10)
        #expect(try paging("itemsPerPage=10").itemsPerPage == 10)
        #expect(try paging("itemsPerPage=500").itemsPerPage == 500)
        #expect(try paging("itemsPerPage=501").itemsPerPage == 500)
        #expect(try paging("page=&itemsPerPage=").page == 1)
    }

    @Test(arguments: ["page=0", "page=-1", "page=x", "itemsPerPage=0", "page=1.5", "page=9999999999999999999"])
    func whatIsNoPositiveNumberIsRefused(_ query: String) {
        #expect(throws: APIError.self) { try paging(query) }
    }

    @Test func everyItemIsOnExactlyOnePage() throws {
        for total in [0, 1, 9, 10, 11, 29, 30, 31, 120] {
            let items = Array(0..<total)
            var seen: [Int] = []
            let last = try paging("itemsPerPage=10").lastPage(of: total)
            for page in 1...last { seen += try paging("itemsPerPage=10&page=\(page)").slice(items) }
            #expect(seen == items)
            #expect(try paging("itemsPerPage=10&page=\(last + 1)").slice(items).isEmpty)
            #expect(last == max(1, (total + 9) / 10))
        }
        #expect(try paging("itemsPerPage=500&page=999999999999999999").slice([1]).isEmpty)
    }

    @Test func theViewNamesItsNeighbours() throws {
        func view(_ query: String, total: Int) throws -> [String] {
            let items = QueryItems(Array(query.utf8))
            let value = try Paging(items).view(path: "/p", query: items, total: total)
            return (value.memberList ?? []).map { $0.0 + "=" + $0.1.text }
        }
        #expect(
            try view("page=2&itemsPerPage=10&startDateTime[after]=2026-11-23T00:00:00", total: 25) == [
                #"@id="/p?itemsPerPage=10&startDateTime%5Bafter%5D=2026-11-23T00%3A00%3A00&page=2""#,
                #"@type="hydra:PartialCollectionView""#,
                #"hydra:first="/p?itemsPerPage=10&startDateTime%5Bafter%5D=2026-11-23T00%3A00%3A00&page=1""#,
                #"hydra:last="/p?itemsPerPage=10&startDateTime%5Bafter%5D=2026-11-23T00%3A00%3A00&page=3""#,
                #"hydra:previous="/p?itemsPerPage=10&startDateTime%5Bafter%5D=2026-11-23T00%3A00%3A00&page=1""#,
                #"hydra:next="/p?itemsPerPage=10&startDateTime%5Bafter%5D=2026-11-23T00%3A00%3A00&page=3""#,
            ]
        )
        let only = try view("", total: 3)
        #expect(!only.contains { $0.hasPrefix("hydra:next") || $0.hasPrefix("hydra:previous") })
        let behind = try view("page=9", total: 3)
        #expect(behind.contains(#"hydra:previous="/p?page=1""#))
    }
}
