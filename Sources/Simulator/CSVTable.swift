import JSONTree

/// A collection as `text/csv`, in the way of Symfony's encoder: a line of names, then a line for each member.
///
/// Nested objects become `space.name`, elements of lists `visitors.0.email`; JSON-LD's own names (`@id` …) are left
/// out; null is empty, true is 1, false 0.
enum CSVTable {
    static func write(_ rows: [JSONValue]) -> [UInt8] {
        let flat = rows.map { row in
            var cells: [Cell] = []
            flatten(row, name: "", into: &cells)
            return cells
        }
        // A column appears where its first member has it.
        var columns: [String] = []
        var known: Set<String> = []
        for cell in flat.joined() where known.insert(cell.name).inserted { columns.append(cell.name) }
        var result = line(columns)
        for cells in flat {
            let values = Dictionary(cells.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            result += line(columns.map { values[$0] ?? "" })
        }
        return result
    }

    private struct Cell {
        var name: String
        var value: String
    }

    private static func flatten(_ value: JSONValue, name: String, into cells: inout [Cell]) {
        if let members = value.memberList {
            for (key, member) in members where !key.hasPrefix("@") {
                flatten(member, name: name.isEmpty ? key : name + "." + key, into: &cells)
            }
            return
        }
        if case .array(let elements) = value {
            for (place, element) in elements.enumerated() {
                flatten(element, name: name + "." + String(place), into: &cells)
            }
            return
        }
        let text: String =
            switch value {
            case .null: ""
            case .bool(let flag): flag ? "1" : "0"
            case .string(let text): text
            default: value.text
            }
        cells.append(Cell(name: name, value: text))
    }

    private static func line(_ values: [String]) -> [UInt8] {
        Array((values.map(quoted).joined(separator: ",") + "\n").utf8)
    }

    /// PHP's `fputcsv` also quotes values with blanks.
    private static func quoted(_ value: String) -> String {
        let special: Set<UInt8> = [0x20, 0x22, 0x2C, 0x0A, 0x0D, 0x09, 0x5C]
        guard value.utf8.contains(where: special.contains) else { return value }
        var result: [UInt8] = [0x22]
        for byte in value.utf8 { result += byte == 0x22 ? [0x22, 0x22] : [byte] }
        return String(decoding: result + [0x22], as: UTF8.self)
    }
}
