package import ExchangeModel
import Redaction

extension FlowScript {
    /// Puts today's values into a request: in its URL, fields and body, each written as its place wants it. What is not
    /// replaced stays byte for byte.
    ///
    /// A target that an answer gave replaces path and query only: no answer makes a request go to another host than in
    /// the recording.
    ///
    /// - Returns: the inputs whose value can't stand where the recorded one stands, such as a line break in a field.
    @discardableResult
    package static func substitute(
        _ request: inout RequestMessage,
        inputs: [(input: FlowInput, value: [UInt8])]
    ) -> [FlowInput] {
        var edits = RequestEdits(inputs.filter { $0.input.recorded != $0.value })
        guard !edits.isEmpty else { return [] }
        for slot in RequestSlots.all(of: request, in: edits.concerns) { edits.look(at: slot) }
        edits.apply(to: &request)
        return edits.refused
    }
}

/// What is to be replaced in a request.
private struct RequestEdits {
    private struct Edit {
        let range: Range<Int>
        let bytes: [UInt8]
    }

    private let values: [(input: FlowInput, value: [UInt8])]
    private var byRecorded: [[UInt8]: [Int]] = [:]
    private let places: Set<RedactionPlace>
    private let target: (input: FlowInput, value: [UInt8])?
    private var edits: [RequestSlot.Buffer: [Edit]] = [:]
    private(set) var refused: [FlowInput] = []

    init(_ values: [(input: FlowInput, value: [UInt8])]) {
        target = values.first { $0.input.extent == .target }
        self.values = values.filter { $0.input.extent != .target }
        places = Set(self.values.flatMap(\.input.places))
        for (index, one) in self.values.enumerated() { byRecorded[one.input.recorded, default: []].append(index) }
    }

    var isEmpty: Bool { values.isEmpty && target == nil }

    func concerns(_ place: RedactionPlace) -> Bool { places.contains(place) && !(place == .url && target != nil) }

    mutating func look(at slot: RequestSlot) {
        let (value, starts) = slot.writing.decoded(slot.raw)
        if let index = match(value, slot, .whole) {
            replace([(0..<value.count, index)], starts, in: slot, value)
            return
        }
        var found: [(range: Range<Int>, index: Int)] = []
        for atom in DistinctiveText.atoms(in: value) {
            if let index = match(atom.text, slot, .part) { found.append((atom.range, index)) }
        }
        replace(found, starts, in: slot, value)
    }

    private func match(_ recorded: [UInt8], _ slot: RequestSlot, _ extent: FlowInput.Extent) -> Int? {
        byRecorded[recorded]?.first {
            values[$0].input.extent == extent && values[$0].input.places.contains(slot.place)
        }
    }

    /// - Parameters:
    ///   - parts: of the decoded value, in order, with the numbers of the inputs that take their place.
    ///   - starts: where its bytes began in the raw ones, nil where these are the same.
    private mutating func replace(
        _ parts: [(range: Range<Int>, index: Int)],
        _ starts: [Int]?,
        in slot: RequestSlot,
        _ whole: [UInt8]
    ) {
        var written: [Edit] = []
        for (range, index) in parts {
            let raw = starts.map { $0[range.lowerBound]..<$0[range.upperBound] } ?? range
            let moved = (raw.lowerBound + slot.range.lowerBound)..<(raw.upperBound + slot.range.lowerBound)
            if let bytes = slot.writing.encoded(values[index].value, inPlaceOf: slot.raw[raw]) {
                written.append(Edit(range: moved, bytes: bytes))
            } else if slot.writing == .csv(isQuoted: false) {
                edits[slot.buffer, default: []].append(quoted(parts, of: slot, whole))
                return
            } else {
                refused.append(values[index].input)
            }
        }
        edits[slot.buffer, default: []] += written
    }

    /// A whole cell, that gets quotes, with all that is new in it.
    private func quoted(_ parts: [(range: Range<Int>, index: Int)], of slot: RequestSlot, _ whole: [UInt8]) -> Edit {
        let new = parts.map { Edit(range: $0.range, bytes: values[$0.index].value) }
        let cell = RequestEdits.spliced(whole, new)
        let written = SlotWriting.csv(isQuoted: true).encoded(cell, inPlaceOf: []) ?? cell
        return Edit(range: slot.range, bytes: [0x22] + written + [0x22])
    }

    mutating func apply(to request: inout RequestMessage) {
        for (buffer, edits) in edits {
            switch buffer {
            case .url: request.url = RequestEdits.spliced(request.url, edits)
            case .header(let index):
                guard request.headers.fields.indices.contains(index) else { continue }
                request.headers.fields[index].value = RequestEdits.spliced(request.headers.fields[index].value, edits)
            case .body:
                request.body = MessageBody(RequestEdits.spliced(request.body.bytes, edits))
                if request.headers.contains("Content-Length") {
                    request.headers.set("Content-Length", String(request.body.bytes.count))
                }
            }
        }
        guard let target else { return }
        let range = RequestSlots.targetRange(request.url)
        let canonical = RequestReading.canonical(target.value)
        // The same target keeps its own encoding.
        guard canonical != RequestReading.canonical(Array(request.url[range])) else { return }
        guard let written = RequestEdits.target(target.value) else {
            refused.append(target.input)
            return
        }
        request.url.replaceSubrange(range, with: written)
    }

    /// Path and query of an address, fit for a request line; nil where it has no path.
    private static func target(_ address: [UInt8]) -> [UInt8]? {
        let start = DistinctiveText.originLength(address)
        let end = address.firstIndex(of: 0x23) ?? address.count
        guard start < end else { return nil }
        let target = Array(address[start..<end])
        guard target[0] == 0x2F, start > 0 || !target.starts(with: [0x2F, 0x2F]) else { return nil }
        let digits = Array("0123456789ABCDEF".utf8)
        return target.flatMap { byte -> [UInt8] in
            byte > 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x3C && byte != 0x3E && byte != 0x5C
                ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func spliced(_ bytes: [UInt8], _ edits: [Edit]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where edit.range.lowerBound >= position && edit.range.upperBound <= bytes.count {
            result += bytes[position..<edit.range.lowerBound]
            result += edit.bytes
            position = edit.range.upperBound
        }
        return result + bytes[position...]
    }
}
