internal import TextPatterns

/// The formats of JSON Schema and of this API (`TextFormat`) that a value can satisfy. They are looked at before the
/// value is replaced, because a stand-in has none of them.
enum ValueFormat {
    /// The names of the formats these bytes satisfy.
    static func satisfied(by value: [UInt8]) -> Set<String> {
        names(value.withUnsafeBufferPointer { bits(of: $0) })
    }

    /// Longer values are taken for a regular expression without a look, so that no violation is invented.
    private static let longestRegex = 1_024

    /// The formats by their bits in the stored form. The order never changes; a new one goes to the end.
    private static let order: [TextFormat] = [
        .dateTime, .date, .time, .duration, .email, .idnEmail, .hostname, .idnHostname, .ipv4, .ipv6, .uri,
        .uriReference, .iri, .iriReference, .uuid, .uriTemplate, .jsonPointer, .relativeJSONPointer, .regex, .ulid,
    ]

    /// What the stored form holds for a set of names: one word instead of many, as most values satisfy several.
    static func word(for names: Set<String>) -> String {
        var bits: UInt32 = 0
        for (index, format) in order.enumerated() where names.contains(format.rawValue) { bits |= 1 << UInt32(index) }
        return "#" + String(bits, radix: 16)
    }

    /// The names a word of the stored form stands for; the word itself if it is a name, as earlier versions wrote them.
    static func names(in word: String) -> Set<String> {
        guard word.utf8.first == 0x23, let bits = UInt32(word.dropFirst(), radix: 16) else { return [word] }
        return names(bits)
    }

    private static func names(_ bits: UInt32) -> Set<String> {
        var result = Set<String>(minimumCapacity: bits.nonzeroBitCount)
        for (index, format) in order.enumerated() where bits >> UInt32(index) & 1 != 0 {
            result.insert(format.rawValue)
        }
        return result
    }

    /// Most values are one short word, so most formats are ruled out by the first byte, the length or one that implies
    /// another.
    private static func bits(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var result: UInt32 = 0
        @discardableResult func look(_ format: TextFormat, _ isPossible: Bool = true) -> Bool {
            guard isPossible, format.accepts(text), let index = order.firstIndex(of: format) else { return false }
            result |= 1 << UInt32(index)
            return true
        }
        func imply(_ format: TextFormat) {
            if let index = order.firstIndex(of: format) { result |= 1 << UInt32(index) }
        }
        let isASCII = text.allSatisfy { $0 < 0x80 }
        let first = text.first ?? 0
        let isDigit = first &- 0x30 < 10
        if isDigit {
            look(.dateTime)
            look(.date)
            look(.time)
            look(.ipv4)
            look(.relativeJSONPointer)
        }
        look(.ulid, isDigit)
        look(.uuid)
        look(.ipv6, text.count <= 45)
        look(.duration, first == 0x50)
        look(.jsonPointer, first == 0x2F || text.isEmpty)
        if isASCII {
            if look(.email) { imply(.idnEmail) }
            if look(.hostname) { look(.idnHostname) }
            if look(.uriReference) {
                imply(.iriReference)
                imply(.uriTemplate)
                if look(.uri) { imply(.iri) }
            } else {
                look(.uriTemplate)
            }
        } else {
            look(.idnEmail)
            look(.idnHostname)
            look(.iri, look(.iriReference))
            look(.uriTemplate)
        }
        if text.count > longestRegex { imply(.regex) } else { look(.regex) }
        return result
    }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || byte &- 0x30 < 10 }
}
