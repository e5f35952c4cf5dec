internal import ExchangeModel

/// Tells what a body's content is by its first bytes, with the declared type where they say nothing.
enum MediaSniffer {
    /// Type and subtype in lower case, or empty; parameters go.
    static func declaredType(_ headers: HeaderList) -> String {
        guard let value = headers.first("Content-Type") else { return "" }
        let type = ASCII.lower(ASCII.trimmed(Array(value.prefix { $0 != 0x3B })))
        let isType =
            type.count <= 100 && type.filter { $0 == 0x2F }.count == 1
            && type.allSatisfy { ASCII.isToken($0) || $0 == 0x2F }
        return isType ? String(decoding: type, as: UTF8.self) : ""
    }

    static func isJSON(_ type: String) -> Bool { type.hasSuffix("/json") || type.hasSuffix("+json") }

    /// The content's kind.
    static func kind(of bytes: [UInt8], declared: String) -> MediaKind {
        if bytes.isEmpty { return .none }
        if declared.hasPrefix("multipart/") { return .multipart }
        if MultipartParts.firstBoundary(of: bytes) != nil { return .multipart }
        if isBinary(bytes) { return .binary }
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start]) { start += 1 }
        guard start < bytes.count else { return .text }
        switch bytes[start] {
        case 0x7B, 0x5B: return .json
        case 0x3C:
            let head = ASCII.lower(bytes[start..<min(start + 1_024, bytes.count)])
            let isHTML = declared == "text/html" || contains(head, "<html") || contains(head, "<!doctype html")
            return isHTML ? .html : .xml
        default: break
        }
        if isJSON(declared) {
            switch bytes[start] {
            case 0x22, 0x2D, 0x30...0x39, 0x74, 0x66, 0x6E: return .json
            default: return .text
            }
        }
        if declared.contains("csv") || declared == "text/tab-separated-values" { return .csv }
        if declared == "application/x-www-form-urlencoded" { return .form }
        return .text
    }

    /// Bytes that can't be text in UTF-8, whatever they are declared as. Text holds no NUL, so UTF-16 is binary too.
    static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.contains(0) || !isUTF8(bytes) }

    /// Charsets that are the same as UTF-8, or differ only where bytes would not be UTF-8.
    static func isReadable(charsetOf headers: HeaderList) -> Bool {
        guard let value = headers.first("Content-Type") else { return true }
        let lower = ASCII.lower(value)
        guard let start = range(of: "charset=", in: lower)?.upperBound else { return true }
        let name = lower[start...].filter { $0 != 0x22 && $0 != 0x27 }.prefix { $0 != 0x3B && $0 != 0x20 && $0 != 0x2C }
        switch String(decoding: name, as: UTF8.self) {
        case "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "":
            return true
        default: return false
        }
    }

    /// Whether the bytes are well-formed UTF-8 (RFC 3629 §4).
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                let first = text[index]
                if first < 0x80 {
                    index += 1
                    continue
                }
                let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
                guard first >= 0xC2, first <= 0xF4, index + length <= text.count else { return false }
                for offset in 1..<length where text[index + offset] & 0xC0 != 0x80 { return false }
                let second = text[index + 1]
                switch first {
                case 0xE0: if second < 0xA0 { return false }
                case 0xED: if second > 0x9F { return false }
                case 0xF0: if second < 0x90 { return false }
                case 0xF4: if second > 0x8F { return false }
                default: break
                }
                index += length
            }
            return true
        }
    }

    /// The longest start of the bytes that is whole in UTF-8, at most three bytes shorter.
    static func withoutCutCharacter(_ bytes: [UInt8]) -> [UInt8] {
        var count = 0
        for byte in bytes.reversed().prefix(4) {
            count += 1
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > count ? Array(bytes.dropLast(count)) : bytes
        }
        return bytes
    }

    private static func contains(_ bytes: [UInt8], _ word: String) -> Bool { range(of: word, in: bytes) != nil }

    private static func range(of word: String, in bytes: [UInt8]) -> Range<Int>? {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return nil }
        for start in 0...(bytes.count - word.count) where bytes[start..<(start + word.count)].elementsEqual(word) {
            return start..<(start + word.count)
        }
        return nil
    }
}
