import JSONTree
import TestSupport

/// JSON values as an API may send them, other spellings of the same value, and single changes.
struct RandomJSON {
    var random: SeededGenerator
    /// No two leaves of one document need to differ, but names of list members must.
    private var nextName = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func document() -> JSONValue { object(depth: 0) }

    private mutating func object(depth: Int) -> JSONValue {
        let count = Int.random(in: 1...5, using: &random)
        return .object((0..<count).map { ("k\($0)~/\u{E9}", value(depth: depth + 1)) })
    }

    private mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 4 : 7), using: &random) {
        case 0: return .lexeme(Array("\(Int.random(in: -99...999, using: &random))".utf8))
        case 1: return .string(["", "desk", "a\"\\\n", "\u{1F600}", "2026-11-24"].randomElement(using: &random) ?? "")
        case 2: return .bool(.random(using: &random))
        case 3: return .null
        case 4: return object(depth: depth)
        case 5: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1) })
        default:
            return .array(
                (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    nextName += 1
                    return .object([("@id", .string("/x/\(nextName)")), ("v", value(depth: depth + 1))])
                }
            )
        }
    }

    /// The same value: members and named elements in another order, numbers and strings written in another way.
    mutating func respelled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(members.shuffled(using: &random).map { ($0.0, respelled($0.1)) })
        case .array(let elements):
            let same = elements.map { respelled($0) }
            return RandomJSON.isNamed(elements) ? .array(same.shuffled(using: &random)) : .array(same)
        case .lexeme(let digits): return .lexeme(respelled(number: digits))
        case .string(let text):
            let units = text.utf16.map { "\\u" + String(repeating: "0", count: 4 - hex($0).count) + hex($0) }
            return Bool.random(using: &random) ? value : .lexeme(Array("\"\(units.joined())\"".utf8))
        default: return value
        }
    }

    private func hex(_ unit: UInt16) -> String { String(unit, radix: 16) }

    private mutating func respelled(number digits: [UInt8]) -> [UInt8] {
        let isWhole = !digits.contains(0x2E) && digits != [0x30]
        let endings = isWhole ? ["", ".0", ".000e0", "0e-1", "000E-3", "e+00"] : ["", "e0", "E-0", "e+00"]
        return digits + Array((endings.randomElement(using: &random) ?? "").utf8)
    }

    static func isNamed(_ elements: [JSONValue]) -> Bool {
        !elements.isEmpty
            && elements.allSatisfy { if case .object(let members) = $0 { members.first?.0 == "@id" } else { false } }
    }

    /// The value with one change, and the place of that, positions as `*`.
    mutating func changed(_ value: JSONValue, at pointer: JSONPointer = JSONPointer()) -> (JSONValue, JSONPointer) {
        switch value {
        case .object(var members):
            // Names stay: another one is another member.
            let places = members.indices.filter { members[$0].0 != "@id" }
            guard let place = places.randomElement(using: &random) else { return (.null, pointer) }
            let (name, inner) = members[place]
            if name != "v", Int.random(in: 0..<6, using: &random) == 0 {
                members.remove(at: place)
                return (.object(members), pointer.appending(name))
            }
            let (new, found) = changed(inner, at: pointer.appending(name))
            members[place].1 = new
            return (.object(members), found)
        case .array(var elements):
            guard let place = elements.indices.randomElement(using: &random) else { return (.array([1]), pointer) }
            let (new, found) = changed(elements[place], at: pointer.appending("*"))
            elements[place] = new
            return (.array(elements), found)
        case .lexeme(let digits): return (.lexeme(digits + Array(".5".utf8)), pointer)
        case .string(let text): return (.string(text + "x"), pointer)
        case .bool(let flag): return (.bool(!flag), pointer)
        default: return (.int(0), pointer)
        }
    }
}
