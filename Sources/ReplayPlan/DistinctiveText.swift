import Redaction

/// A value in a text that hardly stands in two places by chance: an id, a token, a stand-in.
struct DistinctiveAtom: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case ulid
        case uuid
        /// Long, with letters and digits mixed as nobody would write them.
        case token
        case standIn
    }

    let kind: Kind
    let range: Range<Int>
    /// Decoded, where the text is a stand-in that is partly percent-encoded.
    let text: [UInt8]
}

/// Finds the values by which a flow's steps can be linked. Never `1`, `desk`, a date, or a word.
enum DistinctiveText {
    /// Shorter runs are never distinctive.
    static let shortest = 16
    /// Longer runs are content, not names of something.
    static let longest = 8_192

    /// In order, without overlaps. Linear in the text.
    static func atoms(in text: [UInt8]) -> [DistinctiveAtom] {
        guard text.count >= shortest else { return [] }
        var result: [DistinctiveAtom] = []
        var standIns: AtomQueue<[DistinctiveAtom]>?
        var covered = 0
        forEachRun(in: text, longerThan: shortest - 1) { run in
            guard run.lowerBound >= covered else { return }
            if standIns == nil, mayHoldStandIn(text[run]) { standIns = AtomQueue(Self.standIns(in: text)) }
            if let inside = standIns?.take(overlapping: run), let last = inside.last {
                result += inside
                covered = last.range.upperBound
            } else {
                result += ids(in: text, run)
            }
        }
        return result
    }

    /// What the kind of an atom is called.
    static func word(for atom: DistinctiveAtom) -> String {
        switch atom.kind {
        case .ulid: "ulid"
        case .uuid: "uuid"
        case .token: "token"
        case .standIn: standInWord(atom.text)
        }
    }

    /// `email` of `email-3f9a2c@redacted.invalid`, `bearer` of `redacted-bearer-k81d0e`.
    static func standInWord(_ text: [UInt8]) -> String {
        let parts = text.split(separator: 0x2D)
        guard let first = parts.first else { return "value" }
        let isEmail = first.elementsEqual("email".utf8)
        return String(decoding: isEmail || parts.count < 2 ? first : parts[1], as: UTF8.self)
    }

    /// Every run of letters, digits, `-` and `_`.
    static func runs(in text: [UInt8]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        forEachRun(in: text, longerThan: 0) { result.append($0) }
        return result
    }

