internal import ExchangeModel
package import Redaction

/// One entry for a HAR file.
package struct HAREntryInput: Sendable {
    package var exchange: RedactedExchange
    /// The capture's number, where it has one.
    package var number: Int?
    /// Whether the moment on the recorder's monotonic clock is written, which shows what one process has recorded.
    package var showsProcess: Bool

    package init(exchange: RedactedExchange, number: Int? = nil, showsProcess: Bool = true) {
        self.exchange = exchange
        self.number = number
        self.showsProcess = showsProcess
    }
}

/// Writes HAR 1.2 that every viewer opens; what HAR has no place for stands in `_reprise` members.
///
/// The same entries give the same bytes. Cookies are written only as the header fields they came in, so that
/// nothing is said twice.
package enum HARWriter {
    /// The version of the `_reprise` members.
    package static let formatVersion = 1

    /// - Parameters:
    ///   - variables: what a flow file asks for.
    ///   - comment: goes into the file as it is; for words that are safe to show.
    package static func write(
        _ entries: [HAREntryInput],
        variables: [HARVariable] = [],
        minimised: [UInt8]? = nil,
        comment: String? = nil,
        creatorVersion: String = "0.1.0"
    ) -> [UInt8] {
        var json = JSONBuilder()
        // Doubling as it grows would take a third copy of large bodies.
        json.reserve(
            entries.reduce(1_024) { sum, entry in
                let exchange = entry.exchange
                let bodies = exchange.request.body.bytes.count + (exchange.response?.body.bytes.count ?? 0)
                return sum + bodies + bodies / 8 + 4_096 + 256 * exchange.replacements.count
            }
        )
        json.object { json in
            json.object("log") { json in
                json.string("version", "1.2")
                json.object("creator") { json in
                    json.string("name", "Reprise")
                    json.string("version", creatorVersion)
                }
                if let comment { json.string("comment", comment) }
                json.object("_reprise") { json in
                    json.number("version", formatVersion)
                    if !variables.isEmpty {
                        json.array("variables") { json in
                            for variable in variables { variable.write(to: &json) }
                        }
                    }
                    if let minimised { json.number("minimised", String(decoding: minimised, as: UTF8.self)) }
                }
                json.array("entries") { json in
                    for entry in entries { HAREntryWriter.write(entry, to: &json) }
                }
            }
        }
        return json.bytes + [0x0A]
    }
}
