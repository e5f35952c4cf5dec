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
        var text = ExchangeText.request(exchange) + "\n\n" + ExchangeText.response(exchange)
        text = String(decoding: try workspace.passed(Array(text.utf8), name: "the output"), as: UTF8.self)
        console.out(text)
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
