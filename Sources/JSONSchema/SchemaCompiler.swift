import JSONTree
import TextPatterns

/// Turns schemas into one image: each schema, once reached, is compiled once, and named by its number; so references are
/// jumps and cycles need no care. Works off a list, without recursion.
struct SchemaCompiler {
    /// Instructions in all; a document of 237 KB has about 6,000.
    static let largestProgram = 1_000_000
    /// The schema `true`, `{}`.
    static let always: UInt32 = 0
    /// The schema `false`.
    static let never: UInt32 = 1

    let options: SchemaOptions
    var index: ResourceIndex
    var parts = ImageParts()
    /// Of each compiled schema.
    private(set) var nodes: [SchemaNode] = []
    private var numberOf: [SchemaNode: UInt32] = [:]
    private var pending: [UInt32] = []
    /// Schemas that have a `$dynamicRef`, with the anchor's name.
    private var dynamicReferences: [(schema: UInt32, name: String)] = []
    /// Of each defect, the schema it is in.
    private(set) var defectOwners: [UInt32] = []
    private var enteredResources: Set<Int> = []
    var patternNumbers: [String: Result<UInt32, PatternError>] = [:]
    private var isTooLarge = false

    // The schema being compiled.
    var current: UInt32 = 0
    var node = SchemaNode(document: 0, index: 0)
    var resource = 0
    var dialect = Dialect.draft202012
    private var values: [Int32]
    private var touched: [Keyword] = []
    var numbers: [Instruction] = []
    var strings: [Instruction] = []
    var arrays: [Instruction] = []
    var objects: [Instruction] = []
    var general: [Instruction] = []
    var late: [Instruction] = []

    init(_ resources: SchemaResources, options: SchemaOptions) {
        self.options = options
        index = ResourceIndex(resources, dialect: Dialect(options.dialect))
        values = Array(repeating: -1, count: Keyword.allCases.count)
        // Schemas 0 and 1; their place is never shown.
        nodes = [SchemaNode(document: 0, index: 0), SchemaNode(document: 0, index: 0)]
        var never = SchemaHeader()
        never.kinds = 0
        never.flags = .never
        parts.headers = [SchemaHeader(), never]
    }

    // MARK: Schemas

    /// Compiles the schema at the place and what it refers to.
    ///
    /// - Returns: its number.
    mutating func compile(_ place: SchemaPlace) throws(SchemaDefect) -> UInt32 {
        guard let node = index.node(at: place) else {
            throw SchemaDefect(place: place, keyword: "", message: "there is nothing at this place")
        }
        let resource = index.resource(of: node, isEntry: true)
        if let fault = index.resources[resource].dialectFault {
            throw SchemaDefect(place: place, keyword: "$schema", message: fault)
        }
        let entry = number(of: node)
        compilePending()
        guard !isTooLarge else {
            throw SchemaDefect(
                place: place,
                keyword: "",
                message: "the schema needs more than \(SchemaCompiler.largestProgram) instructions"
            )
        }
        return entry
    }

    /// The schema's number; it is compiled later if it is new.
    mutating func number(of node: SchemaNode) -> UInt32 {
        if let known = numberOf[node] { return known }
        let value = index.value(node)
        switch value.kind {
        case .bool: return value.bool == true ? SchemaCompiler.always : SchemaCompiler.never
        case .object where value.count == 0: return SchemaCompiler.always
        default: break
        }
        let created = UInt32(truncatingIfNeeded: nodes.count)
        numberOf[node] = created
        nodes.append(node)
        parts.headers.append(SchemaHeader())
        pending.append(created)
        return created
    }

    mutating func number(of value: JSONNode) -> UInt32 {
        number(of: SchemaNode(document: node.document, index: value.index))
    }

    private mutating func compilePending() {
        repeat {
            while let next = pending.popLast() {
                guard parts.code.count < SchemaCompiler.largestProgram else {
                    isTooLarge = true
                    pending = []
                    return
                }
                compileOne(next)
            }
            // A resource that has come into reach may hold the anchor that a dynamic reference looks for.
            for (_, name) in dynamicReferences {
                for resource in enteredResources { _ = dynamicTarget(name, in: resource) }
            }
        } while !pending.isEmpty
    }

    private mutating func dynamicTarget(_ name: String, in resource: Int) -> UInt32? {
        guard let place = index.resources[resource].dynamicAnchors[name] else { return nil }
        return number(of: SchemaNode(document: index.resources[resource].root.document, index: place))
    }

