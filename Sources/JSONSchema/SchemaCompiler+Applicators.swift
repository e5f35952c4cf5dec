import JSONTree

// Keywords that apply schemas: to elements, to members, and to the value itself.
extension SchemaCompiler {
    // MARK: Arrays

    mutating func compileArrays(_ header: inout SchemaHeader) {
        arrays += bounds(.minItems, .maxItems, .elementCount)
        var prefix: [UInt32] = []
        if let value = has(.prefixItems) {
            if value.kind == .array {
                prefix = value.elements.map { number(of: $0) }
            } else {
                arrays.append(defective(.prefixItems, "must be an array, and is \(value.kind.phrase)"))
            }
        }
        var rest = Instruction.none
        if let value = has(.items) {
            if value.kind == .array {
                arrays.append(defective(.items, "is an array, which 2020-12 calls prefixItems"))
            } else {
                rest = number(of: value)
            }
        }
        if !prefix.isEmpty || rest != Instruction.none {
            let first = UInt32(truncatingIfNeeded: parts.words.count)
            parts.words += prefix
            let count = UInt32(truncatingIfNeeded: prefix.count)
            arrays.append(Instruction(.elements, .items, a: first, b: count, c: rest))
        }
        if let value = has(.contains) { compileContains(value) }
        if let value = has(.uniqueItems) {
            switch value.bool {
            case true?: arrays.append(Instruction(.uniqueItems, .uniqueItems))
            case false?: break
            case nil: arrays.append(defective(.uniqueItems, "must be a boolean, and is \(value.kind.phrase)"))
            }
        }
        if let unevaluated = schema(.unevaluatedItems) {
            header.flags.insert(.unevaluated)
            late.append(Instruction(.unevaluatedItems, .unevaluatedItems, a: unevaluated))
        }
    }

    private mutating func compileContains(_ value: JSONNode) {
        var low: UInt32 = 1
        var high = Instruction.none
        switch count(.minContains) {
        case .absent: break
        case .number(let count): low = count
        case .broken(let message): arrays.append(defective(.minContains, message))
        }
        switch count(.maxContains) {
        case .absent: break
        case .number(let count): high = count
        case .broken(let message): arrays.append(defective(.maxContains, message))
        }
        arrays.append(Instruction(.contains, .contains, a: number(of: value), b: low, c: high))
    }

    // MARK: Objects

    mutating func compileObjects(_ header: inout SchemaHeader) {
        objects += bounds(.minProperties, .maxProperties, .memberCount)
        compileMembers()
        compileDependencies()
        if let unevaluated = schema(.unevaluatedProperties) {
            header.flags.insert(.unevaluated)
            late.append(Instruction(.unevaluatedProperties, .unevaluatedProperties, a: unevaluated))
        }
    }

    private mutating func compileMembers() {
        var table = ObjectTable()
        var keys: [Key] = []
        var placeOf: [[UInt8]: Int] = [:]
        if let value = has(.properties) {
            if value.kind == .object {
                for (name, member) in value.members {
                    let bytes = name.stringBytes ?? []
                    let schema = number(of: member)
                    if let known = placeOf[bytes] {
                        keys[known].schema = schema
                    } else {
                        placeOf[bytes] = keys.count
                        keys.append(Key(bytes: bytes, schema: schema))
                    }
                }
            } else {
                objects.append(defective(.properties, "must be an object, and is \(value.kind.phrase)"))
            }
        }
        for bytes in requiredNames() {
            let place = UInt32(truncatingIfNeeded: Int(table.requiredCount))
            if let known = placeOf[bytes] {
                guard keys[known].required == Instruction.none else { continue }
                keys[known].required = place
            } else {
                placeOf[bytes] = keys.count
                keys.append(Key(bytes: bytes, required: place))
            }
            table.requiredCount += 1
        }
        compilePatterns(&table)
        if let additional = schema(.additionalProperties) { table.additional = additional }
        if let names = schema(.propertyNames) { table.names = names }
        let isIdle =
            keys.isEmpty && table.patternCount == 0 && table.additional == Instruction.none
            && table.names == Instruction.none && table.brokenPattern == Instruction.none
        guard !isIdle else { return }
        table.keys = keyTable(keys)
        parts.objects.append(table)
        objects.append(Instruction(.members, .properties, a: UInt32(truncatingIfNeeded: parts.objects.count - 1)))
    }

    private mutating func compilePatterns(_ table: inout ObjectTable) {
        guard let value = has(.patternProperties) else { return }
        guard value.kind == .object else {
            table.brokenPattern = defect(.patternProperties, "must be an object, and is \(value.kind.phrase)")
            return
        }
        var pairs: [UInt32] = []
        for (key, member) in value.members {
            let source = key.string ?? ""
            switch pattern(source) {
            case .success(let number): pairs += [number, self.number(of: member)]
            case .failure(let error):
                table.brokenPattern = defect(.patternProperties, SchemaCompiler.clause(source, error))
            }
        }
        table.patterns = UInt32(truncatingIfNeeded: parts.words.count)
        table.patternCount = UInt32(truncatingIfNeeded: pairs.count / 2)
        parts.words += pairs
    }

