import KadenceAPI
import ReplayPlan

/// What `--failing finding:ID` may name: an error that the check can find in an answer, the start of its id up to a dot,
/// or a fingerprint.
enum FindingName {
    /// A fingerprint has so many digits.
    private static let fingerprintLength = 16
    private static let shownNearest = 3

    /// Requests for tokens are never repeated, so nothing of theirs is found.
    private static let ids = Kadence.failures.filter { !$0.hasPrefix("kadence.token.") }

    /// Refuses what no attempt could ever fail by.
    static func check(_ name: String) throws(CommandFailure) {
        guard !ids.contains(where: { $0 == name || $0.hasPrefix(name + ".") }), !isFingerprint(name) else { return }
        let near = nearest(name)
        let rules =
            near.isEmpty
            ? "the errors that it can find are " + ids.joined(separator: ", ")
            : "its ids that come nearest: " + near.joined(separator: ", ")
        throw CommandFailure(
            "--failing finding:\(shown(name, 60)): the check finds no error of that name in an answer",
            remedy: rules + "; or give six digits or more of a finding's id as `reprise check` shows it",
            status: .usage
        )
    }

    private static func isFingerprint(_ name: String) -> Bool {
        (ContractFact.fewestDigits...fingerprintLength).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }
    }

    /// Ids, and starts of ids, that may have been meant; the nearest first.
    private static func nearest(_ name: String) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        var names = Set(ids)
        for id in ids {
            var start = id[...]
            while let dot = start.lastIndex(of: ".") {
                start = start[..<dot]
                names.insert(String(start))
            }
        }
        let measured = names.compactMap { name -> (name: String, distance: Int)? in
            if name.split(separator: ".").contains(where: { $0.utf8.elementsEqual(wanted) }) { return (name, 0) }
            let distance = changes(from: wanted, to: Array(name.utf8))
            return distance <= max(2, wanted.count / 3) ? (name, distance) : nil
        }
        return measured.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(shownNearest).map(\.name)
    }

    /// How many bytes must be put in, left out or changed to make one of the other (Levenshtein). Takes time by both
    /// lengths, of which a criterion's is at most 200.
    private static func changes(from one: [UInt8], to other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (place, byte) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in other.indices {
                let changed = diagonal + (byte == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, min(diagonal, row[column]) + 1)
            }
        }
        return row[other.count]
    }
}
