import Foundation
import TestSupport

extension SeededGenerator {
    /// Bytes that try a decoder: text, controls, pieces of sequences, and what hostile answers hold.
    mutating func hostileBytes(upTo limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        for _ in 0..<Int.random(in: 0...limit, using: &self) {
            switch Int.random(in: 0..<4, using: &self) {
            case 0: result.append(UInt8.random(in: 0...255, using: &self))
            case 1: result.append(UInt8.random(in: 0x20...0x7E, using: &self))
            case 2: result += Array((hostileTexts.randomElement(using: &self) ?? "").utf8)
            default:
                let value = UInt32.random(in: 0...0x10FFFF, using: &self)
                result += Array(String(Unicode.Scalar(value) ?? "x").utf8)
            }
        }
        return result
    }
}

/// What an answer may hold to do harm where it is shown.
let hostileTexts = [
    "\u{1B}[2J\u{1B}[31mred", "\u{1B}]8;;http://evil.example\u{7}click\u{1B}]8;;\u{7}", "\u{1B}]52;c;aGk=\u{7}",
    "\u{9B}31m", "\u{85}", "\u{202E}txt.exe", "\u{2066}a\u{2069}", "a\u{200B}b\u{FEFF}", "=cmd|' /C calc'!A0",
    "::set-output name=a::b", "##[error]x", "100%0A::warning::", "a\r\nBcc: x@example.com", "$(rm -rf ~)", "`id`",
    "it's \"quoted\"", "two\nlines", "nul\0nul", "CON", "lpt1.txt", "../../etc/passwd", "-rf",
    "<script>alert(1)</script>", "[a](javascript:x)", "]]>", "| cell | x", "@everyone #1 www.evil.example",
    "\u{E0041}\u{E0042}", "\\", "'", "'''", "%s%n",
]
