/// A failure rate as people write it: `3/10`, `3 out of 10`, `0.3`, `30 %`.
package struct RateText: Sendable, Hashable {
    package struct Counts: Sendable, Hashable {
        package let failures: Int
        package let trials: Int
    }

    /// Why a text is no rate that something failed at.
    package enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
        case unreadable(String)
        case noTrials(String)
        case tooLarge(String)
        case negative(String)
        case zero(String)
        case aboveOne(String)

        /// What is wrong with it, and what to write instead. The text is the user's own, cut to 40 characters.
        package var description: String {
            switch self {
            case .unreadable(let text): "\"\(text)\" is no rate; write it as 3/10, 0.3 or 30%"
            case .noTrials(let text): "\"\(text)\" divides by nothing; write failures and runs, as in 3/10"
            case .tooLarge(let text): "\"\(text)\" has numbers too large to count runs with"
            case .negative(let text): "\"\(text)\" is below zero; a rate lies above 0 and up to 1"
            case .zero(let text): "\"\(text)\" says that it never failed, and then nothing can be confirmed as fixed"
            case .aboveOne(let text): "\"\(text)\" is more than always; write 0.3 or 30%, or failures first, as in 3/10"
            }
        }
    }

    /// Above 0, at most 1.
    package let rate: Double
    /// What the rate is a quotient of, where that was stated.
    package let counts: Counts?

    /// Reads numbers with a decimal point, a per cent sign, a slash, `of` or `out of`; spaces do not matter.
    package init(_ text: String) throws(Problem) {
        let shown = String(text.prefix(40))
        let bytes = text.utf8.prefix(200).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }.filter { $0 != 0x20 && $0 != 0x09 }
        guard !bytes.isEmpty, text.utf8.count <= 200 else { throw .unreadable(shown) }

        for separator in ["/", "outof", "of"] {
            guard let place = bytes.firstRange(of: Array(separator.utf8)) else { continue }
            let parts = [bytes[..<place.lowerBound], bytes[place.upperBound...]]
            for part in parts {
                let digits = part.first == 0x2D ? part.dropFirst() : part
                guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { throw .unreadable(shown) }
                if part.first == 0x2D { throw .negative(shown) }
            }
            let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
            guard let failures = numbers[0], let trials = numbers[1], failures <= 1 << 40, trials <= 1 << 40 else {
                throw .tooLarge(shown)
            }
            if trials == 0 { throw .noTrials(shown) }
            if failures == 0 { throw .zero(shown) }
            if failures > trials { throw .aboveOne(shown) }
            rate = Double(failures) / Double(trials)
            counts = Counts(failures: failures, trials: trials)
            return
        }

        let isPercent = bytes.last == 0x25
        let number = bytes.dropLast(isPercent ? 1 : 0)
        let digits = number.first == 0x2D ? number.dropFirst() : number
        guard digits.contains(where: { $0 &- 0x30 < 10 }), digits.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E }),
            digits.count(where: { $0 == 0x2E }) <= 1, let value = Double("0" + String(decoding: digits, as: UTF8.self))
        else { throw .unreadable(shown) }
        let share = isPercent ? value / 100 : value
        if share == 0 { throw .zero(shown) }
        if number.first == 0x2D { throw .negative(shown) }
        if share > 1 { throw .aboveOne(shown) }
        rate = share
        counts = nil
    }
}
