/// A compiled pattern: the program, and as much of its deterministic automaton as a fixed amount of work builds ahead.
/// It never changes, so it can be shared.
final class PatternMachine: Sendable {
    private let code: [PatternInstruction]
    private let classes: CharacterClasses
    private let table: StateTable
    private let ascii: [UInt16]
    private let start: UInt16

    /// How many instructions may be visited, and how many states built, while compiling.
    private static let visitLimit = 60_000
    private static let stateLimit = 1_024

    /// - Throws: `PatternError.tooLarge`.
    init(_ program: PatternProgram) throws(PatternError) {
        code = program.code
        classes = try CharacterClasses(program.code.count == 1 ? [] : program.sets)
        ascii = classes.ascii
        var table = StateTable(classCount: classes.count)
        var explorer = StateExplorer(code, classes)
        start = table.row(of: explorer.startKernel) ?? StateTable.unknown
        var state = 3
        building: while state < table.stateCount {
            let row = UInt16(state * table.rowLength)
            for column in 0..<table.rowLength {
                guard explorer.visits < Self.visitLimit, table.stateCount < Self.stateLimit,
                    table.explore(row, column == classes.count ? nil : column, with: &explorer) != nil
                else { break building }
            }
            state += 1
        }
        table.finish()
        self.table = table
    }

    /// Whether the automaton is whole, so that a match needs no further memory.
    var isWhole: Bool { table.isWhole }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let last = Int(table.accepted)
        return table.entries.withUnsafeBufferPointer { entries in
            ascii.withUnsafeBufferPointer { ascii in
                var row = Int(start)
                var index = 0
                guard row != 0 else { return explore(text, from: 0, StateExplorer(code, classes).startKernel) }
                while index < text.count {
                    let before = index
                    let byte = Int(text[index])
                    let column: Int
                    if byte < 0x80 {
                        column = Int(ascii[byte])
                        index += 1
                    } else {
                        column = classes.number(of: UTF8Reader.next(text, &index))
                    }
                    let next = Int(entries[row + column])
                    guard next > last else {
                        if next == last { return true }
                        return next == 0 ? explore(text, from: before, table.kernel(at: UInt16(row))) : false
                    }
                    row = next
                }
                switch Int(entries[row + classes.count]) {
                case 0: return explore(text, from: index, table.kernel(at: UInt16(row)))
                case let end: return end == last
                }
            }
        }
    }

    /// Goes on where the prepared automaton ends, building what is needed for this text alone. When the memory for it
    /// is used up several times over, it goes on without keeping anything: the time stays within text times program.
    private func explore(
        _ text: UnsafeBufferPointer<UInt8>,
        from offset: Int,
        _ kernel: StateExplorer.Kernel
    ) -> Bool {
        var explorer = StateExplorer(code, classes)
        var table = StateTable(classCount: classes.count)
        var index = offset
        var kernel = kernel
        for _ in 0..<4 {
            guard var row = table.row(of: kernel) else { break }
            while true {
                let before = index
                let next = index < text.count ? classes.number(of: UTF8Reader.next(text, &index)) : nil
                var entry = table.entries[Int(row) + (next ?? classes.count)]
                if entry == StateTable.unknown {
                    guard let found = table.explore(row, next, with: &explorer) else {
                        kernel = table.kernel(at: row)
                        index = before
                        break
                    }
                    entry = found
                }
                if entry == table.accepted { return true }
                if entry == table.dead { return false }
                row = entry
            }
            table.removeAll()
        }
        return simulate(text, from: index, kernel, &explorer)
    }

    private func simulate(
        _ text: UnsafeBufferPointer<UInt8>,
        from offset: Int,
        _ kernel: StateExplorer.Kernel,
        _ explorer: inout StateExplorer
    ) -> Bool {
        var kernel = kernel
        var index = offset
        while true {
            let next = index < text.count ? classes.number(of: UTF8Reader.next(text, &index)) : nil
            switch explorer.step(from: kernel, next: next) {
            case .accepted: return true
            case .dead: return false
            case .state(let following): kernel = following
            }
        }
    }
}
