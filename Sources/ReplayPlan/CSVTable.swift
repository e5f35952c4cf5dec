import ExchangeModel

/// The cells of a CSV text (RFC 4180), as ranges; comma, semicolon or tab, whichever the first line has most of.
struct CSVTable: Sendable {
    struct Cell: Sendable {
        /// Without the quotes around it.
        let range: Range<Int>
        let isQuoted: Bool
    }

    /// A text with more is no table that a value is taken from.
    private static let mostCells = 1 << 20

    private let text: [UInt8]
    private var cells: [Cell] = []
    /// Where each row begins among the cells.
    private var starts: [Int] = []
    /// The first row's texts, each made once and no longer than a name is.
    private var titles: [[UInt8]] = []
    /// The first column of each title.
    private var columns: [[UInt8]: Int] = [:]

    /// No more of a title is looked at: rows without end would each have all of it.
    private static let longestTitle = 256

    /// Nil where it has too many cells.
    init?(_ text: [UInt8]) {
        self.text = text
        var index = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let separator = CSVTable.separator(text[index...])
        var isRowStart = true
        while index < text.count {
            if isRowStart, text[index] == 0x0A || text[index] == 0x0D {
                index += 1
                continue
            }
            if isRowStart { starts.append(cells.count) }
            let (cell, end) = CSVTable.cell(text, index, separator)
            cells.append(cell)
            guard cells.count <= CSVTable.mostCells else { return nil }
            index = end
            isRowStart = true
            if index < text.count, text[index] == separator {
                index += 1
                isRowStart = false
                // A separator at the very end has an empty cell behind it.
                if index == text.count { cells.append(Cell(range: index..<index, isQuoted: false)) }
            }
        }
        titles = row(0).map { cell in
            // Doubled quotes take two bytes each.
            let start = cell.range.prefix(CSVTable.longestTitle * 2)
            return Array(content(Cell(range: start, isQuoted: cell.isQuoted)).prefix(CSVTable.longestTitle))
        }
        for (column, title) in titles.enumerated() where !title.isEmpty && columns[title] == nil {
            columns[title] = column
        }
    }

    var rowCount: Int { starts.count }

    /// The row's cells; empty where there is no such row.
    func row(_ index: Int) -> ArraySlice<Cell> {
        guard starts.indices.contains(index) else { return [] }
        let end = index + 1 < starts.count ? starts[index + 1] : cells.count
        return cells[starts[index]..<end]
    }

    /// The cell's text, its doubled quotes undone.
    func content(_ cell: Cell) -> [UInt8] {
        let raw = Array(text[cell.range])
        return cell.isQuoted ? SlotWriting.csv(isQuoted: true).decoded(raw).bytes : raw
    }

    /// The column's title, its first 256 bytes; empty where there is none.
    func title(_ column: Int) -> [UInt8] { titles.indices.contains(column) ? titles[column] : [] }

    /// The text of the cell in this row, in the column with the title, or else with the number. Of several columns with
    /// the title it is that with the number, or else the first.
    func value(row index: Int, column: Int, title: [UInt8]) -> [UInt8]? {
        let cells = row(index)
        let isThere = self.title(column) == title
        let position = cells.startIndex + (isThere ? column : columns[title] ?? column)
        return cells.indices.contains(position) ? content(cells[position]) : nil
    }

    private static func separator(_ text: ArraySlice<UInt8>) -> UInt8 {
        let line = text.prefix { $0 != 0x0A }
        let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
        return candidates.max { a, b in line.count { $0 == a } < line.count { $0 == b } } ?? 0x2C
    }

    private static func cell(_ text: [UInt8], _ start: Int, _ separator: UInt8) -> (cell: Cell, end: Int) {
        func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 0x0A || byte == 0x0D }
        var index = start
        guard text[start] == 0x22 else {
            while index < text.count, !isEnd(text[index]) { index += 1 }
            return (Cell(range: start..<index, isQuoted: false), index)
        }
        index += 1
        while index < text.count {
            if text[index] == 0x22 {
                guard index + 1 < text.count, text[index + 1] == 0x22 else { break }
                index += 1
            }
            index += 1
        }
        let inner = (start + 1)..<min(index, text.count)
        index = min(index + 1, text.count)
        while index < text.count, !isEnd(text[index]) { index += 1 }
        return (Cell(range: inner, isQuoted: true), index)
    }
}
