/// One step of a compiled schema. Trivial, 16 bytes; what `a`, `b` and `c` hold depends on the operation.
struct Instruction {
    enum Operation: UInt8 {
        // Numbers: a is an index of `numbers`.
        case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
        /// Strings: at least a and at most b code points.
        case length
        /// Strings: a is an index of `patterns`.
        case pattern
        /// Strings: a is a place in `TextFormat.allCases`.
        case format
        /// Arrays: at least a and at most b elements.
        case elementCount
        /// Arrays: a list of b schemas from word a for the first elements, c for the rest.
        case elements
        /// Arrays: a is the schema, at least b and at most c elements fit it.
        case contains
        case uniqueItems
        /// Objects: at least a and at most b members.
        case memberCount
        /// Objects: a is an index of `objects`.
        case members
        /// Objects: if there is member a (an index of `properties`), there are also the b members from `properties` c on.
        case dependentRequired
        /// Objects: if there is member a, the object fits schema b.
        case dependentSchema
        /// a is an index of the constants' tape.
        case constant
        /// a is an index of `enums`.
        case enumeration
        /// a is the schema.
        case reference
        /// a is the schema that the reference names, b the first of c pairs of resource and schema in `words`.
        case dynamicReference
        // b schemas from word a.
        case allOf, anyOf, oneOf
        /// a is the schema.
        case not
        /// a is the condition, b and c are schemas or `none`.
        case conditional
        // a is the schema for what nothing else has evaluated.
        case unevaluatedItems, unevaluatedProperties
        /// Reached only where a defect matters: a is an index of `defects`; kinds in `extra` pass.
        case notEvaluable
    }

    var operation: Operation
    /// The keyword it came from, for failures.
    var keyword: Keyword
    /// Of a reference: whether it leads into another resource, so that the dynamic scope grows.
    var extra: UInt16
    var a: UInt32
    var b: UInt32
    var c: UInt32

    /// Where there is no schema, no bound.
    static let none = UInt32.max

    init(
        _ operation: Operation,
        _ keyword: Keyword,
        a: UInt32 = 0,
        b: UInt32 = 0,
        c: UInt32 = 0,
        extra: UInt16 = 0
    ) {
        self.operation = operation
        self.keyword = keyword
        self.extra = extra
        self.a = a
        self.b = b
        self.c = c
    }
}

/// A compiled schema: which kinds it admits, and where its instructions for each kind lie. Trivial.
struct SchemaHeader {
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// The root of a resource, which enters the dynamic scope.
        static let resourceRoot = Flags(rawValue: 1)
        static let unevaluated = Flags(rawValue: 2)
        /// `nullable` admits null whatever else is said.
        static let nullPasses = Flags(rawValue: 4)
        /// The schema `false`.
        static let never = Flags(rawValue: 8)
        /// Leads back to itself at the same value, if the instance lets it.
        static let mayLoop = Flags(rawValue: 16)
    }

    /// One bit a kind, by `JSONKind`'s raw values; bit 6: numbers that are integers.
    var kinds: UInt8 = SchemaHeader.everyKind
    var flags = Flags()
    var resource: UInt32 = 0
    // Instructions for numbers, strings, arrays, objects, and for every kind; each begins where the last one ended.
    var numbers: UInt32 = 0
    var strings: UInt32 = 0
    var arrays: UInt32 = 0
    var objects: UInt32 = 0
    var general: UInt32 = 0
    var end: UInt32 = 0

    static let everyKind: UInt8 = 0x3F
    static let integerBit: UInt8 = 0x40
    static let numberBit: UInt8 = 0x04
    static let nullBit: UInt8 = 0x01

    /// The instructions that concern only values of this kind.
    @inline(__always)
    func own(_ kind: UInt32) -> (from: Int, to: Int) {
        switch kind {
        case 2: (Int(numbers), Int(strings))
        case 3: (Int(strings), Int(arrays))
        case 4: (Int(arrays), Int(objects))
        case 5: (Int(objects), Int(general))
        default: (0, 0)
        }
    }
}
