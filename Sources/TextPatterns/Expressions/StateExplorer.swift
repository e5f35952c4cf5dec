/// Walks a program: which instructions can be reached before the next character, and where it leads.
///
/// A state of the walk is its kernel: the instructions at which it goes on, ascending, and behind them one element of
/// flags about what came before. Whatever depends on the next character (`$`, `\b`) is decided when that is known.
struct StateExplorer {
    typealias Kernel = [UInt16]

    static let atStart: UInt16 = 1
    static let behindWord: UInt16 = 2

    /// How many instructions were visited so far.
    private(set) var visits = 0

    private let code: [PatternInstruction]
    private let classes: CharacterClasses
    private let knowsWords: Bool
    /// Whether every match begins at the text's start.
    let isAnchored: Bool

    /// A sparse set (Briggs and Torczon 1993): nothing has to be cleared between two steps.
    private var dense: [UInt16]
    private var sparse: [UInt16]
    private var denseCount = 0
    private var pending: [UInt16] = []
    /// The reached instructions that take a character.
    private var takers: [UInt16] = []
    private var marks: [UInt64]
    /// The kernel and the kind of next character of the last closure: all classes of a kind have it in common.
    private var closed: (kernel: Kernel, next: Next, isMatch: Bool)?

    /// As much of the next character as matters to what takes none.
    private enum Next {
        case end, word, other
    }

    init(_ code: [PatternInstruction], _ classes: CharacterClasses) {
        self.code = code
        self.classes = classes
        dense = Array(repeating: 0, count: code.count)
        sparse = dense
        marks = Array(repeating: 0, count: code.count / 64 + 1)
        knowsWords = code.contains {
            $0.operation == .assertion && $0.first >= Int32(PatternAssertion.wordBoundary.rawValue)
        }
        isAnchored = !Self.reachesSomething(code)
    }

    var startKernel: Kernel { [0, Self.atStart] }

    /// What follows a kernel.
    enum Step {
        case dead, accepted
        case state(Kernel)
    }

    /// - Parameter next: the class of the next character, nil at the text's end.
    mutating func step(from kernel: Kernel, next: Int?) -> Step {
        guard !isMatch(kernel, next) else { return .accepted }
        guard let next else { return .dead }
        var isEmpty = true
        func mark(_ marks: inout [UInt64], _ target: Int) { marks[target / 64] |= 1 << UInt64(target % 64) }
        for taker in takers where classes.set(Int(code[Int(taker)].first), contains: next) {
            mark(&marks, Int(taker) + 1)
            isEmpty = false
        }
        if !isAnchored {
            mark(&marks, 0)
            isEmpty = false
        }
        guard !isEmpty else { return .dead }
        var result: Kernel = []
        for index in marks.indices where marks[index] != 0 {
            var word = marks[index]
            marks[index] = 0
            while word != 0 {
                result.append(UInt16(index * 64 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
        result.append(knowsWords && classes.isWord(next) ? Self.behindWord : 0)
        return .state(result)
    }

    /// Finds what takes the next character. Returns whether the match is complete without it.
    private mutating func isMatch(_ kernel: Kernel, _ next: Int?) -> Bool {
        let kind: Next = next.map { knowsWords && classes.isWord($0) ? .word : .other } ?? .end
        if let closed, closed.next == kind, closed.kernel == kernel { return closed.isMatch }
        let isMatch = close(kernel, kind)
        closed = (kernel, kind, isMatch)
        return isMatch
    }

    /// Follows everything that takes no character. Returns whether the match is complete.
    private mutating func close(_ kernel: Kernel, _ next: Next) -> Bool {
        denseCount = 0
        takers.removeAll(keepingCapacity: true)
        let flags = kernel.last ?? 0
        let isBehindWord = flags & Self.behindWord != 0
        let isBeforeWord = next == .word
        for entry in kernel.dropLast() {
            pending.append(entry)
            while let place = pending.popLast() {
                guard insert(place) else { continue }
                let instruction = code[Int(place)]
                switch instruction.operation {
                case .set: takers.append(place)
                case .jump: pending.append(Self.moved(place, instruction.first))
                case .split:
                    pending.append(Self.moved(place, instruction.second))
                    pending.append(Self.moved(place, instruction.first))
                case .match:
                    pending.removeAll(keepingCapacity: true)
                    return true
                case .assertion:
                    let holds =
                        switch PatternAssertion(rawValue: UInt8(truncatingIfNeeded: instruction.first)) {
                        case .textStart: flags & Self.atStart != 0
                        case .textEnd: next == .end
                        case .wordBoundary: isBehindWord != isBeforeWord
                        case .noWordBoundary, nil: isBehindWord == isBeforeWord
                        }
                    if holds { pending.append(place + 1) }
                }
            }
        }
        return false
    }

    private mutating func insert(_ place: UInt16) -> Bool {
        visits += 1
        let position = Int(sparse[Int(place)])
        guard position >= denseCount || dense[position] != place else { return false }
        sparse[Int(place)] = UInt16(truncatingIfNeeded: denseCount)
        dense[denseCount] = place
        denseCount += 1
        return true
    }

    private static func moved(_ place: UInt16, _ distance: Int32) -> UInt16 {
        UInt16(truncatingIfNeeded: Int32(place) + distance)
    }

    /// Whether a match can begin elsewhere than at the start: whether a character or the end is reached without `^`.
    private static func reachesSomething(_ code: [PatternInstruction]) -> Bool {
        var seen = Array(repeating: false, count: code.count)
        var pending: [UInt16] = [0]
        while let place = pending.popLast() {
            guard !seen[Int(place)] else { continue }
            seen[Int(place)] = true
            let instruction = code[Int(place)]
            switch instruction.operation {
            case .set, .match: return true
            case .jump: pending.append(moved(place, instruction.first))
            case .split: pending += [moved(place, instruction.first), moved(place, instruction.second)]
            case .assertion where instruction.first == Int32(PatternAssertion.textStart.rawValue): continue
            case .assertion: pending.append(place + 1)
            }
        }
        return false
    }
}
