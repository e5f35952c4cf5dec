internal import JSONSchema

extension Contract {
    /// The contract that this one becomes with an overlay, and what the overlay did.
    ///
    /// Only the entry document is changed; what has not been touched keeps its lines.
    ///
    /// - Parameter source: where further documents come from, as for `init(loading:from:limits:)`.
    /// - Throws: `OverlayError`, or `DocumentError` if what comes out is no OpenAPI document.
    package func applying(
        _ overlay: Overlay,
        source: any DocumentSource = MemoryDocumentSource(),
        limits: DocumentLimits = DocumentLimits()
    ) throws -> (contract: Contract, result: OverlayResult) {
        guard let entry = documents.entry else {
            throw OverlayError(
                file: overlay.name,
                line: nil,
                pointer: "",
                reason: "there is no document to apply it to"
            )
        }
        let result = try overlay.apply(to: entry)
        return (try Contract(entry: result.document, source: source, limits: limits), result)
    }
}
