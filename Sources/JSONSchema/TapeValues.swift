import JSONTree

/// Values on tapes: their text, their hashes, and whether two are equal (JSON Schema core §4.2.2): numbers by value,
/// objects without order, of duplicate keys the last one.
struct TapeValues {
    let seed: UInt64
    let stack: StackGuard
    /// Set where a value was nested too deep to be compared; what came back means nothing then.
    var isExhausted = false

    init(seed: UInt64, stack: StackGuard) {
        self.seed = seed
        self.stack = stack
    }

    /// Lends a string's decoded bytes.
    @inline(__always)
    static func withText<Result>(
        _ tape: TapeView,
        _ index: Int,
        _ body: (UnsafePointer<UInt8>, Int) -> Result
    ) -> Result {
        let entry = tape.entries[index]
        let start = tape.bytes + Int(entry.start &+ 1)
        let count = Int(entry.end &- entry.start) &- 2
        guard entry.isEscapedText else { return body(start, count) }
        return withDecoded(start, count, body)
    }

    @inline(never)
    private static func withDecoded<Result>(
        _ start: UnsafePointer<UInt8>,
        _ count: Int,
        _ body: (UnsafePointer<UInt8>, Int) -> Result
    ) -> Result {
        var decoded = JSONText.decoded(UnsafeBufferPointer(start: start, count: count))
        let length = decoded.count
        // An empty array has no address.
        decoded.append(0)
        return decoded.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped, length) }
    }

    /// A string's length in code points.
    static func codePoints(_ tape: TapeView, _ index: Int) -> Int {
        withText(tape, index) { text, count in
            var points = 0
            for position in 0..<count where text[position] & 0xC0 != 0x80 { points &+= 1 }
            return points
        }
    }

    static func number(_ tape: TapeView, _ index: Int) -> DecimalView {
        let entry = tape.entries[index]
        return DecimalView(tape.bytes + Int(entry.start), Int(entry.end &- entry.start))
    }

    /// Equal values have equal hashes.
    mutating func hash(_ tape: TapeView, _ index: Int) -> UInt64 {
        let entry = tape.entries[index]
        switch entry.kindCode {
        case 0: return ByteHash.mix(seed, 10)
        case 1: return ByteHash.mix(seed, entry.isTrueWord ? 11 : 12)
        case 2: return TapeValues.number(tape, index).hash(seed)
        case 3: return textHash(tape, index)
        default: return containerHash(tape, index)
        }
    }

    private func textHash(_ tape: TapeView, _ index: Int) -> UInt64 {
        TapeValues.withText(tape, index) { ByteHash.hash($0, $1, seed) }
    }

    @inline(never)
    private mutating func containerHash(_ tape: TapeView, _ index: Int) -> UInt64 {
        let entry = tape.entries[index]
        guard !stack.isNearEnd else {
            isExhausted = true
            return 0
        }
        let end = Int(entry.next)
        if entry.kindCode == 4 {
            var result = ByteHash.mix(seed, 14)
            var position = index + 1
            while position < end {
                result = ByteHash.mix(result, hash(tape, position))
                position = Int(tape.entries[position].next)
            }
            return result
        }
        // Without order, so a sum.
        var result: UInt64 = 15
        for key in keys(tape, index) {
            result = result &+ ByteHash.mix(key.hash, hash(tape, key.index + 1))
        }
        return ByteHash.mix(seed, result)
    }

    /// An object's keys by hash and place, of duplicates the last.
    private func keys(_ tape: TapeView, _ index: Int) -> [(hash: UInt64, index: Int)] {
        var all: [(hash: UInt64, index: Int)] = []
        let entry = tape.entries[index]
        all.reserveCapacity(entry.childCount)
        var position = index + 1
        while position < Int(entry.next) {
            all.append((textHash(tape, position), position))
            position = Int(tape.entries[position + 1].next)
        }
        guard all.count > 1 else { return all }
        all.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
        var result: [(hash: UInt64, index: Int)] = []
        result.reserveCapacity(all.count)
        for place in all.indices {
            // The same key follows at once, unless different keys share a hash.
            var next = place + 1
            var isRepeated = false
            while !isRepeated, next < all.count, all[next].hash == all[place].hash {
                isRepeated = equalText(tape, all[place].index, tape, all[next].index)
                next += 1
            }
            if !isRepeated { result.append(all[place]) }
        }
        return result
    }

    private func equalText(_ a: TapeView, _ i: Int, _ b: TapeView, _ j: Int) -> Bool {
        TapeValues.withText(a, i) { left, count in
            TapeValues.withText(b, j) { right, other in count == other && ByteHash.equal(left, right, count) }
        }
    }

    mutating func equal(_ a: TapeView, _ i: Int, _ b: TapeView, _ j: Int) -> Bool {
        let (left, right) = (a.entries[i], b.entries[j])
        guard left.kindCode == right.kindCode else { return false }
        switch left.kindCode {
        case 0: return true
        case 1: return left.isTrueWord == right.isTrueWord
        case 2: return DecimalView.compare(TapeValues.number(a, i), TapeValues.number(b, j)) == 0
        case 3: return equalText(a, i, b, j)
        default: return equalContainers(a, i, b, j)
        }
    }

    @inline(never)
    private mutating func equalContainers(_ a: TapeView, _ i: Int, _ b: TapeView, _ j: Int) -> Bool {
        let (left, right) = (a.entries[i], b.entries[j])
        guard !stack.isNearEnd else {
            isExhausted = true
            return false
        }
        if left.kindCode == 4 {
            guard left.childCount == right.childCount else { return false }
            var (x, y) = (i + 1, j + 1)
            while x < Int(left.next), y < Int(right.next) {
                guard equal(a, x, b, y) else { return false }
                x = Int(a.entries[x].next)
                y = Int(b.entries[y].next)
            }
            return true
        }
        let (mine, theirs) = (keys(a, i), keys(b, j))
        guard mine.count == theirs.count else { return false }
        for place in mine.indices {
            guard mine[place].hash == theirs[place].hash else { return false }
            // Almost always the key at the same place; keys that share a hash may stand in another order.
            var other = place
            while other > 0, theirs[other - 1].hash == mine[place].hash { other -= 1 }
            while other < theirs.count, theirs[other].hash == mine[place].hash,
                !equalText(a, mine[place].index, b, theirs[other].index)
            {
                other += 1
            }
            guard other < theirs.count, theirs[other].hash == mine[place].hash,
                equal(a, mine[place].index + 1, b, theirs[other].index + 1)
            else { return false }
        }
        return true
    }

    /// Whether no two elements are equal.
    mutating func allDiffer(_ tape: TapeView, _ index: Int) -> Bool {
        let entry = tape.entries[index]
        guard entry.childCount <= 8 else { return firstRepetition(tape, index) == nil }
        // A few are compared with each other.
        var position = index + 1
        while position < Int(entry.next) {
            var other = Int(tape.entries[position].next)
            while other < Int(entry.next) {
                if equal(tape, position, tape, other) { return false }
                other = Int(tape.entries[other].next)
            }
            position = Int(tape.entries[position].next)
        }
        return true
    }

    /// The first two equal elements' positions, found by hashing.
    mutating func firstRepetition(_ tape: TapeView, _ index: Int) -> (Int, Int)? {
        let entry = tape.entries[index]
        let count = entry.childCount
        guard count > 1 else { return nil }
        var size = 4
        while size < count * 2 { size *= 2 }
        var slots = [UInt32](repeating: 0, count: size)
        var seen: [(hash: UInt64, index: Int)] = []
        seen.reserveCapacity(count)
        var position = index + 1
        while position < Int(entry.next) {
            let hash = hash(tape, position)
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[slot] != 0 {
                let earlier = seen[Int(slots[slot]) - 1]
                if earlier.hash == hash, equal(tape, earlier.index, tape, position) {
                    return (Int(slots[slot]) - 1, seen.count)
                }
                slot = (slot + 1) & (size - 1)
            }
            seen.append((hash, position))
            slots[slot] = UInt32(truncatingIfNeeded: seen.count)
            position = Int(tape.entries[position].next)
            if isExhausted { return nil }
        }
        return nil
    }
}

extension TapeView.Entry {
    /// `JSONKind`'s raw value.
    @inline(__always) var kindCode: UInt32 { meta & 7 }
    @inline(__always) var isEscapedText: Bool { meta & 8 != 0 }
    @inline(__always) var isTrueWord: Bool { meta & 16 != 0 }
    @inline(__always) var childCount: Int { Int(meta >> 5) }
}
