/// Where an assertion comes from, and so how far it can be trusted.
///
/// What nobody at the vendor's ever said can't be an error: an inference is shown as `info` until answers confirm it.
package enum Provenance: String, Sendable, Hashable, CaseIterable {
    /// The vendor's guide says it in words.
    case guide
    /// The vendor's OpenAPI document asserts it.
    case document
    /// The vendor's examples show it.
    case example
    /// It follows from how such APIs are built, or from reading between the lines.
    case inference
    /// A standard or plain arithmetic says it, not the vendor: a body that claims to be JSON must be JSON.
    case `internal`
}
