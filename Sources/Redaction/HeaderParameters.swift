internal import ExchangeModel

/// The parameters of a header value: `form-data; name="a"; filename="b; c.png"` (RFC 9110 §5.6.6, RFC 8187).
struct HeaderParameters {
    private let text: [UInt8]
    /// Lower-case names without the `*` of RFC 8187, and where the values stand, without quotes.
    private var found: [(name: [UInt8], value: Range<Int>, isExtended: Bool)] = []

    init(_ text: [UInt8]) {
        self.text = text
        for piece in pieces().dropFirst() {
            guard let sign = text[piece].firstIndex(of: 0x3D) else { continue }
            var name = ASCII.lower(ASCII.trimmed(Array(text[piece.lowerBound..<sign])))
            let isExtended = name.last == 0x2A
            if isExtended { name.removeLast() }
            var value = (sign + 1)..<piece.upperBound
            while let first = text[value].first, first == 0x20 || first == 0x09 { value.removeFirst() }
            while let last = text[value].last, last == 0x20 || last == 0x09 || last == 0x0D { value.removeLast() }
            if text[value].first == 0x22 {
                value.removeFirst()
                if text[value].last == 0x22 { value.removeLast() }
            }
            found.append((name, value, isExtended))
        }
    }

    /// Every value of the parameter, decoded where it says so.
    func values(_ name: String) -> [[UInt8]] {
        found.filter { $0.name.elementsEqual(name.utf8) }.map { parameter in
            let raw = Array(text[parameter.value])
            guard parameter.isExtended else { return raw.filter { $0 != 0x5C } }
            // `utf-8'en'value`
            let start = raw.lastIndex(of: 0x27).map { $0 + 1 } ?? 0
            return PercentCoding.decoded(raw[start...], plusIsSpace: false)
        }
    }

    /// The first value of the parameter.
    func value(_ name: String) -> [UInt8]? { values(name).first }

    /// Where the values of the parameter stand.
    func ranges(_ name: String) -> [Range<Int>] {
        found.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
    }

    /// What stands between semicolons that no quotes protect.
    private func pieces() -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = 0
        var isQuoted = false
        var index = 0
        while index < text.count {
            switch text[index] {
            case 0x5C where isQuoted: index += 1
            case 0x22: isQuoted.toggle()
            case 0x3B where !isQuoted:
                result.append(start..<index)
                start = index + 1
            default: break
            }
            index += 1
        }
        result.append(start..<text.count)
        return result
    }
}

extension Range<Int> {
    fileprivate mutating func removeFirst() { self = (lowerBound + 1)..<upperBound }
    fileprivate mutating func removeLast() { self = lowerBound..<(upperBound - 1) }
}
