/// The rows of a CSV text (RFC 4180), by the names in its first line. Quotes, line ends, a byte order mark and the
/// line that tells spreadsheets the separator say nothing.
struct TableRows: Sendable {
    let names: [[UInt8]]
    let rows: [[[UInt8]]]

    init(_ bytes: [UInt8]) {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        var separator = text.first { [0x2C, 0x3B, 0x09, 0x7C, 0x0A, 0x0D].contains($0) } ?? 0x2C
        if separator == 0x0A || separator == 0x0D { separator = 0x2C }
        if text.starts(with: "sep=".utf8), text.count > 5, text[text.startIndex + 5] <= 0x0D {
            separator = text[text.startIndex + 4]
            text = text.dropFirst(5).drop { $0 == 0x0A || $0 == 0x0D }
        }
        var all = TableRows.read(text, separator)
        names = all.isEmpty ? [] : all.removeFirst()
        rows = all
    }

    private static func read(_ text: ArraySlice<UInt8>, _ separator: UInt8) -> [[[UInt8]]] {
        var rows: [[[UInt8]]] = []
        var row: [[UInt8]] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = text.startIndex
        func endRow() {
            row.append(cell)
            cell = []
            // An empty line is no row.
            if row != [[]] { rows.append(row) }
            row = []
        }
        while index < text.endIndex {
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
        return rows
    }

    /// The first name that was recorded and is there no more. Hostile text.
    func lostColumn(in now: TableRows) -> String? {
        let present = Set(now.names)
        return names.first { !present.contains($0) }.map { ValueText.short($0) }
    }

    /// Rows go together by the column `id` where it tells them apart, else by their position; columns by name.
    func difference(
        to now: TableRows,
        rules: ValueRules,
        places: inout PlaceTable,
        into differences: inout Differences
    ) {
        let columns = Dictionary(now.names.enumerated().map { ($1, $0) }) { first, _ in first }
        let pairs = names.enumerated().compactMap { position, name in columns[name].map { (position, $0, name) } }
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
