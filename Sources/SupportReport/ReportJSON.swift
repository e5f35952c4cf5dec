package import ExchangeModel
import HARFormat
package import JSONTree
import Redaction
package import ReplayPlan
import Statistics

/// The report's machine-readable parts, and the shape that `replay --json` shares with `frequency.json`.
package enum ReportJSON {
    /// `{"attempts","counted","failed","inconclusive","rate","interval","signatures"}` as fields in this order.
    package static func summary(_ frequency: Frequency) -> [(String, JSONValue)] {
        [
            ("attempts", .int(frequency.attempts)), ("counted", .int(frequency.counted)),
            ("failed", .int(frequency.failed)), ("inconclusive", .int(frequency.inconclusive)),
            ("rate", frequency.rate.map { .double($0) } ?? .null),
            ("interval", interval(frequency.interval)),
            (
                "signatures",
                .array(
                    frequency.signatures.map {
                        .object([
                            ("signature", .string($0.signature.summary)), ("count", .int($0.count)),
                            ("traceIDs", .array($0.traceIDs.map { .string($0.text) })),
                        ])
                    }
                )
            ),
        ]
    }

    static func interval(_ interval: BinomialInterval?) -> JSONValue {
        interval.map {
            .object([
                ("low", .double($0.low)), ("high", .double($0.high)), ("level", .double($0.level)),
                ("method", .string($0.method)),
            ])
        } ?? .null
    }

    /// Where what was replaced by what; the request's number is that of its files.
    static func redactions(_ items: [ReportInput.Item]) -> [UInt8] {
        let list = items.enumerated().flatMap { index, item in
            item.exchange.replacements.map { replacement -> JSONValue in
                .object([
                    ("request", .int(index + 1)), ("place", .string(replacement.place.description)),
                    ("pointer", .string(replacement.pointer)), ("rule", .string(replacement.rule)),
                    ("reason", .string(replacement.reason)), ("standIn", .string(replacement.standIn)),
                ])
            }
        }
        return JSONValue.array(list).serialized(pretty: true) + [0x0A]
    }

    /// What made the report, which files belong to which request, and each file's digest and size.
    ///
    /// - Parameter files: all but the manifest itself.
    static func manifest(_ files: [SupportBundle.File], _ input: ReportInput) -> [UInt8] {
        let requests = input.items.enumerated().map { index, item -> JSONValue in
            .object([
                ("request", .int(index + 1)), ("exchange", .int(item.number)),
                (
                    "startedAt",
                    item.exchange.startedAt.microseconds == 0 ? .null : .string("\(item.exchange.startedAt)")
                ),
                ("files", .string(ReportBuilder.exchangeStem(index) + "-*.txt")),
            ])
        }
        let list = files.sorted { $0.name < $1.name }.map { file -> JSONValue in
            .object([("name", .string(file.name)), ("size", .int(file.size)), ("sha256", .string(file.sha256))])
        }
        let value = JSONValue.object([
            ("schema", .string("reprise-report/1")), ("generator", .string(input.generator)),
            ("versions", .object([("har", .string("1.2")), ("harExtension", .int(HARWriter.formatVersion))])),
            // `exchange` is the number by which findings.json and exchanges.har name a request.
            ("requests", .array(requests)), ("files", .array(list)),
        ])
        return value.serialized(pretty: true) + [0x0A]
    }

    /// The reason in words.
    package static func sentence(_ reason: InconclusiveReason) -> String {
        switch reason {
        case .signInRefused(let text): "sign-in refused: \(text)"
        case .notSent(let text): "not sent: \(text)"
        case .quota: "the hourly quota"
        case .earlierStepFailed(let text): "an earlier step failed: \(text)"
        case .notEvaluable(let text): "not evaluable: \(text)"
        }
    }
}
