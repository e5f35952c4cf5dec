import ExchangeModel
import JSONTree
import Redaction

/// Looks in a recorded answer for the places that give wanted values, the best place for each.
struct AnswerReading {
    private struct Candidate {
        let link: ValueLink
        let rank: [Int]
    }

    /// Each value in a text costs a search of it.
    private static let mostInText = 200

    private let step: Int
    private let answer: AnswerContent
    private let isRedirect: Bool
    private var values: [[UInt8]: Candidate] = [:]
    private var targets: [[UInt8]: Candidate] = [:]
    private var order = 0

    /// - Parameters:
    ///   - values: those that later requests have, whole values and distinctive parts.
    ///   - targets: the later requests' paths and queries, in canonical form.
    init(_ response: RedactedResponse, step: Int, values: Set<[UInt8]>, targets: Set<[UInt8]>) {
        self.step = step
        answer = AnswerContent(headers: response.headers, body: response.body.bytes)
        isRedirect = (300..<400).contains(response.status)
        for field in response.headers.fields { header(field, values, targets) }
        switch answer.form {
        case .json(let document): json(document, values, targets)
        case .csv(let table): csv(table, values, targets)
        case .text: text(values)
        }
    }

    /// Each value found, with its link. A link that does not give back the recorded value from the recorded answer is
    /// left out.
    var links: [(value: [UInt8], link: ValueLink)] {
        let given = answer.values(of: values.values.map(\.link))
        return values.compactMap { value, best in given[best.link] == value ? (value, best.link) : nil }
    }

    /// Each target found.
    var targetLinks: [(target: [UInt8], link: ValueLink, isRedirect: Bool)] {
        targets.compactMap { target, best in
            guard let today = best.link.value(in: answer), RequestReading.canonical(today) == target else { return nil }
            var isHeader = false
            if case .header = best.link.place { isHeader = true }
            return (target, best.link, isRedirect && isHeader)
        }
    }

    // MARK: Candidates

    /// Looks at one text of the answer.
    ///
    /// - Parameters:
    ///   - rank: what counts before the order in the answer.
    ///   - place: asked only where something is found.
    private mutating func look(
        _ text: [UInt8],
        _ wanted: Set<[UInt8]>,
        _ wantedTargets: Set<[UInt8]>,
        depth: Int,
        key: () -> [UInt8],
        place: () -> ValueLink.Place
    ) {
        order += 1
        let isAddress = DistinctiveText.isAddress(text) || isRootPath(text, key())
        if isAddress {
            let target = RequestReading.canonical(text)
            if wantedTargets.contains(target) {
                let rank = [AnswerReading.targetRank(key()), depth, order]
                let link = ValueLink(step: step, place: place(), pick: .whole)
                AnswerReading.offer(Candidate(link: link, rank: rank), for: target, to: &targets)
            }
        }
        let atoms = DistinctiveText.atoms(in: text)
        if isAddress || !atoms.isEmpty, wanted.contains(text) {
            let rank = [0, depth, AnswerReading.rank(key()), order]
            AnswerReading.offer(
                Candidate(link: ValueLink(step: step, place: place(), pick: .whole), rank: rank),
                for: text,
                to: &values
            )
        }
        for (index, atom) in atoms.enumerated() where atom.text != text && wanted.contains(atom.text) {
            let rank = [1, depth, AnswerReading.rank(key()), order]
            guard let pick = AnswerReading.pick(index, atoms, text) else { continue }
            let link = ValueLink(step: step, place: place(), pick: pick)
            AnswerReading.offer(Candidate(link: link, rank: rank), for: atom.text, to: &values)
        }
    }

