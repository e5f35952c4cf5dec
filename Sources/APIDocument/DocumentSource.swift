/// Where a contract's further documents come from.
package protocol DocumentSource: Sendable {
    /// The bytes of one document.
    ///
    /// - Parameters:
    ///   - location: a path below the source's root (`schemas/booking.yaml`, percent-decoded), or an absolute URI.
    ///   - limit: the most bytes that may be read.
    func read(_ location: String, limit: Int) throws(DocumentSourceError) -> [UInt8]
}

/// Why a document could not be had.
package enum DocumentSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing
    /// The place lies outside what the source may read.
    case outside
    case tooLarge(limit: Int)
    case unreadable(String)

    package var description: String {
        switch self {
        case .missing: "there is no such file"
        case .outside: "it lies outside the document's folder, which is not read"
        case .tooLarge(let limit): "it is larger than the \(limit) bytes that are left for documents"
        case .unreadable(let reason): reason
        }
    }
}

/// Documents in memory, by their location.
package struct MemoryDocumentSource: DocumentSource {
    private let documents: [String: [UInt8]]

    package init(_ documents: [String: [UInt8]] = [:]) {
        self.documents = documents
    }

    /// Documents of text, as UTF-8.
    package init(texts: [String: String]) {
        documents = texts.mapValues { Array($0.utf8) }
    }

    package func read(_ location: String, limit: Int) throws(DocumentSourceError) -> [UInt8] {
        guard let bytes = documents[location] else { throw .missing }
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return bytes
    }
}
