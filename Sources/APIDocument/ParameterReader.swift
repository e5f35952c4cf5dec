package import ExchangeModel
internal import JSONTree

/// Reads the parameters of a request by style and explode (OpenAPI 3.1 §4.8.12; RFC 6570).
///
/// Names are taken literally before anything else: `startDateTime[after]` and `order[startDate]` are names, and only
/// what is left over may be a member of a `deepObject`. In queries `+` is a space, as forms write it (WHATWG URL §5.1) and
/// servers read it, but where the parameter says `allowReserved`. Delimiters are looked for before anything is decoded, so
/// an encoded comma belongs to a value. Header values are not decoded at all.
package struct ParameterReader {
    private let contract: CompiledContract

    package init(contract: CompiledContract) {
        self.contract = contract
    }

    /// - Parameters:
    ///   - match: the request's operation.
    ///   - url: the request's, as it was sent.
    package func read(_ match: OperationMatch, url: [UInt8], headers: HeaderList) -> ParameterReading {
        let ranges = URLRanges(url)
        let query = QueryPairs(url, in: ranges.query ?? url.endIndex..<url.endIndex)
        var queryReader = QueryReader(query: query)
        let parameters = match.operation.parameters
        queryReader.claimNames(of: parameters.filter { $0.location == "query" })
        var values: [ParameterValue] = []
        for parameter in parameters {
            let shape = contract.shape(at: parameter.schema)
            switch parameter.location {
            case "path": values.append(pathValue(parameter, shape, match, url[ranges.path]))
            case "header": values.append(headerValue(parameter, shape, headers))
            case "query": values.append(queryReader.read(parameter, shape))
            case "cookie": values.append(cookieValue(parameter, shape, headers))
            default: continue
            }
        }
        return ParameterReading(values: values, unknownQueryNames: queryReader.unclaimed)
    }

    /// Reads a header of an answer.
    package func read(header: ParameterDescription, in headers: HeaderList) -> ParameterValue {
        headerValue(header, contract.shape(at: header.schema), headers)
    }

    // MARK: Path

    private func pathValue(
        _ parameter: ParameterDescription,
        _ shape: SerialisedShape,
        _ match: OperationMatch,
        _ path: ArraySlice<UInt8>
    ) -> ParameterValue {
        guard let value = match.pathValues.first(where: { $0.name == parameter.name }) else {
            return ParameterValue(parameter, absent: true)
        }
        let segments = PathTemplate.split(path)
        let skipped = max(0, segments.count - PathTemplate(match.operation.pathTemplate).count)
        let segment = segments.indices.contains(skipped + value.segment) ? segments[skipped + value.segment] : []
        // The value is within its segment unless the text around it was encoded.
        let start = first(value.bytes, in: segment) ?? segment.startIndex
        let range = start..<min(segment.endIndex, start + value.bytes.count)
        let text = StyledText(bytes: value.bytes, range: 0..<value.bytes.count, plusIsSpace: false, isEncoded: true)
        return text.value(of: parameter, shape) {
            .url(($0.lowerBound + range.lowerBound)..<($0.upperBound + range.lowerBound))
        }
    }

    private func first(_ bytes: [UInt8], in segment: ArraySlice<UInt8>) -> Int? {
        guard segment.count >= bytes.count else { return nil }
        return (segment.startIndex...(segment.endIndex - bytes.count)).first { segment[$0...].starts(with: bytes) }
    }

    // MARK: Headers

    private func headerValue(
        _ parameter: ParameterDescription,
        _ shape: SerialisedShape,
        _ headers: HeaderList
    ) -> ParameterValue {
        let fields = headers.fields.enumerated().filter { $0.element.isNamed(parameter.name) }
        guard let (index, field) = fields.first else { return ParameterValue(parameter, absent: true) }
        if fields.count > 1, shape.kinds.contains(.array), parameter.contentType == nil {
            // Several lines of a list are one list (RFC 9110 §5.3).
            var parts: [(bytes: [UInt8], source: ParameterValue.Source)] = []
            for (index, field) in fields {
                parts += StyledText.split(field.value[...], at: [0x2C]).map { part in
                    (ASCII.trimmed(Array(part)), .field(index, part.startIndex..<part.endIndex))
                }
            }
            return ParameterValue(parameter, list: parts, shape, occurrences: fields.count)
        }
        let whole = 0..<field.value.count
        let text = StyledText(bytes: field.value, range: whole, plusIsSpace: false, isEncoded: false)
        return text.value(of: parameter, shape, occurrences: fields.count) { .field(index, $0) }
    }

    private func cookieValue(
        _ parameter: ParameterDescription,
        _ shape: SerialisedShape,
        _ headers: HeaderList
    ) -> ParameterValue {
        for (index, field) in headers.fields.enumerated() where field.isNamed("Cookie") {
            for piece in field.value.split(separator: 0x3B) {
                let start = piece.firstIndex { $0 != 0x20 } ?? piece.endIndex
                guard let equals = piece.firstIndex(of: 0x3D), equals >= start,
                    piece[start..<equals].elementsEqual(parameter.name.utf8)
                else { continue }
                let text = StyledText(
                    bytes: field.value,
                    range: (equals + 1)..<piece.endIndex,
                    plusIsSpace: false,
                    isEncoded: true
                )
                return text.value(of: parameter, shape) { .field(index, $0) }
            }
        }
        return ParameterValue(parameter, absent: true)
    }
}

extension ParameterValue {
    init(_ parameter: ParameterDescription, absent: Bool) {
        self.init(parameter: parameter, instance: nil, pieces: [], occurrences: 0, problem: nil)
    }

    /// A list of texts.
    init(
        _ parameter: ParameterDescription,
        list: [(bytes: [UInt8], source: Source)],
        _ shape: SerialisedShape,
        occurrences: Int
    ) {
        let text = SerialisedText.array(list.map { SerialisedText.scalar($0.bytes, shape.items) })
        let pieces = list.enumerated().map { Piece(pointer: "/\($0.offset)", source: $0.element.source) }
        self.init(parameter, text: text, pieces: pieces, occurrences: occurrences)
    }

    /// An object of texts; of a name that stands twice the last counts.
    init(
        _ parameter: ParameterDescription,
        members: [(name: [UInt8], bytes: [UInt8], source: Source)],
        _ shape: SerialisedShape,
        occurrences: Int
    ) {
        var written: [(name: [UInt8], value: [UInt8])] = []
        var pieces: [Piece] = []
        for member in members {
            let name = String(decoding: member.name, as: UTF8.self)
            let kinds = shape.properties[name] ?? shape.additional
            written.append((member.name, SerialisedText.scalar(member.bytes, kinds)))
            pieces.append(Piece(pointer: JSONPointer([name]).description, source: member.source))
        }
        self.init(parameter, text: SerialisedText.object(written), pieces: pieces, occurrences: occurrences)
    }

    init(_ parameter: ParameterDescription, text: [UInt8], pieces: [Piece], occurrences: Int) {
        do {
            let instance = try JSONDocument.parse(text)
            self.init(
                parameter: parameter,
                instance: instance,
                pieces: pieces,
                occurrences: occurrences,
                problem: nil
            )
        } catch {
            self.init(
                parameter: parameter,
                instance: nil,
                pieces: pieces,
                occurrences: occurrences,
                problem: "the value is not JSON: \(error.reason)"
            )
        }
    }
}