    /// A redirect's path of one segment: `/latest`. Elsewhere that is too little to be an address for sure.
    private func isRootPath(_ text: [UInt8], _ key: [UInt8]) -> Bool {
        guard isRedirect, text.count > 1, text[0] == 0x2F, text[1] != 0x2F else { return false }
        return ASCII.equalIgnoringCase(key, "location".utf8) && text.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func offer(_ new: Candidate, for value: [UInt8], to found: inout [[UInt8]: Candidate]) {
        if let old = found[value], old.rank.lexicographicallyPrecedes(new.rank) { return }
        found[value] = new
    }

    /// An id is best taken from where the answer says that it is the id.
    private static func rank(_ key: [UInt8]) -> Int {
        if key.elementsEqual("id".utf8) { return 0 }
        if key.elementsEqual("@id".utf8) { return 1 }
        return ASCII.equalIgnoringCase(key, "location".utf8) ? 2 : 3
    }

    /// Of the links that lead to one page the one to the next says best what was meant.
    private static func targetRank(_ key: [UInt8]) -> Int {
        if key.firstRange(ofBytes: "next") != nil || ASCII.equalIgnoringCase(key, "location".utf8) { return 0 }
        return key.firstRange(ofBytes: "last") != nil || key.firstRange(ofBytes: "first") != nil ? 2 : 1
    }

    // MARK: Parts of longer texts

    /// How the atom of this number is found again.
    private static func pick(_ index: Int, _ atoms: [DistinctiveAtom], _ text: [UInt8]) -> ValueLink.Pick? {
        let atom = atoms[index]
        let number = atoms[..<index].count { $0.kind == atom.kind }
        switch atom.kind {
        case .ulid: return .ulid(number)
        case .uuid: return .uuid(number)
        case .token:
            let origin = DistinctiveText.originLength(text)
            let runs = DistinctiveText.runs(in: Array(text[origin...]))
            let start = atom.range.lowerBound - origin
            if let run = runs.firstIndex(where: { $0.lowerBound == start }) { return .run(run) }
            return around(index, atoms, text)
        case .standIn: return around(index, atoms, text)
        }
    }

    /// By what stands around it: nothing that may be another value today, and enough to be sure. Nil where it is not
    /// enough: a name between two names can't be told from a part of one.
    private static func around(
        _ index: Int,
        _ atoms: [DistinctiveAtom],
        _ text: [UInt8]
    ) -> ValueLink.Pick? {
        let atom = atoms[index]
        let end = atoms[..<index].last?.range.upperBound ?? 0
        let next = atoms[(index + 1)...].first?.range.lowerBound ?? text.count
        let start = max(end, atom.range.lowerBound - 32)
        guard start == 0 || atom.range.lowerBound - start >= 4 else { return nil }
        // Words may have spaces in them; ids have not.
        let after = text[atom.range.upperBound..<next].prefix(atom.kind == .standIn ? 8 : 1)
        guard !after.isEmpty || next == text.count else { return nil }
        return .between(before: Array(text[start..<atom.range.lowerBound]), after: Array(after))
    }

    // MARK: Forms

    private mutating func header(_ field: HeaderList.Field, _ values: Set<[UInt8]>, _ targets: Set<[UInt8]>) {
        let name = field.nameText
        if field.isNamed("Link") {
            for link in LinkField(field.value).links {
                let target = RequestReading.canonical(link.target)
                guard let relation = link.relations.first, targets.contains(target) else { continue }
                order += 1
                let found = ValueLink(
                    step: step,
                    place: .header(name),
                    pick: .relation(String(decoding: relation, as: UTF8.self))
                )
                let rank = [AnswerReading.targetRank(relation), 1, order]
                AnswerReading.offer(Candidate(link: found, rank: rank), for: target, to: &self.targets)
            }
        }
        look(field.value, values, targets, depth: 1, key: { field.name }) { .header(name) }
    }

    private mutating func json(_ document: JSONDocument, _ values: Set<[UInt8]>, _ targets: Set<[UInt8]>) {
        JSONWalk.forEachScalar(of: document) { node, walk in
            // Nothing shorter is distinctive or an address that a request was made to.
            guard node.range.count >= 6 else { return }
            let text = node.stringBytes ?? (node.range.count >= 17 ? node.lexeme : [])
            guard text.count >= 4, text.count <= DistinctiveText.longest, text[0] == 0x2F || text.count >= 8 else {
                return
            }
            look(text, values, targets, depth: walk.depth, key: { walk.lastKey }, place: { .json(walk.pointer) })
        }
    }

    private mutating func csv(_ table: CSVTable, _ values: Set<[UInt8]>, _ targets: Set<[UInt8]>) {
        for row in 0..<table.rowCount {
            for (column, cell) in table.row(row).enumerated()
            where cell.range.count >= 4 && cell.range.count <= DistinctiveText.longest {
                let title = table.title(column)
                look(table.content(cell), values, targets, depth: row + 1, key: { title }) {
                    .csv(row: row, column: column, title: title)
                }
            }
        }
    }

    /// A body that is no JSON or CSV: what stands around the value finds it again, or else its number among its kind.
    private mutating func text(_ wanted: Set<[UInt8]>) {
        let atoms = DistinctiveText.atoms(in: answer.body)
        var counts: [DistinctiveAtom.Kind: Int] = [:]
        var tried: Set<[UInt8]> = []
        for (index, atom) in atoms.enumerated() {
            let number = counts[atom.kind, default: 0]
            counts[atom.kind] = number + 1
            guard wanted.contains(atom.text), tried.count < AnswerReading.mostInText, tried.insert(atom.text).inserted
            else { continue }
            func link(_ pick: ValueLink.Pick) -> ValueLink { ValueLink(step: step, place: .text, pick: pick) }
            let around = AnswerReading.around(index, atoms, answer.body).map(link)
            let found: ValueLink
            if let around, around.value(in: answer) == atom.text {
                found = around
            } else if atom.kind == .ulid {
                found = link(.ulid(number))
            } else if atom.kind == .uuid {
                found = link(.uuid(number))
            } else {
                continue
            }
            order += 1
            AnswerReading.offer(Candidate(link: found, rank: [1, 1, 3, order]), for: atom.text, to: &values)
        }
    }
}
