import ExchangeModel

/// The body of `POST /v1/public/users/{id}/photo`, checked.
///
/// The document's schema for it names a type that the document lacks. The part's name, the image kinds and the size
/// are therefore the simulator's own choice: what Symfony's image constraint asks of an upload named `file`.
struct PhotoForm: Sendable, Hashable {
    let image: [UInt8]

    static let partName = "file"
    /// In bytes.
    static let sizeLimit = 5 << 20

    /// - Throws: 415 for another media type, 400 for a body that is no form, 422 for a part that is no image.
    init(_ request: APIRequest) throws(APIError) {
        let form = try request.form()
        guard let part = form.parts.first(where: { $0.name == PhotoForm.partName }), part.fileName != nil else {
            throw PhotoForm.refusal(APIError.Violation.blank)
        }
        guard !part.bytes.isEmpty else { throw PhotoForm.refusal("An empty file is not allowed.") }
        guard part.bytes.count <= PhotoForm.sizeLimit else {
            throw PhotoForm.refusal("The file is too large. Allowed maximum size is 5 MiB.")
        }
        guard PhotoForm.isImage(part.bytes) else { throw PhotoForm.refusal("This file is not a valid image.") }
        image = part.bytes
    }

    private static func refusal(_ message: String) -> APIError {
        .violations([APIError.Violation(path: partName, message: message)])
    }

    /// Whether the first bytes are those of PNG, JPEG, GIF or WebP. What a client calls the file decides nothing.
    private static func isImage(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return true }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return true }
        if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return true }
        return bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    }
}
