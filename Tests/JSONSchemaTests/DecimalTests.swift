import TestSupport
import Testing

@testable import JSONSchema

@Suite struct DecimalTests {
    private func compare(_ a: String, _ b: String) -> Int {
        let (left, right) = (Array(a.utf8), Array(b.utf8))
        return left.withUnsafeBufferPointer { x in
            right.withUnsafeBufferPointer { y in
                guard let p = x.baseAddress, let q = y.baseAddress else { return 9 }
                return DecimalView.compare(DecimalView(p, x.count), DecimalView(q, y.count))
            }
        }
    }

    private func hash(_ text: String) -> UInt64 {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { DecimalView($0, bytes.count).hash(7) } ?? 0
        }
    }

    /// The same value written in many ways: equal, with equal hashes; and one more in the last place is larger.
    @Test func oneValueManyLexemes() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let digits = String(
                (0..<Int.random(in: 1...30, using: &random)).map { _ in
                    "0123456789".randomElement(using: &random) ?? "0"
                }
            )
            let significant = String(digits.drop { $0 == "0" })
            let whole = significant.isEmpty ? "0" : significant
            let shift = Int.random(in: 0...12, using: &random)
            let sign = Bool.random(using: &random) ? "-" : ""
            let ways = [
                sign + whole, sign + whole + ".0", sign + whole + "e0", sign + whole + "0e-1",
                sign + whole + String(repeating: "0", count: shift) + "E-\(shift)",
                sign + "0.\(String(repeating: "0", count: shift))\(whole)e+\(shift + whole.count)",
            ]
            for way in ways {
                #expect(compare(sign + whole, way) == 0, "\(whole) \(way)")
                #expect(hash(sign + whole) == hash(way), "\(whole) \(way)")
            }
            #expect(compare(sign + whole, sign + whole + ".000000000000000000001") == (sign.isEmpty ? -1 : 1))
        }
    }

    /// Against exact arithmetic on integers scaled to a common unit.
    @Test func multiplesAgreeWithIntegers() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<5_000 {
            let scale = Int.random(in: 0...4, using: &random)
            let divisor = Int.random(in: 1...999, using: &random)
            let value =
                Bool.random(using: &random)
                ? divisor * Int.random(in: 0...9_999, using: &random) : Int.random(in: 0...9_999_999, using: &random)
            let (left, right) = (Array("\(value)e-\(scale)".utf8), Array("\(divisor)e-\(scale)".utf8))
            let isMultiple = left.withUnsafeBufferPointer { x in
                right.withUnsafeBufferPointer { y -> Bool? in
                    guard let p = x.baseAddress, let q = y.baseAddress else { return nil }
                    return DecimalView(p, x.count).isMultiple(of: DecimalView(q, y.count))
                }
            }
            #expect(isMultiple == (value % divisor == 0), "\(value) \(divisor)")
        }
    }
}
