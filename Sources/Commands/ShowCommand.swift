import ArgumentParser
import CaptureStore
import ExchangeModel
import Foundation
import HARFormat
import Redaction
import SupportReport

struct ShowCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One call, whole: request, response, timings, what was redacted."
    )

    @Argument(help: "The capture's number.")
    var number: Int

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options, creating: false)
        let capture = try workspace.capture(number)
        let exchange = capture.exchange
        if output.json {
            console.out(
                bytes: try workspace.passed(
                    HARWriter.write([HAREntryInput(exchange: exchange, number: number)]) + [0x0A],
                    name: "the output"
                )
            )
            return .fine
        }
        let text = ExchangeText.request(exchange) + "\n\n" + ExchangeText.response(exchange)
        let whole = try workspace.passed(Array(text.utf8), name: "the output")
        if console.outIsTerminal {
            console.out(ShowCommand.readable(exchange))
        } else {
            console.out(bytes: whole + [0x0A])
        }
        console.out(console.paintOut("— capture \(number) · \(exchange.startedAt)", .dim))
        console.out("  timings   " + ShowCommand.timings(exchange.timings))
        console.out("  trace id  " + (exchange.traceID.map { shown($0.text) } ?? "X-WX-Trace: not in the response"))
        if let address = exchange.connection.remoteAddress {
            let reuse = exchange.connection.isReused.map { $0 ? ", connection reused" : ", new connection" } ?? ""
            console.out("  server    " + shown(address) + reuse)
        }
        if let repeats = capture.repeats { console.out("  repeats   capture \(repeats)") }
        if !capture.tags.isEmpty { console.out("  tags      " + capture.tags.map { shown($0) }.joined(separator: " ")) }
        for replacement in exchange.replacements {
            let pointer = replacement.pointer.isEmpty ? "" : " " + shown(replacement.pointer, 60)
            console.out(
                "  redacted  " + shown("\(replacement.place)", 40) + pointer + " → " + shown(replacement.standIn, 60)
            )
        }
        console.talk("  next: reprise replay \(number) --times 10 · reprise report \(number)")
        return .fine
    }

    /// As it was on the wire, but with JSON bodies indented: what a terminal would show as one endless line.
    private static func readable(_ exchange: RedactedExchange) -> String {
        func message(_ text: String, _ body: RedactedBody?) -> String {
            // A body with something to be said about it keeps the words that say it.
            guard let body, body.facts.mediaKind == .json, body.facts.syntaxError == nil, !body.bytes.isEmpty,
                body.withheld == nil, !body.isCut, !body.isTruncated, exchange.failure == nil,
                exchange.response?.trailers.fields.isEmpty != false, let end = text.range(of: "\n\n")
            else { return text }
            return text[..<end.upperBound] + shownBody(body.bytes) + "\n"
        }
        return message(ExchangeText.request(exchange), exchange.request.body) + "\n"
            + message(ExchangeText.response(exchange), exchange.response?.body)
    }

    private static func timings(_ timings: Timings) -> String {
        let parts: [(String, Duration?)] = [
            ("blocked", timings.blocked), ("dns", timings.dns), ("connect", timings.connect), ("tls", timings.tls),
            ("send", timings.send), ("wait", timings.wait), ("receive", timings.receive),
        ]
        let known = parts.compactMap { name, value in value.map { name + " " + Look.milliseconds($0) } }
        return known.isEmpty
            ? "not recorded" : known.joined(separator: " · ") + " · total " + Look.milliseconds(timings.total)
    }
}
