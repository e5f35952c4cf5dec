/// The rows of a CSV text (RFC 4180), by the names in its first line. Quotes, line ends, a byte order mark and the
/// line that tells spreadsheets the separator say nothing.
struct TableRows: Sendable {
    /// A cell takes some fifty bytes however short its text is.
    static let mostCells = 1 << 20

    let names: [[UInt8]]
    let rows: [[[UInt8]]]

    /// Nil where it has more cells than are compared.
    init?(_ bytes: [UInt8], mostCells: Int = TableRows.mostCells) {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        var separator = text.first { [0x2C, 0x3B, 0x09, 0x7C, 0x0A, 0x0D].contains($0) } ?? 0x2C
        if separator == 0x0A || separator == 0x0D { separator = 0x2C }
        if text.starts(with: "sep=".utf8), text.count > 5, text[text.startIndex + 5] <= 0x0D {
            separator = text[text.startIndex + 4]
            text = text.dropFirst(5).drop { $0 == 0x0A || $0 == 0x0D }
        }
        guard var all = TableRows.read(text, separator, mostCells) else { return nil }
        names = all.isEmpty ? [] : all.removeFirst()
        rows = all
    }

    /// Nil where there are too many cells; what follows them is not read.
    private static func read(_ text: ArraySlice<UInt8>, _ separator: UInt8, _ mostCells: Int) -> [[[UInt8]]]? {
        var rows: [[[UInt8]]] = []
        var row: [[UInt8]] = []
        var cell: [UInt8] = []
        var cells = 0
        var isQuoted = false
        var index = text.startIndex
        func endRow() {
            row.append(cell)
            cell = []
            // An empty line is no row.
            if row != [[]] {
                rows.append(row)
                cells += row.count
            }
            row = []
        }
        while index < text.endIndex {
            guard cells + row.count <= mostCells else { return nil }
            let byte = text[index]
            index += 1
            if isQuoted {
                guard byte == 0x22 else {
                    cell.append(byte)
                    continue
                }
                isQuoted = index < text.endIndex && text[index] == 0x22
                if isQuoted {
                    cell.append(byte)
                    index += 1
                }
            } else if byte == 0x22, cell.isEmpty {
                isQuoted = true
            } else if byte == separator {
                row.append(cell)
                cell = []
            } else if byte == 0x0A || byte == 0x0D {
                endRow()
            } else {
                cell.append(byte)
            }
        }
        endRow()
        return cells <= mostCells ? rows : nil
    }

    /// The first name that was recorded and is there no more, or less often. Hostile text.
    func lostColumn(in now: TableRows) -> String? {
        zip(names, columns(in: now)).first { $1 == nil }.map { name, _ in ValueText.short(name) }
    }

    /// For each column the one that it goes with: of columns with one name the first with the first, and so on.
    private func columns(in now: TableRows) -> [Int?] {
        var waiting: [[UInt8]: [Int]] = [:]
        for (position, name) in now.names.enumerated().reversed() { waiting[name, default: []].append(position) }
        return names.map { waiting[$0]?.popLast() }
    }

    /// Rows go together by the column `id` where it tells them apart, else by their position; columns by name.
    func difference(
        to now: TableRows,
        rules: ValueRules,
        places: inout PlaceTable,
        into differences: inout Differences
    ) {
        let pairs = zip(names, columns(in: now)).enumerated().compactMap { position, pair in
            pair.1.map { (position, $0, pair.0) }
        }
        var partners = Array(now.rows.indices)[...]
        var byID: [[UInt8]: Int]?
        if let mine = ids, let theirs = now.ids {
            partners = []
            byID = theirs
            let lost = mine.keys.filter { theirs[$0] == nil }
            let added = theirs.keys.filter { mine[$0] == nil }
            note(lost, added, &differences)
        } else if rows.count != now.rows.count {
            let (before, after) = (rows.count, now.rows.count)
            differences.add(PlaceTable.column, origin: -1, value: UInt64(after)) {
                ("has \(after) \(after == 1 ? "row" : "rows"), had \(before)", "\(after) rows")
            }
        }
        for (position, row) in rows.enumerated() {
            let partner: Int?
            if let byID {
                partner = idColumn.flatMap { row.indices.contains($0) ? byID[row[$0]] : nil }
            } else {
                partner = partners.popFirst()
            }
            guard let partner else { continue }
            let other = now.rows[partner]
            for (mine, theirs, name) in pairs {
                let was = row.indices.contains(mine) ? row[mine] : []
                let value = other.indices.contains(theirs) ? other[theirs] : []
                guard !rules.isSame(was, value) else { continue }
                let place = places.child(of: PlaceTable.column, name)
                differences.add(place, origin: position, value: Digest.of(value)) {
                    let text = "\"\(ValueText.short(value))\""
                    return ("is \(text), was \"\(ValueText.short(was))\"", text)
                }
            }
        }
    }

    private func note(_ lost: [[UInt8]], _ added: [[UInt8]], _ differences: inout Differences) {
        guard !(lost.isEmpty && added.isEmpty) else { return }
        let gone = lost.reduce(UInt64(1)) { $0 &+ Digest.of($1, kind: 1) }
        let change = added.reduce(gone) { $0 &+ Digest.of($1, kind: 2) }
        differences.add(PlaceTable.column, origin: -1, value: change) {
            let words = "lacks \(lost.count) and has \(added.count) new \(added.count == 1 ? "row" : "rows")"
            return (words, words)
        }
    }

    private var idColumn: Int? { names.firstIndex { $0.elementsEqual("id".utf8) } }

    /// The rows by their ids; nil where there is no such column, or it does not tell them apart.
    private var ids: [[UInt8]: Int]? {
        guard let column = idColumn else { return nil }
        var result: [[UInt8]: Int] = [:]
        for (position, row) in rows.enumerated() {
            guard row.indices.contains(column), !row[column].isEmpty,
                result.updateValue(position, forKey: row[column]) == nil
            else { return nil }
        }
        return result
    }
}