    /// An absolute URL or the path of one, whole: `https://…`, `/v1/public/bookings/01H…`.
    static func isAddress(_ text: [UInt8]) -> Bool {
        guard text.count >= 4, text.count <= longest, text.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return false }
        if text[0] == 0x2F { return text[1] != 0x2F && text.dropFirst().contains(0x2F) }
        return isAbsolute(text)
    }

    /// Whether it begins like an http or https URL.
    static func isAbsolute(_ text: [UInt8]) -> Bool {
        text.count > 8 && (text.starts(with: "https://".utf8) || text.starts(with: "http://".utf8))
    }

    /// How many bytes scheme and authority have; 0 where there are none.
    static func originLength(_ text: [UInt8]) -> Int {
        guard isAbsolute(text), let slashes = text.firstIndex(of: 0x2F) else { return 0 }
        return text[(slashes + 2)...].firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? text.count
    }

    private static let stem = Array("redacted-".utf8)
    private static let emailStem = Array("email-".utf8)

    // MARK: Runs

    private static func forEachRun(in text: [UInt8], longerThan limit: Int, _ body: (Range<Int>) -> Void) {
        var start = 0
        var index = 0
        while index < text.count {
            if isRunByte(text[index]) {
                index += 1
                continue
            }
            if index - start > limit { body(start..<index) }
            index += 1
            start = index
        }
        if index - start > limit { body(start..<index) }
    }

    private static func isRunByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2D || byte == 0x5F
    }

    private static func mayHoldStandIn(_ run: ArraySlice<UInt8>) -> Bool {
        run.firstRange(ofBytes: stem) != nil || run.firstRange(ofBytes: emailStem) != nil
    }

    /// Those that stand as they are or percent-encoded; not those inside base64.
    private static func standIns(in text: [UInt8]) -> [DistinctiveAtom] {
        StandIn.find(in: text).compactMap { range, name in
            let name = Array(name.utf8)
            guard text[range.lowerBound] == name.first, range.count - name.count <= 2 else { return nil }
            return DistinctiveAtom(kind: .standIn, range: range, text: name)
        }
    }

    // MARK: Ids

    /// The ids that a run holds, or the run itself where it is a token.
    private static func ids(in text: [UInt8], _ run: Range<Int>) -> [DistinctiveAtom] {
        var result: [DistinctiveAtom] = []
        var pieces: [Range<Int>] = []
        var start = run.lowerBound
        for index in run where text[index] == 0x2D || text[index] == 0x5F {
            pieces.append(start..<index)
            start = index + 1
        }
        pieces.append(start..<run.upperBound)
        var index = 0
        while index < pieces.count {
            if isULID(text[pieces[index]]) {
                result.append(atom(.ulid, pieces[index], text))
            } else if index + 4 < pieces.count {
                let range = pieces[index].lowerBound..<pieces[index + 4].upperBound
                if isUUID(text[range]) {
                    result.append(atom(.uuid, range, text))
                    index += 4
                }
            }
            index += 1
        }
        if result.isEmpty, run.count <= longest, isToken(text, pieces) { result = [atom(.token, run, text)] }
        return result
    }

    private static func atom(_ kind: DistinctiveAtom.Kind, _ range: Range<Int>, _ text: [UInt8]) -> DistinctiveAtom {
        DistinctiveAtom(kind: kind, range: range, text: Array(text[range]))
    }

    /// 26 characters of Crockford's base 32 that fit 128 bits, in either case.
    private static func isULID(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 26, let first = bytes.first, first &- 0x30 < 8 else { return false }
        return bytes.allSatisfy { byte in
            if byte &- 0x30 < 10 { return true }
            let upper = byte & 0xDF
            return upper &- 0x41 < 26 && upper != 0x49 && upper != 0x4C && upper != 0x4F && upper != 0x55
        }
    }

    /// RFC 9562 §4, in either case.
    private static func isUUID(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            if [8, 13, 18, 23].contains(index) { return byte == 0x2D }
            return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }

    private enum Sort { case digit, upper, lower }

    /// Whether letters and digits, or large and small letters, take turns as in chance, and not as in `room-12-2026`,
    /// `20261123T173102Z` or `startDateTime`; or a number longer than any that is counted.
    private static func isToken(_ text: [UInt8], _ pieces: [Range<Int>]) -> Bool {
        var digits = 0
        var letters = 0
        // Between letters and digits, and between any two sorts.
        var turns = 0
        var turnsOfSort = 0
        var hasMixedPiece = false
        var seen: (UInt64, UInt64) = (0, 0)
        for piece in pieces {
            var turnsHere = 0
            var previous: Sort?
            for byte in text[piece] {
                let sort: Sort = byte &- 0x30 < 10 ? .digit : byte &- 0x41 < 26 ? .upper : .lower
                if sort == .digit { digits += 1 } else { letters += 1 }
                if let previous, previous != sort {
                    turnsOfSort += 1
                    if previous == .digit || sort == .digit { turnsHere += 1 }
                }
                previous = sort
                if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte & 63) }
            }
            turns += turnsHere
            if piece.count >= 12, turnsHere >= 3 { hasMixedPiece = true }
        }
        let variety = seen.0.nonzeroBitCount + seen.1.nonzeroBitCount
        if letters == 0 { return pieces.count == 1 && digits >= 17 && variety >= 5 }
        guard letters >= 3, variety >= 8 else { return false }
        // A word in camel case turns about every fourth letter.
        let length = digits + letters
        if turnsOfSort * 2 >= length, length >= (digits > 0 ? 16 : 24) { return true }
        return digits >= 3 && (hasMixedPiece || turns >= 5)
    }
}
