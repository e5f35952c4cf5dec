internal import ExchangeModel
package import JSONTree

/// A body of `application/x-www-form-urlencoded` as a JSON object (OpenAPI 3.1 §4.8.14.3; WHATWG URL §5.1).
package enum FormBody {
    /// The body's names and values; text is read as the kinds that the schema's properties have.
    ///
    /// A name that stands several times is a list, whether the schema has one there or not, so that the schema can say
    /// what it thinks of it. Names keep their brackets.
    package static func document(of bytes: [UInt8], shape: SerialisedShape) -> JSONDocument? {
        let query = QueryPairs(bytes, in: bytes.indices)
        var order: [[UInt8]] = []
        var values: [[UInt8]: [[UInt8]]] = [:]
        for pair in query.pairs {
            if values[pair.name] == nil { order.append(pair.name) }
            values[pair.name, default: []].append(PercentCoding.decoded(bytes[pair.value], plusIsSpace: true))
        }
        let members = order.map { name in
            (name: name, value: text(of: values[name] ?? [], String(decoding: name, as: UTF8.self), shape))
        }
        return try? JSONDocument.parse(SerialisedText.object(members))
    }

    private static func text(of values: [[UInt8]], _ name: String, _ shape: SerialisedShape) -> [UInt8] {
        let kinds = shape.properties[name] ?? shape.additional
        if kinds.contains(.array) || values.count > 1 {
            let items = shape.propertyItems[name] ?? kinds
            return SerialisedText.array(values.map { SerialisedText.scalar($0, items) })
        }
        let value = values.first ?? []
        // An object inside a form is JSON unless the document says otherwise (§4.8.15.1).
        if kinds.contains(.object), (try? JSONDocument.parse(value))?.root.kind == .object { return value }
        return SerialisedText.scalar(value, kinds)
    }
}