    /// The keys that `required` asks for, less those that this direction excuses.
    private mutating func requiredNames() -> [[UInt8]] {
        guard let value = has(.required) else { return [] }
        guard value.kind == .array else {
            objects.append(defective(.required, "must be an array of strings, and is \(value.kind.phrase)"))
            return []
        }
        var result: [[UInt8]] = []
        for element in value.elements {
            guard let bytes = element.stringBytes else {
                objects.append(defective(.required, "must hold strings only, and has \(element.kind.phrase)"))
                continue
            }
            if options.direction != .neither, isExcused(element.string ?? "") { continue }
            result.append(bytes)
        }
        return result
    }

    /// Whether the member's schema is `readOnly` in a request, or `writeOnly` in a response.
    private mutating func isExcused(_ name: String) -> Bool {
        let marker = options.direction == .request ? "readOnly" : "writeOnly"
        var schemas: [SchemaNode] = []
        if let member = has(.properties)?[name] {
            schemas.append(SchemaNode(document: node.document, index: member.index))
        }
        // Members that a part of an allOf describes.
        var parts = has(.allOf).map { [SchemaNode(document: node.document, index: $0.index)] } ?? []
        if let list = parts.popLast() {
            for element in index.value(list).elements {
                parts.append(SchemaNode(document: node.document, index: element.index))
            }
        }
        for part in parts {
            let holder = followed(part)
            if let member = index.value(holder)["properties"]?[name] {
                schemas.append(SchemaNode(document: holder.document, index: member.index))
            }
        }
        for schema in schemas where isMarked(schema, marker) { return true }
        return false
    }

    /// Whether the schema says so itself, or one that it refers to.
    private mutating func isMarked(_ start: SchemaNode, _ marker: String) -> Bool {
        var current = start
        for _ in 0..<32 {
            if index.value(current)[marker]?.bool == true { return true }
            guard let next = target(of: current) else { return false }
            current = next
        }
        return false
    }

    /// The schema at the end of a chain of references.
    private mutating func followed(_ start: SchemaNode) -> SchemaNode {
        var current = start
        for _ in 0..<32 {
            guard let next = target(of: current) else { break }
            current = next
        }
        return current
    }

    private mutating func target(of schema: SchemaNode) -> SchemaNode? {
        guard let text = index.value(schema)["$ref"]?.string else { return nil }
        let resource = index.resource(of: schema, isEntry: false)
        guard case .found(let next, _) = index.resolve(text, from: resource) else { return nil }
        return next
    }

    // MARK: Dependencies

    private mutating func compileDependencies() {
        for keyword in [Keyword.dependentRequired, .dependentSchemas, .dependencies] {
            guard let value = has(keyword) else { continue }
            guard value.kind == .object else {
                objects.append(defective(keyword, "must be an object, and is \(value.kind.phrase)"))
                continue
            }
            for (key, dependency) in value.members {
                let trigger = key.stringBytes ?? []
                if keyword == .dependentRequired || keyword == .dependencies && dependency.kind == .array {
                    compileDependency(keyword, trigger, dependency)
                } else {
                    let schema = number(of: dependency)
                    let place = list([trigger])
                    objects.append(Instruction(.dependentSchema, keyword, a: place, b: schema))
                }
            }
        }
    }

    private mutating func compileDependency(_ keyword: Keyword, _ trigger: [UInt8], _ names: JSONNode) {
        guard names.kind == .array else {
            objects.append(defective(keyword, "must hold arrays of strings, and has \(names.kind.phrase)"))
            return
        }
        let wanted = names.elements.compactMap { $0.stringBytes }
        if wanted.count < names.count {
            objects.append(defective(keyword, "must hold arrays of strings only"))
        }
        let first = list([trigger] + wanted)
        objects.append(
            Instruction(
                .dependentRequired,
                keyword,
                a: first,
                b: UInt32(truncatingIfNeeded: wanted.count),
                c: first + 1
            )
        )
    }

    /// Keys one after the other in `properties`, without a table.
    private mutating func list(_ keys: [[UInt8]]) -> UInt32 {
        let first = UInt32(truncatingIfNeeded: parts.properties.count)
        for bytes in keys {
            let offset = UInt32(truncatingIfNeeded: parts.bytes.count)
            parts.bytes += bytes
            parts.properties.append(
                PropertyEntry(
                    offset: offset,
                    length: UInt32(truncatingIfNeeded: bytes.count),
                    hash: 0,
                    schema: Instruction.none,
                    required: Instruction.none
                )
            )
        }
        return first
    }

    // MARK: The value itself

    mutating func compileGeneral() {
        compileEnumeration()
        compileReferences()
        for (keyword, operation) in [
            (Keyword.allOf, Instruction.Operation.allOf), (.anyOf, .anyOf), (.oneOf, .oneOf),
        ] {
            guard let value = has(keyword) else { continue }
            guard value.kind == .array, value.count > 0 else {
                general.append(defective(keyword, "must be an array of at least one schema"))
                continue
            }
            let schemas = value.elements.map { number(of: $0) }
            let first = UInt32(truncatingIfNeeded: parts.words.count)
            parts.words += schemas
            let count = UInt32(truncatingIfNeeded: schemas.count)
            general.append(Instruction(operation, keyword, a: first, b: count))
        }
        if let schema = schema(.not) { general.append(Instruction(.not, .not, a: schema)) }
        if let condition = schema(.if) {
            let (then, otherwise) = (schema(.then), schema(.else))
            // Evaluated even if neither follows: what it evaluates counts for unevaluated members.
            general.append(
                Instruction(
                    .conditional,
                    .if,
                    a: condition,
                    b: then ?? Instruction.none,
                    c: otherwise ?? Instruction.none
                )
            )
        }
    }
}
