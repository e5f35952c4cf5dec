/// What a member may be called, so that unpacking it lands inside the folder on every system.
enum ZipName {
    /// Why the name is refused; nil if it is fine.
    static func fault(of name: String) -> String? {
        let bytes = Array(name.utf8)
        if bytes.isEmpty { return "it is empty" }
        if bytes.count > 1_024 { return "it is longer than 1,024 bytes" }
        if name.unicodeScalars.contains(where: isInvisible) { return "it holds control or format characters" }
        // What Windows makes paths, streams and patterns of.
        if let found = bytes.first(where: { "\\:*?\"<>|".utf8.contains($0) }) {
            return "it holds \(Unicode.Scalar(found)), which not every system allows"
        }
        if bytes.first == 0x2F { return "it is absolute" }
        for part in bytes.split(separator: 0x2F, omittingEmptySubsequences: false) {
            if part.isEmpty { return "a part of it is empty" }
            if part.allSatisfy({ $0 == 0x2E }) { return "it leaves its folder" }
            // Windows drops both, so that ".. " would be "..".
            if part.last == 0x2E || part.last == 0x20 { return "a part of it ends with a full stop or a space" }
        }
        return nil
    }

    /// The folders that unpacking a member of this name makes.
    static func folders(of name: String) -> [String] {
        // By bytes: a mark after the slash would make one character of both.
        let bytes = Array(name.utf8)
        return bytes.indices.filter { bytes[$0] == 0x2F }.map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
