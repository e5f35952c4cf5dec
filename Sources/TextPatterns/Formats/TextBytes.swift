/// A text under check. Formats read it byte by byte, each byte once or a fixed number of times.
typealias TextBytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    /// The part of the text in a range that lies in it.
    func part(_ range: Range<Int>) -> TextBytes { TextBytes(rebasing: self[range]) }

    /// The number in ASCII digits at two places, nil if one of them is none.
    func twoDigits(at index: Int) -> Int? {
        let high = self[index] &- 0x30
        let low = self[index + 1] &- 0x30
        return high < 10 && low < 10 ? Int(high) * 10 + Int(low) : nil
    }

    /// The first place of a byte at or behind `start`; the text's end if there is none.
    func place(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index < count, self[index] != byte { index += 1 }
        return index
    }
}

extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    var isAlphanumeric: Bool { isLetter || isDigit }
    var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
}
