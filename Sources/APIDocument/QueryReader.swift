internal import ExchangeModel

/// Reads the parameters of a query; which names are whose is decided before any value is read.
struct QueryReader {
    private let query: QueryPairs
    private var positions: [[UInt8]: [Int]] = [:]
    private var claimed: [Bool]

    init(query: QueryPairs) {
        self.query = query
        claimed = Array(repeating: false, count: query.pairs.count)
        for (index, pair) in query.pairs.enumerated() { positions[pair.name, default: []].append(index) }
    }

    /// What no parameter read.
    var unclaimed: [ParameterReading.UnknownName] {
        query.pairs.indices.filter { !claimed[$0] }.map { index in
            let pair = query.pairs[index]
            return ParameterReading.UnknownName(name: String(decoding: pair.name, as: UTF8.self), range: pair.nameRange)
        }
    }

    /// Sets aside what is a parameter's literal name, so that no `deepObject` or exploded object takes it.
    mutating func claimNames(of parameters: [ParameterDescription]) {
        for parameter in parameters {
            for index in positions[Array(parameter.name.utf8)] ?? [] { claimed[index] = true }
        }
    }

    mutating func read(_ parameter: ParameterDescription, _ shape: SerialisedShape) -> ParameterValue {
        let named = positions[Array(parameter.name.utf8)] ?? []
        if parameter.contentType == nil {
            if parameter.style == .deepObject { return deepObject(parameter, shape) }
            let isObject = shape.kinds.contains(.object)
            if parameter.style == .form, parameter.explodes, isObject, named.isEmpty {
                return explodedObject(parameter, shape)
            }
            let isList = shape.kinds.contains(.array) && parameter.explodes && parameter.style == .form
            let isOne = named.count == 1 && !shape.kinds.isDisjoint(with: [.string, .number, .boolean])
            if isList, !named.isEmpty, !isOne {
                let parts = named.map { (bytes: decoded($0, parameter), source: source($0)) }
                return ParameterValue(parameter, list: parts, shape, occurrences: 1)
            }
        }
        guard let last = named.last else { return ParameterValue(parameter, absent: true) }
        let text = StyledText(
            bytes: query.bytes,
            range: query.pairs[last].value,
            plusIsSpace: !parameter.allowsReserved,
            isEncoded: true
        )
        // An exploded list of which only one element is there is not to be cut.
        let isWhole = parameter.style == .form && parameter.explodes && shape.kinds.contains(.array)
        let shape = isWhole ? shape.withoutLists : shape
        return text.value(of: parameter, shape, occurrences: named.count) { .url($0) }
    }

    /// `name[member]=value`; one level, since no more is defined.
    private mutating func deepObject(_ parameter: ParameterDescription, _ shape: SerialisedShape) -> ParameterValue {
        let prefix = Array(parameter.name.utf8) + [0x5B]
        var found: [(name: [UInt8], index: Int)] = []
        for (index, pair) in query.pairs.enumerated() where !claimed[index] && pair.name.starts(with: prefix) {
            let member = pair.name.dropFirst(prefix.count).dropLast()
            guard pair.name.last == 0x5D, !member.isEmpty, !member.contains(0x5B), !member.contains(0x5D) else {
                continue
            }
            found.append((Array(member), index))
        }
        return object(parameter, shape, found)
    }

    /// Each member under its own name; where the schema names none, everything that is left.
    private mutating func explodedObject(_ parameter: ParameterDescription, _ shape: SerialisedShape) -> ParameterValue
    {
        var found: [(name: [UInt8], index: Int)] = []
        for (index, pair) in query.pairs.enumerated() where !claimed[index] {
            let name = String(decoding: pair.name, as: UTF8.self)
            if shape.properties.isEmpty || shape.properties[name] != nil { found.append((pair.name, index)) }
        }
        return object(parameter, shape, found)
    }

    private mutating func object(
        _ parameter: ParameterDescription,
        _ shape: SerialisedShape,
        _ found: [(name: [UInt8], index: Int)]
    ) -> ParameterValue {
        guard !found.isEmpty else { return ParameterValue(parameter, absent: true) }
        for (_, index) in found { claimed[index] = true }
        let members = found.map { (name: $0.name, bytes: decoded($0.index, parameter), source: source($0.index)) }
        return ParameterValue(parameter, members: members, shape, occurrences: 1)
    }

    private func decoded(_ index: Int, _ parameter: ParameterDescription) -> [UInt8] {
        PercentCoding.decoded(query.bytes[query.pairs[index].value], plusIsSpace: !parameter.allowsReserved)
    }

    private func source(_ index: Int) -> ParameterValue.Source { .url(query.pairs[index].value) }
}

extension SerialisedShape {
    /// The shape of a value that is not a list.
    fileprivate var withoutLists: SerialisedShape {
        var shape = self
        shape.kinds.remove(.array)
        return shape
    }
}
