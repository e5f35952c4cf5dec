/// Atoms in the order of a text, given out as other ranges of the same text come by in their order.
///
/// However many there are of both, each atom is passed by once.
struct AtomQueue<Atoms: Collection> where Atoms.Element == DistinctiveAtom {
    private let atoms: Atoms
    private var next: Atoms.Index

    /// - Parameter atoms: in order, without overlaps.
    init(_ atoms: Atoms) {
        self.atoms = atoms
        next = atoms.startIndex
    }

    /// Those that share bytes with the range, less what was given out before.
    mutating func take(overlapping range: Range<Int>) -> Atoms.SubSequence {
        while next < atoms.endIndex, atoms[next].range.upperBound <= range.lowerBound { atoms.formIndex(after: &next) }
        let first = next
        while next < atoms.endIndex, atoms[next].range.lowerBound < range.upperBound { atoms.formIndex(after: &next) }
        return atoms[first..<next]
    }
}
