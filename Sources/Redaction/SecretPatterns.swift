/// The byte strings by which a secret can be found in a text.
///
/// The scanners also undo escapes before they look, so of the encodings with many spellings (percent, JSON) the usual
/// one is enough here; base64 and hexadecimal are only found this way.
enum SecretPatterns {
    /// Secrets shorter than this are only found where a field's name gives them away.
    static let shortest = 4
    /// Shorter ones are ordinary words too often to be looked for inside of others.
    static let shortestInsideWords = 8

    /// The patterns of one secret.
    static func patterns(for secret: [UInt8], number: Int) -> [SecretMatcher.Pattern] {
        guard secret.count >= shortest else { return [] }
        let isShort = secret.count < shortestInsideWords
        var result: [SecretMatcher.Pattern] = []
        func add(_ bytes: [UInt8], _ encoding: SecretMatcher.Encoding) {
            guard bytes.count >= shortest, !result.contains(where: { $0.bytes == bytes }) else { return }
            result.append(.init(bytes: bytes, secret: number, encoding: encoding, needsBoundary: isShort))
        }
        add(secret, .raw)
        // What is left of a secret that itself holds something like an escape, once the scanners have undone it.
        var undone = secret
        for _ in 0..<TextScanner.maximumDepth {
            guard let next = DecodedText.decode(undone, .all) else { break }
            undone = next.bytes
            add(undone, .raw)
        }
        add(Coding.jsonEscaped(secret), .json)
        add(Coding.percent(secret), .percent)
        add(Coding.percent(secret, form: true), .percent)
        // A quote in a quoted cell of a CSV table.
        add(secret.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }, .raw)
        guard !isShort else { return result }
        add(Coding.hex(secret), .hex)
        add(Coding.hex(secret, upper: true), .hex)
        for alignment in 0..<3 {
            let bytes = base64(secret, alignment: alignment)
            add(bytes, .base64)
            add(bytes.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }, .base64)
        }
        return result
    }

    /// The digits of base64 that depend on nothing but these bytes, `alignment` bytes after the start of a group.
    static func base64(_ bytes: [UInt8], alignment: Int) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: alignment) + bytes
        // A digit counts if all of its 6 bits are bits of `bytes`.
        let first = (alignment * 8 + 5) / 6
        let end = padded.count * 8 / 6
        return first < end ? Array(Coding.base64(padded)[first..<end]) : []
    }
}
