/// Turns hits into redacted bytes, and keeps the list of what was replaced in one exchange.
struct ReplacementLedger {
    private let keys: RedactionKeys
    private let secrets: KnownSecrets
    private let scanner: TextScanner
    private(set) var replacements: [Replacement] = []
    private(set) var sealed: [SealedValue] = []
    /// Secrets that were not known before.
    private(set) var hasLearned = false
    /// What the request says of a person under a field's name; an answer may quote it.
    private(set) var personal: [(value: [UInt8], kind: StandInKind)] = []
    private var sealedStandIns: Set<[UInt8]> = []
    private var digests: [[UInt8]: [UInt8]] = [:]

    /// Larger values (a file in a form) are not kept for a replay.
    private static let largestSealed = 64 << 10
    /// Shorter credentials are ordinary words too often to be looked for everywhere.
    private static let shortestLearned = 12

    /// - Parameter scanner: finds credentials in values that would else be sealed.
    init(keys: RedactionKeys, secrets: KnownSecrets, scanner: TextScanner) {
        self.keys = keys
        self.secrets = secrets
        self.scanner = scanner
    }

    /// The bytes with every hit replaced; ranges that overlap become one. Stand-ins that are there already stay.
    ///
    /// - Parameter place: nil for text whose replacements nobody lists.
    mutating func apply(_ hits: [Hit], to bytes: [UInt8], at place: RedactionPlace?) -> [UInt8] {
        guard !hits.isEmpty else { return bytes }
        let merged = ReplacementLedger.merged(hits, in: bytes)
        guard !merged.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + merged.count * 16)
        var position = 0
        for hit in merged {
            result += bytes[position..<hit.range.lowerBound]
            position = hit.range.upperBound
            let (standIn, kind) = standIn(for: hit, at: place)
            var written = hit.encoding == .percent || hit.encoding == .form ? Coding.percent(standIn) : standIn
            if hit.quotes { written = [0x22] + written + [0x22] }
            let start = result.count
            result += written
            guard let place else { continue }
            let replacement = Replacement(
                place: place,
                pointer: hit.pointer,
                rule: hit.rule,
                reason: hit.reason,
                kind: kind,
                standIn: String(decoding: standIn, as: UTF8.self),
                range: start..<result.count,
                shape: ValueShape(of: hit.value, jsonType: hit.jsonType),
                encoding: hit.encoding
            )
            replacements.append(replacement)
            guard place.isOfRequest, !kind.isCredential else { continue }
            seal(hit.value, standIn)
            if hit.rule.hasPrefix("field."), personal.count < EchoedValues.most { personal.append((hit.value, kind)) }
        }
        result += bytes[position...]
        return result
    }

    /// The stand-in for a value of this kind; a known secret keeps the kind it is known by.
    mutating func standIn(for hit: Hit, at place: RedactionPlace?) -> (text: [UInt8], kind: StandInKind) {
        if StandIn.isWhole(hit.value) { return (hit.value, hit.kind) }
        let kind = secrets.kind(of: hit.value) ?? hit.kind
        if let place { learn(hit, ofRequest: place.isOfRequest) }
        return (StandIn.make(kind, digest: digest(of: hit.value)), kind)
    }

    private mutating func digest(of value: [UInt8]) -> [UInt8] {
        if let known = digests[value] { return known }
        let digest = keys.standInDigest(of: value)
        if value.count <= 256, digests.count < 4_096 { digests[value] = digest }
        return digest
    }

    /// Tokens and secrets seen in one place are looked for in every other from now on.
    private mutating func learn(_ hit: Hit, ofRequest: Bool) {
        let value = hit.value
        guard hit.kind.isCredential, ![.link, .cookie].contains(hit.kind),
            value.count >= ReplacementLedger.shortestLearned,
            hit.rule != "secret.known", hit.rule != "secret.cut"
        else { return }
        // What an answer calls a token may be a word; a server must not get words replaced everywhere.
        guard ofRequest || value.count >= 16 && !value.contains(0x20) && value.contains(where: { $0 &- 0x30 < 10 })
        else { return }
        if secrets.add(value, hit.kind) { hasLearned = true }
    }

    private mutating func seal(_ value: [UInt8], _ standIn: [UInt8]) {
        guard value.count <= ReplacementLedger.largestSealed, !StandIn.isWhole(value),
            sealedStandIns.insert(standIn).inserted, !holdsCredential(value),
            let box = try? keys.seal(value, for: standIn)
        else { return }
        sealed.append(box)
    }

    /// A header nobody knows, a biography or an uploaded file may hold a token; then none of it is kept.
    private func holdsCredential(_ value: [UInt8]) -> Bool {
        var hits: [Hit] = []
        var scanner = scanner
        value.withUnsafeBufferPointer { scanner.scan($0, 0..<$0.count, [], into: &hits) }
        return hits.contains { $0.kind.isCredential }
    }

    /// How many replacements there are by now.
    var count: Int { replacements.count }

    /// Gives the replacements since `first` another range: that of the encoded text they stand in together.
    mutating func move(from first: Int, to range: Range<Int>) {
        for index in first..<replacements.count { replacements[index] = replacements[index].moved(to: range) }
    }

    // MARK: Merging

    /// In order, without overlaps, and without those inside stand-ins.
    private static func merged(_ hits: [Hit], in bytes: [UInt8]) -> [Hit] {
        let ready = bytes.withUnsafeBufferPointer { StandIn.ranges(in: $0) }
        let kept = hits.filter { hit in
            !hit.range.isEmpty && hit.range.lowerBound >= 0 && hit.range.upperBound <= bytes.count
                && !isReady(hit, ready)
        }
        let ordered = kept.sorted { a, b in
            if a.range.lowerBound != b.range.lowerBound { return a.range.lowerBound < b.range.lowerBound }
            if a.range.upperBound != b.range.upperBound { return a.range.upperBound > b.range.upperBound }
            return a.rank > b.rank
        }
        var result: [Hit] = []
        for hit in ordered {
            guard let last = result.last, hit.range.lowerBound < last.range.upperBound else {
                result.append(hit)
                continue
            }
            guard hit.range.upperBound > last.range.upperBound else { continue }
            // Neither holds the other: one stand-in for both, taken from the bytes as they stand.
            let range = last.range.lowerBound..<hit.range.upperBound
            let isCredential = hit.kind.isCredential || last.kind.isCredential
            var union = last
            union.range = range
            union.value = Array(bytes[range])
            union.kind = isCredential ? .secret : last.kind
            union.rule = last.rule
            union.quotes = false
            result[result.count - 1] = union
        }
        return result
    }

    private static func isReady(_ hit: Hit, _ ready: [StandIn.Found]) -> Bool {
        var low = 0
        var high = ready.count
        while low < high {
            let middle = (low + high) / 2
            if ready[middle].range.upperBound <= hit.range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < ready.count else { return false }
        let found = ready[low].range
        if found.lowerBound <= hit.range.lowerBound, found.upperBound >= hit.range.upperBound { return true }
        // The address that a stand-in for one ends.
        return hit.rule == "text.email" && ready[low].kind == .email && found.upperBound == hit.range.upperBound
    }
}
