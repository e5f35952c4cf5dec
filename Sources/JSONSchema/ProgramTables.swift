/// A number of the schema, parsed. Trivial.
struct NumberConstant {
    /// The value, where it is a plain integer of at most 18 digits.
    var integer: Int64
    var hasInteger: Bool
    var isNegative: Bool
    /// Where its significant digits lie in the program's bytes.
    var offset: UInt32
    var length: UInt32
    var magnitude: Int
    var lowestPower: Int
}

/// Keys in a table of open addressing: `slots` and `mask` in `words`, the keys in `properties`. Trivial.
struct KeyTable {
    var slots: UInt32 = 0
    /// The number of slots less one.
    var mask: UInt32 = 0
    var first: UInt32 = 0
    var count: UInt32 = 0
}

/// A key, and what is said of its value. Trivial.
struct PropertyEntry {
    var offset: UInt32
    var length: UInt32
    var hash: UInt32
    /// The schema of the value, or `Instruction.none`.
    var schema: UInt32
    /// Its place among the required keys, or `Instruction.none`.
    var required: UInt32
}

/// What `properties`, `patternProperties`, `additionalProperties`, `propertyNames` and `required` of one schema say, so
/// that one pass over the members judges them all. Trivial.
struct ObjectTable {
    var keys = KeyTable()
    var requiredCount: UInt32 = 0
    /// Pairs of pattern and schema in `words`.
    var patterns: UInt32 = 0
    var patternCount: UInt32 = 0
    var additional = Instruction.none
    var names = Instruction.none
    /// A pattern could not be compiled, so which members are additional can't be told: an index of `defects`.
    var brokenPattern = Instruction.none
}

/// The values of an `enum`: the strings in a table, the others hashed in a second one. Trivial.
struct EnumTable {
    /// Bits by `JSONKind`'s raw values.
    var kinds: UInt8 = 0
    var strings = KeyTable()
    /// In `words`: slots hold places in the constants' tape plus one.
    var slots: UInt32 = 0
    var mask: UInt32 = 0
    /// All values' places in the constants' tape, in order: in `words`.
    var values: UInt32 = 0
    var count: UInt32 = 0
}
