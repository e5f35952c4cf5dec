/// Which byte sequences are UTF-8 (RFC 3629 §4): no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Shape {
    /// The length of the well-formed character at this place, 0 where there is none.
    @inline(__always)
    static func length(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let left = text.count - index
        guard left > 0 else { return 0 }
        let first = text[index]
        func isTail(_ offset: Int) -> Bool { text[index + offset] & 0xC0 == 0x80 }
        switch first {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return left > 1 && isTail(1) ? 2 : 0
        case 0xE0...0xEF:
            guard left > 2, isTail(1), isTail(2) else { return 0 }
            if first == 0xE0, text[index + 1] < 0xA0 { return 0 }
            if first == 0xED, text[index + 1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard left > 3, isTail(1), isTail(2), isTail(3) else { return 0 }
            if first == 0xF0, text[index + 1] < 0x90 { return 0 }
            if first == 0xF4, text[index + 1] > 0x8F { return 0 }
            return 4
        default: return 0
        }
    }
}
