internal import ExchangeModel
internal import JSONTree

/// When an exchange began on its recorder's monotonic clock, as `_reprise.monotonicStart` of its entry:
/// `{"process": "0f3c…", "offset": 1250.004}`, 16 hexadecimal digits (more than a number of JSON is sure to keep) and
/// milliseconds with up to three decimals.
enum HARMoment {
    static let name = "monotonicStart"

    static func write(_ moment: MonotonicMoment, to json: inout JSONBuilder) {
        let process = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: moment.process >> $0) }
        json.object(name) { json in
            json.string("process", Hexadecimal.encode(process))
            json.number("offset", HARTimings.milliseconds(moment.offset))
        }
    }

    /// Nil where it is not there, or not whole, or where no process could have lived as long.
    static func read(_ node: JSONNode?) -> MonotonicMoment? {
        guard let digits = node?["process"]?.stringBytes, digits.count == 16,
            let process = Hexadecimal.decode(digits), let offset = node?["offset"]?.double, offset >= 0,
            offset <= MonotonicMoment.longestOffset.milliseconds
        else { return nil }
        return MonotonicMoment(
            process: process.reduce(0) { $0 << 8 | UInt64($1) },
            // Cut instead, the number before a decimal that binary fractions miss would come out.
            offset: .microseconds(Int64((offset * 1_000).rounded()))
        )
    }
}
