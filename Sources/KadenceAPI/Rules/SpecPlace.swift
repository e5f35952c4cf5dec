/// Places in the project's contract that rules point to. Tests see to it that each is there.
enum SpecPlace {
    static let quotaLimit = "/components/headers/QuotaLimit"
    static let quotaRemaining = "/components/headers/QuotaRemaining"
    static let quotaReset = "/components/headers/QuotaReset"
    static let trace = "/components/headers/Trace"
    static let token = "/components/schemas/Token"
    static let tokenRefusal = "/components/schemas/TokenRefusal"
    static let collection = "/components/schemas/Collection"
    static let view = "/components/schemas/CollectionView"
    static let error = "/components/schemas/Error"
    static let violations = "/components/schemas/ConstraintViolationList"
    static let ulid = "/components/schemas/Ulid"
    static let reference = "/components/schemas/Reference"
    static let dateTime = "/components/schemas/DateTime"

    static let all = [
        quotaLimit, quotaRemaining, quotaReset, trace, token, tokenRefusal, collection, view, error, violations, ulid,
        reference, dateTime,
    ]
}
