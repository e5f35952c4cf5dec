import Foundation
import JSONTree
import TestSupport

func parse(_ text: String) throws -> JSONDocument { try JSONDocument.parse(Array(text.utf8)) }

func error(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONSyntaxError? {
    do throws(JSONSyntaxError) {
        _ = try JSONDocument.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func error(_ text: String) -> JSONSyntaxError? { error(Array(text.utf8)) }

/// A random value, and a way of writing it that uses every freedom JSON leaves.
struct RandomJSON {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth > 5 ? 5 : 8), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .int(Int.random(in: Int.min...Int.max, using: &generator))
        case 3:
            .lexeme(
                Array(
                    ["-0", "1e3", "0.10", "12345678901234567890123", "1E-400"].randomElement(using: &generator, or: "0")
                        .utf8
                )
            )
        case 4: .string(text())
        case 5: .array((0..<Int.random(in: 0..<6, using: &generator)).map { _ in value(depth: depth + 1) })
        default:
            .object((0..<Int.random(in: 0..<6, using: &generator)).map { _ in (text(), value(depth: depth + 1)) })
        }
    }

    mutating func text() -> String {
        let alphabet: [String] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{7F}", "é", "e\u{301}", "漢", "😀", "\u{2028}",
        ]
        return (0..<Int.random(in: 0..<24, using: &generator))
            .map { _ in alphabet.randomElement(using: &generator, or: "a") }.joined()
    }

    /// White space and escapes put in where they change nothing.
    mutating func spelled(_ value: JSONValue) -> [UInt8] {
        switch value {
        case .array(let values):
            var out = Array("[".utf8) + space()
            for (index, element) in values.enumerated() {
                if index > 0 { out += space() + [0x2C] + space() }
                out += spelled(element)
            }
            return out + space() + Array("]".utf8)
        case .object(let members):
            var out = Array("{".utf8) + space()
            for (index, member) in members.enumerated() {
                if index > 0 { out += space() + [0x2C] + space() }
                out += spelled(.string(member.0)) + space() + [0x3A] + space() + spelled(member.1)
            }
            return out + space() + Array("}".utf8)
        case .string(let text):
            var out: [UInt8] = [0x22]
            for scalar in text.unicodeScalars {
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
                        out += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
                    }
                } else {
                    out += JSONText.quoted(String(scalar).utf8).dropFirst().dropLast()
                }
            }
            return out + [0x22]
        default: return value.serialized()
        }
    }

    /// The text with one to four bytes changed, lost, put in twice, or cut off.
    mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        var bytes = text
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2, 3, 4:
                bytes.insert(Array("{}[]:,\"\\u0e-.+ \n1tn".utf8).randomElement(using: &generator, or: 0), at: place)
            case 5 where place < bytes.count:
                let end = Int.random(in: place...bytes.count, using: &generator)
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 6: bytes = Array(bytes.prefix(place))
            default: bytes += [[0x20], [0x0A], [0x2C], [0x5D], [0x7D]].randomElement(using: &generator, or: [])
            }
        }
        return bytes
    }

    private mutating func space() -> [UInt8] {
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return [] }
        return (0..<Int.random(in: 0..<12, using: &generator))
            .map { _ in [UInt8(0x20), 0x20, 0x20, 0x09, 0x0A, 0x0D].randomElement(using: &generator, or: 0x20) }
    }
}

extension Array {
    func randomElement(using generator: inout SeededGenerator, or fallback: Element) -> Element {
        isEmpty ? fallback : self[Int.random(in: 0..<count, using: &generator)]
    }
}
