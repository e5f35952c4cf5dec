internal import ExchangeModel
internal import JSONTree

/// One value as it is written in a path segment, a header or after a query's `=`.
struct StyledText {
    private typealias Slice = ArraySlice<UInt8>
    typealias Source = ParameterValue.Source

    let bytes: [UInt8]
    let range: Range<Int>
    let plusIsSpace: Bool
    /// Whether percent-encoding is to be undone.
    let isEncoded: Bool

    /// The value, read by the parameter's style.
    ///
    /// - Parameter source: tells where a range of `bytes` stands in the request.
    func value(
        of parameter: ParameterDescription,
        _ shape: SerialisedShape,
        occurrences: Int = 1,
        source: (Range<Int>) -> Source
    ) -> ParameterValue {
        func piece(_ slice: ArraySlice<UInt8>) -> (bytes: [UInt8], source: Source) {
            (decoded(slice), source(slice.startIndex..<slice.endIndex))
        }
        let whole = bytes[range]
        if let type = parameter.contentType {
            let text = decoded(whole)
            let pieces = [ParameterValue.Piece(pointer: "", source: source(range))]
            let json = MediaType(type).isJSON ? text : JSONText.quoted(text)
            return ParameterValue(parameter, text: json, pieces: pieces, occurrences: occurrences)
        }
        if parameter.allowsEmptyValue, whole.isEmpty, !shape.kinds.contains(.string), !shape.kinds.isEmpty {
            return ParameterValue(
                parameter: parameter,
                instance: nil,
                pieces: [],
                occurrences: occurrences,
                problem: "the value is empty, as the parameter allows, and can't be judged"
            )
        }
        let scalars: SerialisedShape.Kinds = [.string, .number, .boolean]
        let body = withoutPrefix(whole, parameter)
        if shape.kinds.contains(.array) {
            let parts = elements(body, parameter)
            // A value that may be one or several is one where there is nothing to cut.
            if parts.count > 1 || shape.kinds.isDisjoint(with: scalars) {
                return ParameterValue(parameter, list: parts.map(piece), shape, occurrences: occurrences)
            }
        } else if shape.kinds.contains(.object), shape.kinds.isDisjoint(with: scalars) {
            let members = members(body, parameter)
            let written = members.map {
                (name: decoded($0.name), bytes: decoded($0.value), source: piece($0.value).source)
            }
            return ParameterValue(parameter, members: written, shape, occurrences: occurrences)
        }
        let (text, place) = piece(body)
        return ParameterValue(
            parameter,
            text: SerialisedText.scalar(text, shape.kinds),
            pieces: [ParameterValue.Piece(pointer: "", source: place)],
            occurrences: occurrences
        )
    }

    private func decoded(_ slice: ArraySlice<UInt8>) -> [UInt8] {
        isEncoded ? PercentCoding.decoded(slice, plusIsSpace: plusIsSpace) : trimmed(slice)
    }

    private func trimmed(_ slice: ArraySlice<UInt8>) -> [UInt8] {
        var slice = slice
        while slice.first == 0x20 || slice.first == 0x09 { slice = slice.dropFirst() }
        while slice.last == 0x20 || slice.last == 0x09 { slice = slice.dropLast() }
        return Array(slice)
    }

    /// The value without what its style puts before it: `.` or `;name=`.
    private func withoutPrefix(_ slice: ArraySlice<UInt8>, _ parameter: ParameterDescription) -> ArraySlice<UInt8> {
        switch parameter.style {
        case .label where slice.first == 0x2E:
            return slice.dropFirst()
        case .matrix where slice.first == 0x3B:
            let rest = slice.dropFirst()
            let name = Array(parameter.name.utf8)
            guard rest.starts(with: name) else { return rest }
            let value = rest.dropFirst(name.count)
            return value.first == 0x3D ? value.dropFirst() : value.isEmpty ? value : rest
        default:
            return slice
        }
    }

    private func elements(_ slice: ArraySlice<UInt8>, _ parameter: ParameterDescription) -> [ArraySlice<UInt8>] {
        if slice.isEmpty { return [] }
        switch (parameter.style, parameter.explodes) {
        case (.label, _):
            // Up to OpenAPI 3.1.0 lists were written with dots in both ways, since with commas where not exploded.
            let hasComma = !parameter.explodes && slice.contains(0x2C)
            return StyledText.split(slice, at: [hasComma ? 0x2C : 0x2E])
        case (.matrix, true):
            let prefix = Array(parameter.name.utf8) + [0x3D]
            return StyledText.split(slice, at: [0x3B]).map { $0.starts(with: prefix) ? $0.dropFirst(prefix.count) : $0 }
        case (.spaceDelimited, _):
            return StyledText.split(slice, at: [0x20], [0x2B], [0x25, 0x32, 0x30])
        case (.pipeDelimited, _):
            return StyledText.split(slice, at: [0x7C], [0x25, 0x37, 0x43], [0x25, 0x37, 0x63])
        default:
            return StyledText.split(slice, at: [0x2C])
        }
    }

    private func members(
        _ slice: ArraySlice<UInt8>,
        _ parameter: ParameterDescription
    ) -> [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        if parameter.explodes {
            let separator: UInt8 =
                switch parameter.style {
                case .label: 0x2E
                case .matrix: 0x3B
                default: 0x2C
                }
            return StyledText.split(slice, at: [separator]).filter { !$0.isEmpty }.map { part in
                let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
                return (part[..<equals], part[min(part.endIndex, equals + 1)...])
            }
        }
        let parts = elements(slice, parameter)
        return stride(from: 0, to: parts.count, by: 2).map { index in
            // A name without a value has an empty one.
            (parts[index], index + 1 < parts.count ? parts[index + 1] : parts[index].suffix(0))
        }
    }

    /// The pieces between any of the separators.
    static func split(_ slice: ArraySlice<UInt8>, at separators: [UInt8]...) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = slice.startIndex
        var index = start
        while index < slice.endIndex {
            if let found = separators.first(where: { slice[index...].starts(with: $0) }) {
                parts.append(slice[start..<index])
                index += found.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(slice[start...])
        return parts
    }
}
