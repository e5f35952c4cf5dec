/// Where an answer means something else than the recorded one: one entry a place.
struct Differences: Sendable {
    struct Entry: Sendable {
        /// Numbered by a `PlaceTable`.
        var place: Int
        /// Of all that differs there, which elements and what they are now: equal where two answers differ in the same way.
        var digest: UInt64
        /// What to say behind the place's name: `is 7, was 9`. Hostile text.
        var statement: String
        /// What is there now, shortened. Hostile text.
        var value: String
        /// How many elements differ there.
        var count = 1
        /// Whether all that differs there tells when the answer was made.
        var isMoment = false
    }

    /// What is kept of one answer; more places than this are counted only.
    static let most = 500

    private(set) var entries: [Entry] = []
    /// Whether there were more places than are kept.
    private(set) var isCut = false
    /// Whether more than values changed: a type, a member gone, the elements of an array.
    private(set) var isStructural = false
    private var positions: [Int: Int] = [:]

    /// - Parameters:
    ///   - origin: tells the element apart from others that share the place.
    ///   - value: a digest of what is there now.
    mutating func add(
        _ place: Int,
        origin: Int,
        value: UInt64,
        isStructural: Bool = false,
        isMoment: Bool = false,
        describe: () -> (statement: String, value: String)
    ) {
        if isStructural { self.isStructural = true }
        if let position = positions[place] {
            entries[position].digest = Digest.of(entries[position].digest, UInt64(bitPattern: Int64(origin)), value)
            entries[position].count += 1
            entries[position].isMoment = entries[position].isMoment && isMoment
            return
        }
        guard entries.count < Differences.most else {
            isCut = true
            return
        }
        positions[place] = entries.count
        let words = describe()
        let digest = Digest.of(UInt64(bitPattern: Int64(origin)), value)
        var entry = Entry(place: place, digest: digest, statement: words.statement, value: words.value)
        entry.isMoment = isMoment
        entries.append(entry)
    }
}

/// 64 bits that stand for a value in this process: the key is new in each, so nobody can prepare values that collide.
enum Digest {
    static func of(_ numbers: UInt64...) -> UInt64 {
        var hasher = Hasher()
        for number in numbers { hasher.combine(number) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    static func of(_ bytes: some Collection<UInt8>, kind: UInt8 = 0) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(kind)
        if bytes.withContiguousStorageIfAvailable({ hasher.combine(bytes: UnsafeRawBufferPointer($0)) }) == nil {
            for byte in bytes { hasher.combine(byte) }
        }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
