import ExchangeModel
import Redaction

/// Takes out of a sentence what is different each time: ids, numbers, times, and stand-ins for personal values.
///
/// Linear in the text: one look at each word.
enum VolatileText {
    /// Longer sentences are cut.
    private static let longest = 160

    /// `Booking 01H59Z… at 2026-11-23T17:31:02Z took 31 ms` becomes `Booking {id} at {time} took {n} ms`.
    static func normalized(_ text: String) -> String {
        var result: [UInt8] = []
        var word: [UInt8] = []
        func flush() {
            guard !word.isEmpty else { return }
            // Punctuation at a word's end belongs to the sentence.
            let core = word.prefix(word.count - word.reversed().prefix { !isAlphanumeric($0) }.count)
            result += replaced(core) + word[core.endIndex...]
            word = []
        }
        for byte in text.utf8.prefix(4_096) {
            if isAlphanumeric(byte) || "-:.+_@".utf8.contains(byte) {
                word.append(byte)
                continue
            }
            flush()
            // White space and control characters count as one space.
            if byte <= 0x20 || byte == 0x7F {
                if let last = result.last, last != 0x20 { result.append(0x20) }
            } else {
                result.append(byte)
            }
        }
        flush()
        while result.last == 0x20 { result.removeLast() }
        let sentence = String(decoding: result, as: UTF8.self)
        return sentence.count > longest ? sentence.prefix(longest - 1) + "…" : sentence
    }

    private static func replaced(_ word: ArraySlice<UInt8>) -> [UInt8] {
        // Before the look for digits: a stand-in's are of base 32, so it may have letters alone.
        if let kind = standInKind(word) { return Array("{\(kind)}".utf8) }
        guard word.contains(where: isDigit) else { return Array(word) }
        if isTime(word) { return Array("{time}".utf8) }
        if isID(word) { return Array("{id}".utf8) }
        return withoutNumbers(word)
    }

    /// The middle of `redacted-bearer-k81d0e`, the start of `email-3f9a2c@redacted.invalid`.
    private static func standInKind(_ word: ArraySlice<UInt8>) -> String? {
        let isStandIn = word.starts(with: "redacted-".utf8) || word.starts(with: "email-".utf8)
        guard isStandIn, StandIn.find(in: Array(word)).first?.range == 0..<word.count else { return nil }
        let parts = word.split(separator: 0x2D)
        return String(decoding: parts[parts.count == 3 ? 1 : 0], as: UTF8.self)
    }

    /// A date, a date-time, or a time of day.
    private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
        let shape = word.prefix(10).map { isDigit($0) ? UInt8(0x39) : $0 }
        if shape.elementsEqual("9999-99-99".utf8) {
            return word.count == 10 || word[word.startIndex + 10] | 0x20 == 0x74
        }
        let clock = shape.prefix(5)
        return (clock.elementsEqual("99:99".utf8) || clock.elementsEqual("9:99".utf8))
            && word.allSatisfy { isDigit($0) || $0 == 0x3A || $0 == 0x2E }
    }

    /// A UUID, a ULID, or another run of letters and digits that nobody would read: an id, a hash.
    private static func isID(_ word: ArraySlice<UInt8>) -> Bool {
        let isHex = word.allSatisfy { isDigit($0) || ($0 | 0x20) &- 0x61 < 6 || $0 == 0x2D }
        if isHex, word.filter({ $0 != 0x2D }).count >= 8 { return !word.allSatisfy(isDigit) }
        guard word.count >= 16, word.allSatisfy({ isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2D }) else {
            return false
        }
        return word.count(where: isDigit) >= 3
    }

    /// Digits that stand free of a letter before them go; `OAuth2` stays, `node-3` and `31ms` do not.
    private static func withoutNumbers(_ word: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isInNumber = false
        var previous: UInt8?
        for byte in word {
            let continues = isInNumber && (isDigit(byte) || byte == 0x2E)
            if isDigit(byte), !isInNumber, previous.map({ !isAlphanumeric($0) }) ?? true {
                result += Array("{n}".utf8)
                isInNumber = true
            } else if !continues {
                result.append(byte)
                isInNumber = false
            }
            previous = byte
        }
        return result
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 26 }
}
