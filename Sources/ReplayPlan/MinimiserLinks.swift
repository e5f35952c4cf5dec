/// Which exchanges need which: what must come along with an exchange that is kept, and what goes with one that is
/// removed.
struct MinimiserLinks: Sendable {
    let count: Int
    /// For each exchange the earlier ones that it takes values from, directly or not, and itself; one flag an exchange.
    private let closures: [[Bool]]

    /// - Parameter sources: for each exchange the earlier ones that it takes values from; closed under links here,
    ///   whether it came closed or not.
    /// - Returns: nil where an exchange takes values from itself, from a later one or from one that isn't there.
    init?(count: Int, sources: [Set<Int>]) {
        guard count >= 1, sources.count == count else { return nil }
        var closures: [[Bool]] = []
        closures.reserveCapacity(count)
        for place in 0..<count {
            guard sources[place].allSatisfy({ $0 >= 0 && $0 < place }) else { return nil }
            var row = Array(repeating: false, count: count)
            row[place] = true
            // The nearest first: it mostly brings the others along.
            for source in sources[place].sorted(by: >) where !row[source] {
                for index in 0...source where closures[source][index] { row[index] = true }
            }
            closures.append(row)
        }
        self.count = count
        self.closures = closures
    }

    /// The exchange that decides how an attempt ends.
    var decisive: Int { count - 1 }

    /// Whether `exchange` takes a value from `source`, directly or not; an exchange needs itself.
    func needs(_ exchange: Int, _ source: Int) -> Bool { closures[exchange][source] }

    /// What the decisive exchange cannot be sent without, itself included, in order.
    var essential: [Int] { (0..<count).filter { needs(decisive, $0) } }

    /// These exchanges, the decisive one and all their sources, in order.
    func closed(_ exchanges: some Sequence<Int>) -> [Int] {
        var row = closures[decisive]
        for exchange in exchanges.sorted(by: >) where !row[exchange] {
            for index in 0...exchange where closures[exchange][index] { row[index] = true }
        }
        return (0..<count).filter { row[$0] }
    }

    /// `kept` without `exchange` and without all that need it: closed again where `kept` was.
    func removing(_ exchange: Int, from kept: [Int]) -> [Int] { kept.filter { !needs($0, exchange) } }
}
