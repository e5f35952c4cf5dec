import ExchangeModel
import Redaction

/// What an `Accept` field asks for (RFC 9110 §12.5.1), as far as it chooses among recorded answers.
package struct MediaPreference: Sendable, Hashable {
    private struct Range: Sendable, Hashable {
        /// `text/csv`, `text/*` or `*/*`, lower case.
        let type: [UInt8]
        /// In thousandths.
        let quality: Int
    }

    private static let mostRanges = 50
    private let ranges: [Range]

    /// - Parameter fields: the values of every `Accept` field.
    package init(_ fields: [[UInt8]]) {
        ranges = fields.lazy.flatMap { $0.split(separator: 0x2C) }.prefix(MediaPreference.mostRanges).map { item in
            let pieces = item.split(separator: 0x3B).map { ASCII.lower(ASCII.trimmed(Array($0))) }
            let weight = pieces.dropFirst().first { $0.starts(with: [0x71, 0x3D]) }?.dropFirst(2)
            let value = weight.flatMap { Double(String(decoding: $0, as: UTF8.self)) } ?? 1
            return Range(type: pieces.first ?? [], quality: value >= 0 && value <= 1 ? Int(value * 1_000) : 1_000)
        }
    }

    /// How welcome an answer of this type is: 1,000 where it is asked for or nothing is asked for, 0 where it is not.
    package func quality(of type: [UInt8]) -> Int {
        guard !ranges.isEmpty, !type.isEmpty else { return 1_000 }
        let family = Array(type.prefix { $0 != 0x2F }) + [0x2F, 0x2A]
        // The most exact range decides.
        if let named = quality(named: type) { return named }
        let general = quality(named: family) ?? quality(named: [0x2A, 0x2F, 0x2A]) ?? 0
        guard type.suffix(5).elementsEqual("+json".utf8), let json = quality(named: Array("application/json".utf8))
        else { return general }
        // Who takes JSON can read its dialects, but would rather have what was named.
        return max(json - 1, general)
    }

    private func quality(named type: [UInt8]) -> Int? {
        ranges.first { $0.type == type }?.quality
    }
}
