import JSONTree
import TextPatterns

/// Compiled schemas: one run of trivial instructions, and the tables they point into. Several programs may share one.
///
/// An index in an instruction is always inside its table; only the compiler makes them.
final class ProgramImage: Sendable {
    let headers: ContiguousArray<SchemaHeader>
    let code: ContiguousArray<Instruction>
    let words: ContiguousArray<UInt32>
    let bytes: ContiguousArray<UInt8>
    let numbers: ContiguousArray<NumberConstant>
    let properties: ContiguousArray<PropertyEntry>
    let objects: ContiguousArray<ObjectTable>
    let enums: ContiguousArray<EnumTable>
    /// The values of `const` and `enum`, as on a tape; strings are decoded, and lie in `bytes`.
    let constants: ContiguousArray<TapeView.Entry>
    let patterns: ContiguousArray<Pattern>
    /// The documents the schemas stand in, with their URIs.
    private let documents: [(uri: String, json: JSONDocument)]
    /// Of each schema, where it stands.
    private let nodes: [SchemaNode]
    let defects: [SchemaDefect]
    /// Whether any schema has a `$dynamicRef`, so that the dynamic scope must be kept.
    let isDynamic: Bool

    init(
        _ parts: consuming ImageParts,
        documents: [(uri: String, json: JSONDocument)],
        nodes: [SchemaNode],
        isDynamic: Bool
    ) {
        headers = parts.headers
        code = parts.code
        words = parts.words
        bytes = parts.bytes
        numbers = parts.numbers
        properties = parts.properties
        objects = parts.objects
        enums = parts.enums
        constants = parts.constants
        patterns = parts.patterns
        defects = parts.defects
        self.documents = documents
        self.nodes = nodes
        self.isDynamic = isDynamic
    }

    /// Where the schema stands; found when asked for, since only failures ask.
    func place(_ schema: Int) -> SchemaPlace {
        let node = nodes[schema]
        let (uri, json) = documents[node.document]
        let pointer = json.value(at: node.index).map { json.pointer(to: $0).description } ?? ""
        return SchemaPlace(document: uri, pointer: pointer)
    }

    /// The schema's own JSON.
    func value(_ schema: Int) -> JSONNode? {
        let node = nodes[schema]
        return documents[node.document].json.value(at: node.index)
    }

    /// Lends the tables as they lie in memory.
    func withView<Result>(_ body: (ImageView) -> Result) -> Result {
        headers.withUnsafeBufferPointer { headers in
            code.withUnsafeBufferPointer { code in
                words.withUnsafeBufferPointer { words in
                    bytes.withUnsafeBufferPointer { bytes in
                        numbers.withUnsafeBufferPointer { numbers in
                            properties.withUnsafeBufferPointer { properties in
                                objects.withUnsafeBufferPointer { objects in
                                    enums.withUnsafeBufferPointer { enums in
                                        constants.withUnsafeBufferPointer { constants in
                                            patterns.withUnsafeBufferPointer { patterns in
                                                body(
                                                    ImageView(
                                                        headers: headers,
                                                        code: code,
                                                        words: words,
                                                        bytes: bytes,
                                                        numbers: numbers,
                                                        properties: properties,
                                                        objects: objects,
                                                        enums: enums,
                                                        constants: constants,
                                                        patterns: patterns
                                                    )
                                                )
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The tables while they grow.
struct ImageParts {
    var headers: ContiguousArray<SchemaHeader> = []
    var code: ContiguousArray<Instruction> = []
    // Never empty, so that a view has an address.
    var words: ContiguousArray<UInt32> = [0]
    var bytes: ContiguousArray<UInt8> = [0]
    var numbers: ContiguousArray<NumberConstant> = []
    var properties: ContiguousArray<PropertyEntry> = []
    var objects: ContiguousArray<ObjectTable> = []
    var enums: ContiguousArray<EnumTable> = []
    var constants: ContiguousArray<TapeView.Entry> = [TapeView.Entry(start: 0, end: 0, next: 1, meta: 0)]
    var patterns: ContiguousArray<Pattern> = []
    var defects: [SchemaDefect] = []
}

/// The tables of an image, lent: valid only inside `withView`.
struct ImageView {
    let headers: UnsafeBufferPointer<SchemaHeader>
    let code: UnsafeBufferPointer<Instruction>
    let words: UnsafeBufferPointer<UInt32>
    let bytes: UnsafeBufferPointer<UInt8>
    let numbers: UnsafeBufferPointer<NumberConstant>
    let properties: UnsafeBufferPointer<PropertyEntry>
    let objects: UnsafeBufferPointer<ObjectTable>
    let enums: UnsafeBufferPointer<EnumTable>
    let constants: UnsafeBufferPointer<TapeView.Entry>
    let patterns: UnsafeBufferPointer<Pattern>

    @inline(__always)
    func text(_ offset: UInt32) -> UnsafePointer<UInt8> {
        // `bytes` is never empty.
        UnsafePointer(bytes.baseAddress.unsafelyUnwrapped + Int(offset))
    }

    /// The constants as a tape of their own.
    var constantTape: TapeView {
        TapeView(
            entries: constants.baseAddress.unsafelyUnwrapped,
            bytes: bytes.baseAddress.unsafelyUnwrapped,
            count: constants.count
        )
    }

    /// The key's place in `properties`, or -1.
    @inline(__always)
    func find(_ table: KeyTable, _ text: UnsafePointer<UInt8>, _ count: Int, _ seed: UInt64) -> Int {
        let hash = UInt32(truncatingIfNeeded: ByteHash.hash(text, count, seed))
        var slot = hash & table.mask
        while true {
            let found = words[Int(table.slots &+ slot)]
            if found == 0 { return -1 }
            let index = Int(table.first &+ found &- 1)
            let entry = properties[index]
            if entry.hash == hash, Int(entry.length) == count, ByteHash.equal(self.text(entry.offset), text, count) {
                return index
            }
            slot = (slot &+ 1) & table.mask
        }
    }

    /// A number of the schema.
    @inline(__always)
    func decimal(_ number: NumberConstant) -> DecimalView {
        DecimalView(
            digits: text(number.offset),
            length: Int(number.length),
            magnitude: number.magnitude,
            lowestPower: number.lowestPower,
            isNegative: number.isNegative
        )
    }

    /// Whether an `enum` lists the value.
    @inline(__always)
    func lists(_ table: EnumTable, _ tape: TapeView, _ node: Int, _ kind: UInt32, _ values: inout TapeValues) -> Bool {
        guard table.kinds & (1 << UInt8(truncatingIfNeeded: kind)) != 0 else { return false }
        if kind == 3 { return TapeValues.withText(tape, node) { find(table.strings, $0, $1, values.seed) >= 0 } }
        var slot = UInt32(truncatingIfNeeded: values.hash(tape, node)) & table.mask
        while !values.isExhausted {
            let place = words[Int(table.slots &+ slot)]
            if place == 0 { return false }
            if values.equal(constantTape, Int(place) - 1, tape, node) { return true }
            slot = (slot &+ 1) & table.mask
        }
        return false
    }
}