    private mutating func compileOne(_ schema: UInt32) {
        current = schema
        node = nodes[Int(schema)]
        resource = index.resource(of: node, isEntry: false)
        dialect = index.resources[resource].dialect
        enteredResources.insert(resource)
        var header = SchemaHeader()
        header.resource = UInt32(truncatingIfNeeded: resource)
        if index.resourceRoot(at: node) != nil { header.flags.insert(.resourceRoot) }
        numbers.removeAll(keepingCapacity: true)
        strings.removeAll(keepingCapacity: true)
        arrays.removeAll(keepingCapacity: true)
        objects.removeAll(keepingCapacity: true)
        general.removeAll(keepingCapacity: true)
        late.removeAll(keepingCapacity: true)

        let value = index.value(node)
        if let fault = index.resources[resource].dialectFault {
            general.append(defective(.schema, fault))
        } else if value.kind != .object {
            general.append(defective(.whole, "a schema is an object or a boolean, and this is \(value.kind.phrase)"))
        } else {
            read(value)
            if dialect.isOpenAPI30, has(.ref) != nil {
                compileReferences()
            } else {
                compileType(&header)
                compileNumbers()
                compileStrings()
                compileArrays(&header)
                compileObjects(&header)
                compileGeneral()
            }
        }

        let start = UInt32(truncatingIfNeeded: parts.code.count)
        header.numbers = start
        parts.code += numbers
        header.strings = UInt32(truncatingIfNeeded: parts.code.count)
        parts.code += strings
        header.arrays = UInt32(truncatingIfNeeded: parts.code.count)
        parts.code += arrays
        header.objects = UInt32(truncatingIfNeeded: parts.code.count)
        parts.code += objects
        header.general = UInt32(truncatingIfNeeded: parts.code.count)
        parts.code += general
        parts.code += late
        header.end = UInt32(truncatingIfNeeded: parts.code.count)
        parts.headers[Int(schema)] = header
    }

    // MARK: Reading a schema object

    private mutating func read(_ value: JSONNode) {
        for keyword in touched { values[Int(keyword.rawValue)] = -1 }
        touched.removeAll(keepingCapacity: true)
        for (key, member) in value.members {
            let keyword = key.isEscaped ? Keyword.of(key.stringBytes ?? []) : key.withRawBytes { Keyword.of($0) }
            guard let keyword, dialect.knows(keyword) else { continue }
            values[Int(keyword.rawValue)] = Int32(truncatingIfNeeded: member.index)
            touched.append(keyword)
        }
    }

    /// What the schema object says under the keyword, if its dialect knows it.
    func has(_ keyword: Keyword) -> JSONNode? {
        let place = values[Int(keyword.rawValue)]
        return place < 0 ? nil : index.documents[node.document].json.value(at: Int(place))
    }

    /// A sub-schema's number.
    mutating func schema(_ keyword: Keyword) -> UInt32? {
        guard let value = has(keyword) else { return nil }
        return number(of: value)
    }

    // MARK: Defects

    /// Notes a defect.
    ///
    /// - Returns: its number.
    mutating func defect(_ keyword: Keyword, _ message: String) -> UInt32 {
        parts.defects.append(SchemaDefect(place: index.place(node), keyword: keyword.name, message: message))
        defectOwners.append(current)
        return UInt32(truncatingIfNeeded: parts.defects.count - 1)
    }

    /// An instruction for what could not be compiled; `kinds` are fine whatever was meant.
    mutating func defective(_ keyword: Keyword, _ message: String, kinds: UInt8 = 0) -> Instruction {
        Instruction(.notEvaluable, keyword, a: defect(keyword, message), extra: UInt16(kinds))
    }

    // MARK: References

    mutating func compileReferences() {
        if let value = has(.ref) { compileReference(value, .ref) }
        if let value = has(.dynamicRef) { compileReference(value, .dynamicRef) }
    }

    private mutating func compileReference(_ value: JSONNode, _ keyword: Keyword) {
        guard let text = value.string else {
            general.append(defective(keyword, "must be a string, and is \(value.kind.phrase)"))
            return
        }
        switch index.resolve(text, from: resource) {
        case .missing(let message): general.append(defective(keyword, "\"\(text)\" \(message)"))
        case .found(let target, let dynamicAnchor):
            let number = number(of: target)
            let crosses = index.resource(of: target, isEntry: false) != resource
            let extra: UInt16 = crosses ? 1 : 0
            if keyword == .dynamicRef, let dynamicAnchor {
                dynamicReferences.append((current, dynamicAnchor))
                general.append(Instruction(.dynamicReference, keyword, a: number, extra: extra))
            } else {
                general.append(Instruction(.reference, keyword, a: number, extra: extra))
            }
        }
    }

