/// E-mail addresses (RFC 5321 §4.1.2, RFC 6531) in running text, from each `@` outwards.
///
/// No step looks past the neighbouring `@`, so the work is linear. Bytes above 0x7F belong to an address: letters of
/// other scripts do, and a combining or invisible mark beside a letter must not hide it.
enum EmailScanner {
    private static let isLocal: [Bool] = (0..<256).map { byte in
        byte >= 0x80 || ValueFormat.isAlphanumeric(UInt8(byte)) || ".!#$%*^_~+-'`{|}".utf8.contains(UInt8(byte))
    }

    /// - Parameter skipping: positions of `@` that end the user information of a URL.
    static func scan(_ layer: ScanLayer, skipping: [Int], into hits: inout [Hit]) {
        let text = layer.text
        var next = 0
        var skipped = 0
        while next < text.count, let at = text[next...].firstIndex(of: 0x40) {
            let floor = next
            next = at + 1
            while skipped < skipping.count, skipping[skipped] < at { skipped += 1 }
            if skipped < skipping.count, skipping[skipped] == at { continue }
            guard let start = localStart(layer, at, floor) else { continue }
            let end = domainEnd(layer, at)
            guard end > at else { continue }
            var hit = layer.hit(start..<end, .email, "text.email", Reason.personal)
            // The stand-in has an `@` too; it is written as the address's own was.
            let sign = layer.source(at..<(at + 1)).count
            if layer.encoding != .form, sign == 3 { hit.encoding = .percent }
            if layer.encoding == .raw, sign > 3 { hit.encoding = .raw }
            hits.append(hit)
            next = end
        }
    }

    private static func localStart(_ layer: ScanLayer, _ at: Int, _ floor: Int) -> Int? {
        let text = layer.text
        var start = at
        while start > floor, isLocal[Int(text[start - 1])] { start -= 1 }
        // Punctuation in front is the sentence's, not the address's.
        while start < at, text[start] < 0x80, !ValueFormat.isAlphanumeric(text[start]), text[start] != 0x5F,
            text[start] != 0x2B, text[start] != 0x2D
        {
            start += 1
        }
        if start < at { return start }
        // A local part in quotes.
        guard at > floor + 1, text[at - 1] == 0x22, layer.depth > 0 || !layer.options.contains(.json) else {
            return nil
        }
        var index = at - 2
        let limit = max(floor, at - 66)
        while index >= limit {
            if text[index] == 0x22 { return index < at - 2 ? index : nil }
            if text[index] < 0x20 || text[index] == 0x3A || text[index] == 0x2C { return nil }
            index -= 1
        }
        return nil
    }

    /// After the domain, or `at` where there is none: labels with dots, the last of them not a number.
    private static func domainEnd(_ layer: ScanLayer, _ at: Int) -> Int {
        let text = layer.text
        if at + 1 < text.count, text[at + 1] == 0x5B { return literalEnd(text, at) }
        var end = at + 1
        while end < text.count, isDomain(text[end]) { end += 1 }
        let isCut = layer.options.contains(.cutEnd) && end == text.count
        while end > at + 1, text[end - 1] == 0x2E || text[end - 1] == 0x2D { end -= 1 }
        guard end > at + 1, text[at + 1] != 0x2E else { return isCut ? text.count : at }
        if isCut { return end }
        let domain = text[(at + 1)..<end]
        guard let dot = domain.lastIndex(of: 0x2E) else { return at }
        let top = text[(dot + 1)..<end]
        guard let first = top.first, !(first &- 0x30 < 10), top.count >= 2 || first >= 0x80 else { return at }
        // `logo@2x.png` is a picture for fine screens.
        if dot == at + 3, text[at + 1] &- 0x31 < 9, text[at + 2] == 0x78,
            ["png", "jpg", "jpeg", "gif", "webp", "svg"].contains(where: { $0.utf8.elementsEqual(top) })
        {
            return at
        }
        return end
    }

    private static func literalEnd(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        var end = at + 2
        while end < text.count, end < at + 52 {
            if text[end] == 0x5D { return end > at + 4 ? end + 1 : at }
            guard isDomain(text[end]) || text[end] == 0x3A else { return at }
            end += 1
        }
        return at
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        byte >= 0x80 || ValueFormat.isAlphanumeric(byte) || byte == 0x2E || byte == 0x2D
    }
}
