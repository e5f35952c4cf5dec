import TestSupport
import Testing

@testable import ReplayPlan

@Suite struct DistinctiveTextTests {
    /// A body full of stand-ins, with ids between them.
    @Test func standInsAndIDsComeInTheirOrder() {
        let line = "email-000000000000@redacted.invalid \(ID.user) redacted-name-000000000000 \(ID.uuid) "
        let text = Array(String(repeating: line, count: 2_000).utf8)
        let atoms = DistinctiveText.atoms(in: text)
        #expect(atoms.count == 8_000)
        for (index, atom) in atoms.enumerated() {
            #expect(atom.kind == [.standIn, .ulid, .standIn, .uuid][index % 4])
            #expect(Array(text[atom.range]) == atom.text)
        }
    }

    /// Counts how often an element was looked at.
    private struct Counted: Collection {
        final class Counter { var looks = 0 }

        let atoms: [DistinctiveAtom]
        let counter = Counter()
        var startIndex: Int { 0 }
        var endIndex: Int { atoms.count }

        func index(after index: Int) -> Int { index + 1 }

        subscript(_ index: Int) -> DistinctiveAtom {
            counter.looks += 1
            return atoms[index]
        }
    }

    /// Random ranges in order, as atoms.
    private func ranges(_ count: Int, _ random: inout SeededGenerator) -> [DistinctiveAtom] {
        var end = 0
        return (0..<count).map { _ in
            let start = end + Int.random(in: 0...3, using: &random)
            end = start + Int.random(in: 1...6, using: &random)
            return DistinctiveAtom(kind: .standIn, range: start..<end, text: [])
        }
    }

    @Test func eachStandInIsPassedByOnce() {
        var random = SeededGenerator(seed: 5)
        for size in [0, 1, 10, 1_000] {
            let atoms = Counted(atoms: ranges(size, &random))
            let runs = ranges(size, &random).map(\.range)
            var queue = AtomQueue(atoms)
            var given = Set<Int>()
            for run in runs {
                let taken = queue.take(overlapping: run)
                let expected = atoms.atoms.indices.filter { atoms.atoms[$0].range.overlaps(run) && !given.contains($0) }
                #expect(Array(taken.indices) == expected)
                given.formUnion(expected)
            }
            #expect(atoms.counter.looks <= size + 2 * runs.count)
        }
    }
}
