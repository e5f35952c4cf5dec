import APIDocument

/// What is sent for a body that is not in the recording: of the recorded media type, with nothing of its content.
enum PlaceholderBody {
    /// The smallest valid image where an image was recorded in a common format, no bytes for other content that programs
    /// only hand on, and nil for what a client reads data from: there is none to be had, and none may be invented.
    static func bytes(for type: MediaType) -> [UInt8]? {
        switch type.text {
        case "image/png": png
        case "image/jpeg", "image/jpg": jpeg
        case "image/svg+xml": Array(#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#.utf8)
        default: isHandedOn(type) ? [] : nil
        }
    }

    private static let handedOn = [
        "application/octet-stream", "application/pdf", "application/zip", "application/gzip",
    ]

    private static func isHandedOn(_ type: MediaType) -> Bool {
        ["image/", "audio/", "video/", "font/", "application/vnd."].contains { type.text.hasPrefix($0) }
            && !["json", "xml", "csv"].contains { type.text.hasSuffix($0) } || handedOn.contains(type.text)
    }

    /// One grey pixel: signature, IHDR (1 × 1, 8 bits, grey), IDAT, IEND (PNG, third edition, §5.6).
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55]
        + [0, 0, 0, 10, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0xDA, 0x45, 0x08, 0x3B]
        + [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    /// One grey pixel (ITU-T T.81): each Huffman table has one code of one bit, which says "zero", so that the scan is
    /// two bits, filled up with ones.
    private static let jpeg: [UInt8] =
        [0xFF, 0xD8]
        // APP0: JFIF 1.1, no density, no thumbnail.
        + [0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
        // DQT: every coefficient by one.
        + [0xFF, 0xDB, 0, 67, 0] + Array(repeating: 1, count: 64)
        // SOF0: 8 bits, 1 × 1, one component.
        + [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]
        // DHT: differences of the first coefficient, then the other coefficients.
        + [0xFF, 0xC4, 0, 20, 0x00, 1] + Array(repeating: 0, count: 16)
        + [0xFF, 0xC4, 0, 20, 0x10, 1] + Array(repeating: 0, count: 16)
        // SOS, the scan, EOI.
        + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x3F, 0xFF, 0xD9]
}
