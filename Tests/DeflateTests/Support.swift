import Foundation
import TestSupport

extension SeededGenerator {
    /// Bytes that compress well, badly or not at all.
    mutating func bytes(upTo limit: Int) -> [UInt8] {
        let count = Int.random(in: 0...limit, using: &self)
        let alphabet = [1, 2, 16, 256].randomElement(using: &self) ?? 1
        return (0..<count).map { _ in UInt8(Int.random(in: 0..<alphabet, using: &self)) }
    }
}
