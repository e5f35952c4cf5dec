/// The keywords that the compiler knows (2020-12 core, applicator, unevaluated, validation, format; OpenAPI 3.0).
enum Keyword: UInt8, CaseIterable {
    case id, schema, anchor, dynamicAnchor, ref, dynamicRef, vocabulary, defs, definitions
    case allOf, anyOf, oneOf, not, `if`, then, `else`, dependentSchemas, prefixItems, items, contains
    case properties, patternProperties, additionalProperties, propertyNames
    case unevaluatedItems, unevaluatedProperties
    case type, `enum`, const, multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum
    case maxLength, minLength, pattern, maxItems, minItems, uniqueItems, maxContains, minContains
    case maxProperties, minProperties, required, dependentRequired, dependencies, format, contentSchema
    case nullable, readOnly, writeOnly
    /// A schema that is itself `false`, or none at all.
    case whole

    var name: String {
        switch self {
        case .id: "$id"
        case .schema: "$schema"
        case .anchor: "$anchor"
        case .dynamicAnchor: "$dynamicAnchor"
        case .ref: "$ref"
        case .dynamicRef: "$dynamicRef"
        case .vocabulary: "$vocabulary"
        case .defs: "$defs"
        case .whole: ""
        default: String(describing: self)
        }
    }

    /// How sub-schemas stand under the keyword.
    enum Shape { case none, schema, list, map }

    var shape: Shape {
        switch self {
        case .not, .if, .then, .else, .items, .contains, .additionalProperties, .propertyNames, .unevaluatedItems,
            .unevaluatedProperties, .contentSchema:
            .schema
        case .allOf, .anyOf, .oneOf, .prefixItems: .list
        case .defs, .definitions, .dependentSchemas, .properties, .patternProperties, .dependencies: .map
        default: .none
        }
    }

    /// The vocabulary it belongs to.
    var vocabulary: Vocabularies {
        switch self {
        case .id, .schema, .anchor, .dynamicAnchor, .ref, .dynamicRef, .vocabulary, .defs, .definitions, .whole,
            .nullable, .readOnly, .writeOnly:
            .core
        case .allOf, .anyOf, .oneOf, .not, .if, .then, .else, .dependentSchemas, .prefixItems, .items, .contains,
            .properties, .patternProperties, .additionalProperties, .propertyNames, .dependencies:
            .applicator
        case .unevaluatedItems, .unevaluatedProperties: .unevaluated
        case .contentSchema: .content
        case .format: [.formatAnnotation, .formatAssertion]
        default: .validation
        }
    }

    /// The keyword of these bytes.
    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> Keyword? {
        guard bytes.count >= 2, bytes.count <= 21 else { return nil }
        guard let found = table[fingerprint(bytes)], bytes.elementsEqual(names[Int(found.rawValue)]) else { return nil }
        return found
    }

    private static let names: [[UInt8]] = allCases.map { Array($0.name.utf8) }
    private static let table: [UInt64: Keyword] = {
        var table: [UInt64: Keyword] = [:]
        for keyword in allCases where keyword != .whole {
            names[Int(keyword.rawValue)].withUnsafeBufferPointer { table[fingerprint($0)] = keyword }
        }
        return table
    }()

    private static func fingerprint(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        bytes.reduce(UInt64(bytes.count)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// The vocabularies of 2020-12.
struct Vocabularies: OptionSet, Hashable {
    let rawValue: UInt16
    static let core = Vocabularies(rawValue: 1)
    static let applicator = Vocabularies(rawValue: 2)
    static let unevaluated = Vocabularies(rawValue: 4)
    static let validation = Vocabularies(rawValue: 8)
    static let metaData = Vocabularies(rawValue: 16)
    static let formatAnnotation = Vocabularies(rawValue: 32)
    static let formatAssertion = Vocabularies(rawValue: 64)
    static let content = Vocabularies(rawValue: 128)
    static let openAPIBase = Vocabularies(rawValue: 256)

    /// What the metaschema of 2020-12 switches on.
    static let standard: Vocabularies = [
        .core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content,
    ]

    /// The vocabulary of that URI.
    static func of(uri: String) -> Vocabularies? {
        let standard = "https://json-schema.org/draft/2020-12/vocab/"
        guard uri.hasPrefix(standard) else {
            return uri.hasPrefix("https://spec.openapis.org/oas/3.1/vocab/base") ? .openAPIBase : nil
        }
        switch uri.dropFirst(standard.count) {
        case "core": return .core
        case "applicator": return .applicator
        case "unevaluated": return .unevaluated
        case "validation": return .validation
        case "meta-data": return .metaData
        case "format-annotation": return .formatAnnotation
        case "format-assertion": return .formatAssertion
        case "content": return .content
        default: return nil
        }
    }
}
