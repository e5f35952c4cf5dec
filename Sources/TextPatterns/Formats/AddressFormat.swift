/// `ipv4` (RFC 2673 §3.2) and `ipv6` (RFC 4291 §2.2).
enum AddressFormat {
    /// Four decimal numbers to 255 without leading zeros.
    static func isIPv4(_ text: TextBytes) -> Bool {
        guard text.count >= 7, text.count <= 15 else { return false }
        var index = 0
        for part in 0..<4 {
            if part > 0 {
                guard index < text.count, text[index] == 0x2E else { return false }
                index += 1
            }
            let first = index
            var value = 0
            while index < text.count, text[index].isDigit, index - first < 3 {
                value = value * 10 + Int(text[index] - 0x30)
                index += 1
            }
            guard index > first, value <= 255, index - first == 1 || text[first] != 0x30 else { return false }
        }
        return index == text.count
    }

    /// Eight groups of up to four hex digits, of which the last two may be an IPv4 address, and one run of zeros left
    /// out; no zone.
    static func isIPv6(_ text: TextBytes) -> Bool {
        guard text.count >= 2, text.count <= 45 else { return false }
        var index = 0
        var groups = 0
        var isShortened = false
        if text[0] == 0x3A {
            guard text[1] == 0x3A else { return false }
            isShortened = true
            index = 2
        }
        while index < text.count {
            let first = index
            while index < text.count, text[index].isHexDigit { index += 1 }
            if index < text.count, text[index] == 0x2E {
                groups += 2
                guard isIPv4(text.part(first..<text.count)) else { return false }
                break
            }
            guard index > first, index - first <= 4 else { return false }
            groups += 1
            guard index < text.count else { break }
            guard text[index] == 0x3A, index + 1 < text.count else { return false }
            index += 1
            if text[index] == 0x3A {
                guard !isShortened else { return false }
                isShortened = true
                index += 1
            }
        }
        return isShortened ? groups <= 7 : groups == 8
    }
}
