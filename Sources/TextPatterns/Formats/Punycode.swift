/// Code points written in letters, digits and hyphens (RFC 3492).
enum Punycode {
    private static let base = 36
    private static let leastThreshold = 1
    private static let mostThreshold = 26
    private static let firstCodePoint = 128

    /// No label has more code points than this, so the quadratic insertions stay short.
    private static let limit = 63

    /// Nil for what is no Punycode of a label's length. Letters must be lower case.
    static func decode(_ text: [UInt8]) -> [UInt32]? {
        guard text.count <= limit else { return nil }
        var output: [UInt32] = []
        var index = 0
        if let hyphen = text.lastIndex(of: 0x2D) {
            output = text[..<hyphen].map { UInt32($0) }
            index = hyphen + 1
        }
        var codePoint = firstCodePoint
        var place = 0
        var bias = 72
        while index < text.count {
            let before = place
            var weight = 1
            var k = base
            while true {
                guard index < text.count, let digit = value(of: text[index]) else { return nil }
                index += 1
                let (product, overflowed) = digit.multipliedReportingOverflow(by: weight)
                guard !overflowed, product <= Int(Int32.max) - place else { return nil }
                place += product
                let threshold = threshold(k, bias)
                if digit < threshold { break }
                guard weight <= Int(Int32.max) else { return nil }
                weight *= base - threshold
                k += base
            }
            let count = output.count + 1
            bias = adapted(place - before, count, isFirst: before == 0)
            codePoint += place / count
            place %= count
            guard codePoint <= Int(CodePointSet.lastCodePoint) else { return nil }
            output.insert(UInt32(codePoint), at: place)
            place += 1
        }
        return output
    }

    /// Nil if the label is longer than any can be.
    static func encode(_ label: [UInt32]) -> [UInt8]? {
        guard label.count <= limit else { return nil }
        var output = label.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
        var done = output.count
        let basic = done
        if basic > 0 { output.append(0x2D) }
        var codePoint = firstCodePoint
        var delta = 0
        var bias = 72
        while done < label.count {
            guard let next = label.lazy.map({ Int($0) }).filter({ $0 >= codePoint }).min() else { return nil }
            delta += (next - codePoint) * (done + 1)
            codePoint = next
            for other in label {
                if Int(other) < codePoint { delta += 1 }
                guard Int(other) == codePoint else { continue }
                var rest = delta
                var k = base
                while true {
                    let threshold = threshold(k, bias)
                    guard rest >= threshold else { break }
                    output.append(digit(threshold + (rest - threshold) % (base - threshold)))
                    rest = (rest - threshold) / (base - threshold)
                    k += base
                }
                output.append(digit(rest))
                bias = adapted(delta, done + 1, isFirst: done == basic)
                delta = 0
                done += 1
            }
            delta += 1
            codePoint += 1
        }
        return output
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int {
        min(max(k - bias, leastThreshold), mostThreshold)
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > (base - leastThreshold) * mostThreshold / 2 {
            delta /= base - leastThreshold
            k += base
        }
        return k + (base - leastThreshold + 1) * delta / (delta + 38)
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: Int(byte - 0x61)
        case 0x30...0x39: Int(byte - 0x30) + 26
        default: nil
        }
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: value < 26 ? value + 0x61 : value + 22)
    }
}
