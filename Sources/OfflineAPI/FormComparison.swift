import ExchangeModel
import Redaction

/// How a request compares with a recorded one: what differs, and where a stand-in took what came.
///
/// A recorded value with a stand-in in it takes any value that has the same text before and after it, but not nothing;
/// in JSON any string, number or boolean. A recorded body that was cut or left out takes any body.
package struct FormComparison: Sendable {
    /// At most as many as were asked for.
    package private(set) var differences: [RequestDifference] = []
    /// The stand-ins that took a value, each with a hash of the value. The hash holds for this process only.
    package private(set) var bindings: [Binding] = []
    /// Whether anything was taken by a stand-in or by an unknown body.
    package private(set) var isExact = true

    package struct Binding: Sendable, Hashable {
        package let standIn: String
        package let value: Int
    }

    private let limit: Int

    /// Whether the recorded answer is one to this request.
    package var matches: Bool { differences.isEmpty }
    /// How far apart the two are; 0 where they match.
    package var distance: Int { differences.reduce(0) { $0 + $1.weight } + pathDistance }
    /// Of paths with more or fewer segments: how many segments come after those that both begin with, weighted.
    private var pathDistance = 0

    /// - Parameters:
    ///   - limit: after so many differences it stops looking.
    ///   - body: whether bodies are compared too.
    package init(_ asked: RequestForm, _ recorded: RequestForm, limit: Int, body: Bool = true) {
        self.limit = max(1, limit)
        if asked.method != recorded.method {
            differ(.method, Array(asked.method.utf8), Array(recorded.method.utf8))
        }
        path(asked, recorded)
        if !isFull { pairs(asked.query, recorded.query) { .query($0) } }
        if body, !isFull { self.body(asked.body, recorded.body) }
    }

    private var isFull: Bool { differences.count >= limit }

    private mutating func differ(_ place: RequestDifference.Place, _ asked: [UInt8]?, _ recorded: [UInt8]?) {
        guard !isFull else { return }
        differences.append(RequestDifference(place: place, asked: asked, recorded: recorded))
    }

    /// Whether the recorded text is this one, or has a stand-in that may be it.
    private mutating func takes(_ asked: [UInt8], _ recorded: [UInt8]) -> Bool {
        if asked == recorded { return true }
        let found = StandIn.find(in: recorded)
        guard let first = found.first, let last = found.last else { return false }
        let before = recorded[..<first.range.lowerBound]
        let after = recorded[last.range.upperBound...]
        guard asked.count > before.count + after.count, asked.starts(with: before),
            asked.suffix(after.count).elementsEqual(after)
        else { return false }
        isExact = false
        if found.count == 1 {
            var hasher = Hasher()
            hasher.combine(asked[before.count..<(asked.count - after.count)])
            bindings.append(Binding(standIn: first.text, value: hasher.finalize()))
        }
        return true
    }

    // MARK: Path and pairs

    private mutating func path(_ asked: RequestForm, _ recorded: RequestForm) {
        guard asked.path.count == recorded.path.count else {
            let shown = [asked, recorded].map { Array($0.target.prefix { $0 != 0x3F }) }
            differ(.path, shown[0], shown[1])
            let common = zip(asked.path, recorded.path).prefix { $0 == $1 }.count
            let apart = max(asked.path.count, recorded.path.count) - common
            pathDistance = apart * RequestDifference(place: .segment(0), asked: nil, recorded: nil).weight
            return
        }
        for (index, pair) in zip(asked.path, recorded.path).enumerated() where !isFull && !takes(pair.0, pair.1) {
            differ(.segment(index + 1), pair.0, pair.1)
        }
    }

    /// Both sorted by name.
    private mutating func pairs(
        _ asked: [FormPair],
        _ recorded: [FormPair],
        _ place: ([UInt8]) -> RequestDifference.Place
    ) {
        guard asked != recorded else { return }
        var left = asked[...]
        var right = recorded[...]
        while !isFull,
            let name = [left.first?.name, right.first?.name].compactMap({ $0 }).min(by: {
                $0.lexicographicallyPrecedes($1)
            })
        {
            let ours = left.prefix { $0.name == name }.map(\.value)
            let theirs = right.prefix { $0.name == name }.map(\.value)
            left = left.dropFirst(ours.count)
            right = right.dropFirst(theirs.count)
            values(ours, theirs, place(name))
        }
    }

    /// The values of one name, in whatever order; equal ones are put aside first, so that a stand-in takes none that
    /// another value needs.
    private mutating func values(_ asked: [[UInt8]], _ recorded: [[UInt8]], _ place: RequestDifference.Place) {
        guard asked != recorded else { return }
        var open: [[UInt8]: Int] = [:]
        for value in recorded { open[value, default: 0] += 1 }
        var asked = asked.filter { value in
            guard let count = open[value], count > 0 else { return true }
            open[value] = count - 1
            return false
        }
        var unmatched: [[UInt8]] = []
        for value in recorded {
            guard let count = open[value], count > 0 else { continue }
            open[value] = count - 1
            if let taken = asked.firstIndex(where: { takes($0, value) }) {
                asked.remove(at: taken)
            } else {
                unmatched.append(value)
            }
        }
        for index in 0..<max(asked.count, unmatched.count) where !isFull {
            differ(
                place,
                asked.indices.contains(index) ? asked[index] : nil,
                unmatched.indices.contains(index) ? unmatched[index] : nil
            )
        }
    }

    // MARK: Body

    private mutating func body(_ asked: BodyForm, _ recorded: BodyForm) {
        if case .unknown(nil) = recorded { isExact = false }
        guard asked != recorded else { return }
        switch (asked, recorded) {
        case (_, .unknown): isExact = false
        case (.json(let ours), .json(let theirs)):
            var pointer: [[UInt8]] = []
            json(ours, theirs, &pointer)
        case (.fields(let ours), .fields(let theirs)): pairs(ours, theirs) { .field($0) }
        case (.parts(let ours), .parts(let theirs)): parts(ours, theirs)
        case (.bytes(let ours), .bytes(let theirs)):
            if !takes(ours, theirs) { differ(.body, Array(ours.prefix(200)), Array(theirs.prefix(200))) }
        default:
            differ(
                .body,
                asked == .empty ? nil : Array(asked.outline.utf8),
                recorded == .empty ? nil : Array(recorded.outline.utf8)
            )
        }
    }

    private mutating func json(_ asked: JSONTerm, _ recorded: JSONTerm, _ pointer: inout [[UInt8]]) {
        guard !isFull else { return }
        switch (asked, recorded) {
        case (.object(let ours), .object(let theirs)): members(ours, theirs, &pointer)
        case (.array(let ours), .array(let theirs)) where ours.count == theirs.count:
            for index in ours.indices {
                pointer.append(Array(String(index).utf8))
                json(ours[index], theirs[index], &pointer)
                pointer.removeLast()
            }
        case (_, .string(let text)):
            if asked != recorded {
                let isTaken = asked.scalar.map { takes($0, text) } ?? false
                if !isTaken || asked.scalar == text { differ(.pointer(pointer), asked.outline, recorded.outline) }
            }
        default:
            if asked != recorded { differ(.pointer(pointer), asked.outline, recorded.outline) }
        }
    }

    /// Both sorted by key.
    private mutating func members(
        _ asked: [JSONTerm.Member],
        _ recorded: [JSONTerm.Member],
        _ pointer: inout [[UInt8]]
    ) {
        var left = asked[...]
        var right = recorded[...]
        while !isFull {
            switch (left.first, right.first) {
            case (nil, nil): return
            case (let ours?, let theirs?) where ours.key == theirs.key:
                pointer.append(ours.key)
                json(ours.value, theirs.value, &pointer)
                pointer.removeLast()
                left.removeFirst()
                right.removeFirst()
            case (let ours?, let theirs) where theirs.map({ ours.key.lexicographicallyPrecedes($0.key) }) ?? true:
                differ(.pointer(pointer + [ours.key]), ours.value.outline, nil)
                left.removeFirst()
            case (_, let theirs?):
                differ(.pointer(pointer + [theirs.key]), nil, theirs.value.outline)
                right.removeFirst()
            case (_?, nil): return
            }
        }
    }

    private mutating func parts(_ asked: [BodyForm.Part], _ recorded: [BodyForm.Part]) {
        let names = { (parts: [BodyForm.Part]) in parts.map { FormPair(name: $0.name, value: []) } }
        guard names(asked) == names(recorded) else {
            pairs(names(asked), names(recorded)) { .part($0) }
            return
        }
        for (ours, theirs) in zip(asked, recorded) where !isFull {
            if ours.mediaType != theirs.mediaType {
                differ(.part(ours.name), ours.mediaType, theirs.mediaType)
            } else if !takes(ours.content, theirs.content) {
                differ(.part(ours.name), Array(ours.content.prefix(200)), Array(theirs.content.prefix(200)))
            }
        }
    }
}
