/// What a fault does to a list before a page of it is written: each answer alone stays well-formed.
package struct ListFault: Sendable, Hashable {
    /// Pages after the first begin with the last member of the page before, in place of their own first.
    package var repeatsMember = false
    /// The list comes in the opposite of its order.
    package var reversesOrder = false
    /// Added to `hydra:totalItems`.
    package var totalOffset = 0
    /// Names in the query that have no effect.
    package var ignoredFilters: [String] = []

    package init() {}

    /// What both do.
    mutating func add(_ other: ListFault) {
        repeatsMember = repeatsMember || other.repeatsMember
        reversesOrder = reversesOrder || other.reversesOrder
        totalOffset = totalOffset &+ other.totalOffset
        ignoredFilters += other.ignoredFilters
    }

    func page<Item>(of items: [Item], _ paging: Paging) -> [Item] {
        let items = reversesOrder ? items.reversed() : items
        let page = paging.slice(items)
        guard repeatsMember, let first = page.indices.first, first > 0 else { return Array(page) }
        return [items[first - 1]] + page.dropFirst()
    }

    func total(_ count: Int) -> Int { max(0, count &+ totalOffset) }
}
