import ExchangeModel
import JSONTree
import Redaction

/// Takes a request apart into its values, each with its place.
enum RequestSlots {
    /// In the order of URL, header fields, body.
    static func all(
        of request: RequestMessage,
        in wanted: (RedactionPlace) -> Bool = { _ in true }
    ) -> [RequestSlot] {
        var slots: [RequestSlot] = []
        if wanted(.url) { url(request.url, &slots) }
        for (index, field) in request.headers.fields.enumerated() {
            let place = RedactionPlace.requestHeader(field.nameText)
            guard wanted(place) else { continue }
            slots.append(
                RequestSlot(
                    buffer: .header(index),
                    place: place,
                    role: .header(field.name),
                    writing: .field,
                    range: 0..<field.value.count,
                    raw: field.value
                )
            )
        }
        if wanted(.requestBody), !request.body.bytes.isEmpty { body(request, &slots) }
        return slots
    }

    /// Where the path begins, and where it and the query end.
    static func targetRange(_ url: [UInt8]) -> Range<Int> {
        let end = url.firstIndex(of: 0x23) ?? url.count
        return min(DistinctiveText.originLength(url), end)..<end
    }

    // MARK: URL

    private static func url(_ url: [UInt8], _ slots: inout [RequestSlot]) {
        let target = targetRange(url)
        let mark = url[target].firstIndex(of: 0x3F)
        var resource: [UInt8] = []
        for range in ranges(url, target.lowerBound..<(mark ?? target.upperBound), separator: 0x2F) where !range.isEmpty
        {
            let slot = RequestSlot(
                buffer: .url,
                place: .url,
                role: .path(after: resource),
                writing: .segment,
                range: range,
                raw: Array(url[range])
            )
            slots.append(slot)
            if DistinctiveText.atoms(in: slot.value).isEmpty { resource = slot.value }
        }
        if let mark {
            let query = (mark + 1)..<target.upperBound
            pairs(url, query, .url, .url, .query, { .query($0) }, &slots)
        }
    }

    /// `name=value` with `&` between.
    private static func pairs(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ buffer: RequestSlot.Buffer,
        _ place: RedactionPlace,
        _ writing: SlotWriting,
        _ role: ([UInt8]) -> RequestSlot.Role,
        _ slots: inout [RequestSlot]
    ) {
        for pair in ranges(bytes, range, separator: 0x26) {
            guard let sign = bytes[pair].firstIndex(of: 0x3D), sign + 1 < pair.upperBound else { continue }
            let name = writing.decoded(Array(bytes[pair.lowerBound..<sign])).bytes
            let value = (sign + 1)..<pair.upperBound
            slots.append(
                RequestSlot(
                    buffer: buffer,
                    place: place,
                    role: role(name),
                    writing: writing,
                    range: value,
                    raw: Array(bytes[value])
                )
            )
        }
    }

    private static func ranges(_ bytes: [UInt8], _ range: Range<Int>, separator: UInt8) -> [Range<Int>] {
        bytes[range].split(separator: separator, omittingEmptySubsequences: true).map { $0.startIndex..<$0.endIndex }
    }

    // MARK: Body

    private static func body(_ request: RequestMessage, _ slots: inout [RequestSlot]) {
        let bytes = request.body.bytes
        let type = request.headers.first("Content-Type") ?? []
        let whole = 0..<bytes.count
        let name = ASCII.lower(type.prefix { $0 != 0x3B })
        if name.starts(with: "multipart/".utf8), let parts = MultipartSplit(bytes, contentType: type) {
            for part in parts.parts {
                let writing = SlotWriting.part(delimiter: parts.delimiter)
                content(bytes, part.content, ASCII.lower(part.type), .part(part.name), writing, &slots)
            }
        } else if name.elementsEqual("application/x-www-form-urlencoded".utf8) {
            pairs(bytes, whole, .body, .requestBody, .form, { .form($0) }, &slots)
        } else {
            content(bytes, whole, name, .text, .plain, &slots)
        }
    }

    /// A body or a part of one.
    private static func content(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ type: [UInt8],
        _ role: RequestSlot.Role,
        _ writing: SlotWriting,
        _ slots: inout [RequestSlot]
    ) {
        func slot(_ role: RequestSlot.Role, _ writing: SlotWriting, _ range: Range<Int>) -> RequestSlot {
            RequestSlot(
                buffer: .body,
                place: .requestBody,
                role: role,
                writing: writing,
                range: range,
                raw: Array(bytes[range])
            )
        }
        let text = Array(bytes[range])
        let isJSON = type.firstRange(ofBytes: "json") != nil
        let first = text.first { $0 > 0x20 }
        if isJSON || first == 0x7B || first == 0x5B, let document = try? JSONDocument.parse(text) {
            JSONWalk.forEachScalar(of: document) { node, walk in
                // Shorter ones are dates at most, and numbers are ids only where they are very long.
                guard node.range.count >= 10 else { return }
                let inner = node.contentRange ?? node.range
                let moved = (inner.lowerBound + range.lowerBound)..<(inner.upperBound + range.lowerBound)
                slots.append(slot(.json(walk.pointer), node.kind == .string ? .json : .jsonNumber, moved))
            }
        } else if type.firstRange(ofBytes: "csv") != nil, let table = CSVTable(text) {
            for row in 0..<table.rowCount {
                for (column, cell) in table.row(row).enumerated() where !cell.range.isEmpty {
                    let inner = (cell.range.lowerBound + range.lowerBound)..<(cell.range.upperBound + range.lowerBound)
                    slots.append(slot(.cell(title: table.title(column)), .csv(isQuoted: cell.isQuoted), inner))
                }
            }
        } else if isJSON {
            slots.append(slot(role, .json, range))
        } else if type.firstRange(ofBytes: "xml") != nil || type.firstRange(ofBytes: "html") != nil {
            slots.append(slot(role, .xml, range))
        } else {
            slots.append(slot(role, writing, range))
        }
    }
}
