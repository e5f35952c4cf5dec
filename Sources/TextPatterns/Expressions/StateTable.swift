/// A deterministic automaton under construction: one row a state, one column a class, and a last column for the text's
/// end. Entries are the beginnings of rows.
struct StateTable: Sendable {
    /// Entries that are no state's row: what was not looked at yet, and the two ends.
    static let unknown: UInt16 = 0
    let dead: UInt16
    let accepted: UInt16

    let rowLength: Int
    private(set) var entries: [UInt16]
    private var kernels: [StateExplorer.Kernel]
    private var rows: [StateExplorer.Kernel: UInt16] = [:]
    private var kernelSize = 0

    /// Bounds on the memory: entries are addressed in 16 bits; kernels hold this many elements together.
    private static let kernelLimit = 500_000

    init(classCount: Int) {
        rowLength = classCount + 1
        // The second and third row stand for the ends; a table that has no room for them stays empty.
        dead = UInt16(clamping: rowLength)
        accepted = UInt16(clamping: 2 * rowLength)
        entries = Array(repeating: Self.unknown, count: 3 * rowLength)
        kernels = [[], [], []]
    }

    /// The kernel of the state whose row begins there.
    func kernel(at row: UInt16) -> StateExplorer.Kernel { kernels[Int(row) / rowLength] }

    /// Whether more states can be added.
    var hasRoom: Bool { entries.count + rowLength <= Int(UInt16.max) && kernelSize < Self.kernelLimit }

    var stateCount: Int { kernels.count }

    /// The row of a kernel, which is added if it is new; nil if there is no room.
    mutating func row(of kernel: StateExplorer.Kernel) -> UInt16? {
        if let known = rows[kernel] { return known }
        guard hasRoom else { return nil }
        let row = UInt16(entries.count)
        entries.append(contentsOf: repeatElement(Self.unknown, count: rowLength))
        kernels.append(kernel)
        kernelSize += kernel.count
        rows[kernel] = row
        return row
    }

    /// Fills in where the state leads with a class, or at the end (`nil`). Returns the entry; nil if there is no room.
    mutating func explore(_ row: UInt16, _ next: Int?, with explorer: inout StateExplorer) -> UInt16? {
        let column = next ?? rowLength - 1
        let entry: UInt16
        switch explorer.step(from: kernel(at: row), next: next) {
        case .dead: entry = dead
        case .accepted: entry = accepted
        case .state(let kernel):
            guard let target = self.row(of: kernel) else { return nil }
            entry = target
        }
        entries[Int(row) + column] = entry
        return entry
    }

    /// Whether every entry is known.
    var isWhole: Bool { stateCount > 3 && !entries[(3 * rowLength)...].contains(Self.unknown) }

    /// Drops what is only needed to add states, and what is needed to go on from them where there is nothing to add.
    mutating func finish() {
        rows = [:]
        if isWhole { kernels = [[], [], []] }
    }

    /// Forgets every state.
    mutating func removeAll() {
        entries.removeSubrange((3 * rowLength)...)
        kernels.removeSubrange(3...)
        rows.removeAll(keepingCapacity: true)
        kernelSize = 0
    }
}
