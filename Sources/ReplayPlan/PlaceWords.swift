/// What to say of a place where answers differ from the recording: the same for all attempts of a run, since it becomes
/// a part of their signature.
struct PlaceWords: Sendable {
    private struct Words: Sendable {
        var digest: UInt64
        var statement: String
        var isVaried: Bool
    }

    private var words: [Int: Words] = [:]

    mutating func note(_ entries: [Differences.Entry]) {
        for entry in entries {
            guard var known = words[entry.place] else {
                words[entry.place] = Words(
                    digest: entry.digest,
                    statement: entry.statement,
                    isVaried: entry.count > 1
                )
                continue
            }
            guard !known.isVaried, known.digest != entry.digest else { continue }
            known.isVaried = true
            words[entry.place] = known
        }
    }

    /// `is 7, was 9` where that is all that was ever seen there. Hostile text.
    func statement(_ place: Int) -> String {
        guard let known = words[place], !known.isVaried else { return "is not what was recorded" }
        return known.statement
    }
}
