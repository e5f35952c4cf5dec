/// A JSON number's exact value, read from its lexeme without copying a digit.
///
/// The value is ±0.d₁d₂d₃… × 10^magnitude, d₁ and the last digit not 0. Exponents beyond ±10¹⁷ are clamped there.
struct DecimalView {
    /// The lexeme from its first significant digit to its last; a point may stand between.
    let digits: UnsafePointer<UInt8>
    let length: Int
    let magnitude: Int
    /// The power of ten of the last significant digit.
    let lowestPower: Int
    let isNegative: Bool

    var isZero: Bool { length == 0 }
    var isInteger: Bool { length == 0 || lowestPower >= 0 }

    init(digits: UnsafePointer<UInt8>, length: Int, magnitude: Int, lowestPower: Int, isNegative: Bool) {
        self.digits = digits
        self.length = length
        self.magnitude = magnitude
        self.lowestPower = lowestPower
        self.isNegative = isNegative
    }

    /// - Parameter text: a number as JSON writes it.
    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
        var position = 0
        let isNegative = count > 0 && text[0] == 0x2D
        if isNegative { position = 1 }
        var first = -1
        var last = -1
        var firstPower = 0
        var lastPower = 0
        let integerStart = position
        while position < count, text[position] &- 0x30 < 10 { position &+= 1 }
        let integerEnd = position
        var cursor = integerStart
        while cursor < integerEnd {
            if text[cursor] != 0x30 {
                let power = integerEnd &- 1 &- cursor
                if first < 0 {
                    first = cursor
                    firstPower = power
                }
                last = cursor
                lastPower = power
            }
            cursor &+= 1
        }
        if position < count, text[position] == 0x2E {
            position &+= 1
            var power = -1
            while position < count, text[position] &- 0x30 < 10 {
                if text[position] != 0x30 {
                    if first < 0 {
                        first = position
                        firstPower = power
                    }
                    last = position
                    lastPower = power
                }
                power &-= 1
                position &+= 1
            }
        }
        let exponent = DecimalView.exponent(text, count, from: position)
        guard first >= 0 else {
            self.init(digits: text, length: 0, magnitude: 0, lowestPower: 0, isNegative: false)
            return
        }
        self.init(
            digits: text + first,
            length: last &- first &+ 1,
            magnitude: firstPower &+ 1 &+ exponent,
            lowestPower: lastPower &+ exponent,
            isNegative: isNegative
        )
    }

    private static func exponent(_ text: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int {
        guard start < count, text[start] | 0x20 == 0x65 else { return 0 }
        var position = start &+ 1
        var isNegative = false
        if position < count, text[position] == 0x2B || text[position] == 0x2D {
            isNegative = text[position] == 0x2D
            position &+= 1
        }
        var value = 0
        let limit = 100_000_000_000_000_000
        while position < count {
            value = min(limit, value &* 10 &+ Int(text[position] &- 0x30))
            position &+= 1
        }
        return isNegative ? -value : value
    }

    /// The value as 64 bits, where the lexeme is a plain integer of at most 18 digits: most numbers are.
    @inline(__always)
    static func plainInteger(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard count <= 18, count > 0 else { return nil }
        var position = 0
        let isNegative = text[0] == 0x2D
        if isNegative { position = 1 }
        var value: Int64 = 0
        while position < count {
            let digit = text[position] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
            position &+= 1
        }
        return isNegative ? -value : value
    }

    /// -1, 0 or 1.
    static func compare(_ a: DecimalView, _ b: DecimalView) -> Int {
        if a.isZero || b.isZero {
            if a.isZero && b.isZero { return 0 }
            return a.isZero ? (b.isNegative ? 1 : -1) : (a.isNegative ? -1 : 1)
        }
        if a.isNegative != b.isNegative { return a.isNegative ? -1 : 1 }
        let absolute = compareAbsolute(a, b)
        return a.isNegative ? -absolute : absolute
    }

    private static func compareAbsolute(_ a: DecimalView, _ b: DecimalView) -> Int {
        if a.magnitude != b.magnitude { return a.magnitude < b.magnitude ? -1 : 1 }
        var i = 0
        var j = 0
        while true {
            if i < a.length, a.digits[i] == 0x2E { i &+= 1 }
            if j < b.length, b.digits[j] == 0x2E { j &+= 1 }
            if i >= a.length || j >= b.length {
                if i >= a.length && j >= b.length { return 0 }
                return i >= a.length ? -1 : 1
            }
            if a.digits[i] != b.digits[j] { return a.digits[i] < b.digits[j] ? -1 : 1 }
            i &+= 1
            j &+= 1
        }
    }

    /// Equal values have equal hashes.
    func hash(_ seed: UInt64) -> UInt64 {
        guard !isZero else { return ByteHash.mix(seed, 2) }
        var hash = ByteHash.mix(seed ^ (isNegative ? 1 : 0), UInt64(bitPattern: Int64(magnitude)))
        for position in 0..<length where digits[position] != 0x2E {
            hash = (hash ^ UInt64(digits[position])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        return hash
    }

    /// Whether this is an integral multiple of the divisor, in exact decimal arithmetic.
    ///
    /// With neither value ending in 0, n × 10^e is a multiple of m only if e ≥ 0; and of 10^e no more than 4 factors for
    /// each digit of m can matter, so the work is bounded whatever the exponents are.
    func isMultiple(of divisor: DecimalView) -> Bool {
        guard !isZero else { return true }
        guard !divisor.isZero else { return false }
        let shift = lowestPower &- divisor.lowestPower
        guard shift >= 0 else { return false }
        var significant = 0
        for position in 0..<divisor.length where divisor.digits[position] != 0x2E { significant &+= 1 }
        let zeros = min(shift, 4 &* significant)
        return significant <= 19
            ? isMultiple(ofWord: divisor.word, zeros: zeros)
            : isMultiple(ofLimbs: divisor.limbs, zeros: zeros)
    }

    /// The significant digits as a number; for at most 19 of them.
    private var word: UInt64 {
        var value: UInt64 = 0
        for position in 0..<length where digits[position] != 0x2E {
            value = value &* 10 &+ UInt64(digits[position] &- 0x30)
        }
        return value
    }

    private func isMultiple(ofWord divisor: UInt64, zeros: Int) -> Bool {
        var remainder: UInt64 = 0
        func push(_ digit: UInt64) {
            var (high, low) = remainder.multipliedFullWidth(by: 10)
            let (sum, carried) = low.addingReportingOverflow(digit)
            low = sum
            if carried { high &+= 1 }
            remainder = divisor.dividingFullWidth((high, low)).remainder
        }
        for position in 0..<length where digits[position] != 0x2E { push(UInt64(digits[position] &- 0x30)) }
        for _ in 0..<zeros { push(0) }
        return remainder == 0
    }

    /// The significant digits as limbs of 32 bits, the lowest first.
    private var limbs: [UInt32] {
        var result: [UInt32] = []
        for position in 0..<length where digits[position] != 0x2E {
            DecimalView.push(UInt32(digits[position] &- 0x30), onto: &result)
        }
        return result
    }

    private static func push(_ digit: UInt32, onto limbs: inout [UInt32]) {
        var carry = UInt64(digit)
        for index in limbs.indices {
            let value = UInt64(limbs[index]) &* 10 &+ carry
            limbs[index] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
        }
        if carry > 0 { limbs.append(UInt32(truncatingIfNeeded: carry)) }
    }

    private func isMultiple(ofLimbs divisor: [UInt32], zeros: Int) -> Bool {
        // One limb more than the divisor has, so that ten times the remainder fits.
        var remainder = [UInt32](repeating: 0, count: divisor.count + 1)
        func isAtLeastDivisor() -> Bool {
            if remainder[divisor.count] > 0 { return true }
            for index in divisor.indices.reversed() where remainder[index] != divisor[index] {
                return remainder[index] > divisor[index]
            }
            return true
        }
        func push(_ digit: UInt32) {
            DecimalView.push(digit, onto: &remainder)
            while isAtLeastDivisor() {
                var borrow: Int64 = 0
                for index in remainder.indices {
                    var value = Int64(remainder[index]) - borrow
                    if index < divisor.count { value -= Int64(divisor[index]) }
                    borrow = value < 0 ? 1 : 0
                    remainder[index] = UInt32(truncatingIfNeeded: value)
                }
            }
        }
        for position in 0..<length where digits[position] != 0x2E { push(UInt32(digits[position] &- 0x30)) }
        for _ in 0..<zeros { push(0) }
        return remainder.allSatisfy { $0 == 0 }
    }
}