    // MARK: The end

    /// What was compiled, as an image.
    consuming func finish() -> (image: ProgramImage, owners: [UInt32]) {
        for (schema, name) in dynamicReferences {
            let header = parts.headers[Int(schema)]
            let first = parts.words.count
            for resource in enteredResources.sorted() {
                guard let place = index.resources[resource].dynamicAnchors[name] else { continue }
                let target = SchemaNode(document: index.resources[resource].root.document, index: place)
                parts.words += [UInt32(truncatingIfNeeded: resource), number(of: target)]
            }
            for place in Int(header.general)..<Int(header.end)
            where parts.code[place].operation == .dynamicReference {
                parts.code[place].b = UInt32(truncatingIfNeeded: first)
                parts.code[place].c = UInt32(truncatingIfNeeded: (parts.words.count - first) / 2)
            }
        }
        markLoops()
        shortenReferences()
        let image = ProgramImage(
            parts,
            documents: index.documents.map { ($0.uri, $0.json) },
            nodes: nodes,
            isDynamic: !dynamicReferences.isEmpty
        )
        return (image, defectOwners)
    }

    /// Finds schemas that lead back to themselves at the same value: flagged, and where only plain references and
    /// applicators are on the way, a defect.
    private mutating func markLoops() {
        var state = [UInt8](repeating: 0, count: nodes.count)
        for root in nodes.indices where state[root] == 0 {
            var path: [(schema: Int, next: [(UInt32, Instruction.Operation)])] = [(root, inPlace(root))]
            state[root] = 1
            while let (schema, next) = path.last {
                guard let (target, operation) = next.last else {
                    state[schema] = 2
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next.removeLast()
                let goal = Int(target)
                if state[goal] == 1 {
                    parts.headers[goal].flags.insert(.mayLoop)
                    if operation == .reference {
                        current = UInt32(truncatingIfNeeded: schema)
                        node = nodes[schema]
                        _ = defect(.ref, "leads back to its own schema at the same value, so it never ends")
                    }
                } else if state[goal] == 0 {
                    state[goal] = 1
                    path.append((goal, inPlace(goal)))
                }
            }
        }
    }

    /// Where a schema is nothing but a reference, whoever leads to it leads to its target at once.
    private mutating func shortenReferences() {
        // Who asks which defects a schema can reach must still find those of the reference itself.
        let owners = Set(defectOwners)
        func target(_ schema: UInt32) -> UInt32? {
            guard !owners.contains(schema) else { return nil }
            let header = parts.headers[Int(schema)]
            guard header.flags.isEmpty, header.kinds == SchemaHeader.everyKind, header.numbers == header.general,
                header.end == header.general + 1
            else { return nil }
            let instruction = parts.code[Int(header.general)]
            guard instruction.operation == .reference, instruction.extra == 0, instruction.a != SchemaCompiler.never
            else { return nil }
            return instruction.a
        }
        var shortcuts = (0..<UInt32(truncatingIfNeeded: nodes.count)).map { $0 }
        for schema in shortcuts.indices {
            var current = UInt32(truncatingIfNeeded: schema)
            // A chain longer than this only costs a few more steps.
            for _ in 0..<16 {
                guard let next = target(current) else { break }
                current = next
            }
            shortcuts[schema] = current
        }
        parts.renumber(shortcuts)
    }

    private func inPlace(_ schema: Int) -> [(UInt32, Instruction.Operation)] {
        let header = parts.headers[schema]
        var result: [(UInt32, Instruction.Operation)] = []
        for place in Int(header.objects)..<Int(header.end) {
            let instruction = parts.code[place]
            guard instruction.operation.staysInPlace else { continue }
            parts.eachSchema(of: instruction) { result.append(($0, instruction.operation)) }
        }
        return result
    }
}

extension Instruction.Operation {
    /// Whether its schemas judge the same value.
    var staysInPlace: Bool {
        switch self {
        case .dependentSchema, .reference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .conditional: true
        default: false
        }
    }
}

extension Keyword {
    static func of(_ bytes: [UInt8]) -> Keyword? { bytes.withUnsafeBufferPointer { of($0) } }
}

extension JSONKind {
    /// With its article, for messages.
    var phrase: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// As `type` names it.
    var name: String {
        switch self {
        case .bool: "boolean"
        case .null: "null"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
