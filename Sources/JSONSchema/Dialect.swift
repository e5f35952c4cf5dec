/// Which keywords a schema may use, and how they read.
struct Dialect: Hashable {
    var vocabularies: Vocabularies
    /// OpenAPI 3.0's own dialect.
    var isOpenAPI30 = false

    static let draft202012 = Dialect(vocabularies: .standard)
    static let openAPI31 = Dialect(vocabularies: [.standard, .openAPIBase])
    static let openAPI30 = Dialect(
        vocabularies: [.core, .applicator, .validation, .metaData, .formatAnnotation],
        isOpenAPI30: true
    )

    init(vocabularies: Vocabularies, isOpenAPI30: Bool = false) {
        self.vocabularies = vocabularies
        self.isOpenAPI30 = isOpenAPI30
    }

    init(_ named: SchemaOptions.Dialect) {
        switch named {
        case .draft202012: self = .draft202012
        case .openAPI31: self = .openAPI31
        case .openAPI30: self = .openAPI30
        }
    }

    /// The dialects known by name.
    static func named(_ uri: String) -> Dialect? {
        switch uri {
        case "https://json-schema.org/draft/2020-12/schema": .draft202012
        case "https://spec.openapis.org/oas/3.1/dialect/base", "https://spec.openapis.org/oas/3.1/dialect/2024-10-25",
            "https://spec.openapis.org/oas/3.1/dialect/2024-11-10":
            .openAPI31
        default: nil
        }
    }

    /// Whether the keyword means something in this dialect.
    func knows(_ keyword: Keyword) -> Bool {
        if isOpenAPI30 {
            switch keyword {
            case .ref, .allOf, .anyOf, .oneOf, .not, .items, .properties, .additionalProperties, .type, .enum,
                .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum, .maxLength, .minLength, .pattern,
                .maxItems, .minItems, .uniqueItems, .maxProperties, .minProperties, .required, .format, .nullable,
                .readOnly, .writeOnly, .whole:
                return true
            default: return false
            }
        }
        return !vocabularies.isDisjoint(with: keyword.vocabulary)
    }
}
