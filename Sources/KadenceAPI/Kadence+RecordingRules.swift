package import ContractCheck

extension Kadence {
    /// What one exchange must keep that no schema can say, or that must hold whatever the document has.
    package static let houseRules: [any ContractRule] = [
        QuotaHeadersRule(),
        TraceHeaderRule(),
        // Judges refused sign-ins, which say nothing about the API and which a schema is not held against.
        TokenRefusalRule(),
        CollectionRule(),
        PageLinksRule(),
        FilterRule(),
        OrderRule(),
        ResourceIRIRule(),
        UTCRule(),
    ]

    /// What only several exchanges together can keep.
    package static let recordingRules: [any RecordingRule] = [
        QuotaWindowRule(),
        TraceRepeatedRule(),
        PagingRule(),
        ResolutionRule(),
        FilterPairsRule(),
    ]

    /// Rules whose assertions the contract's schemas make as well. Where schemas are evaluated,
    /// `rulesWhereSchemasAreSilent` takes their place.
    package static let rulesReplacedBySchemas: [any ContractRule] = [
        TokenRule(),
        CollectionShapeRule(contract: contract),
        ErrorBodyRule(),
        IdentifierRule(),
        RelationRule(),
        DateTimeRule(),
    ]

    /// The same for the answers that the contract has no schema for.
    package static let rulesWhereSchemasAreSilent: [any ContractRule] = rulesReplacedBySchemas.map {
        WhereSilent($0, contract: contract)
    }
}
