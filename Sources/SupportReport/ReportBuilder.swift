import ContractCheck
import Crypto
import Deflate
import ExchangeModel
import Foundation
import HARFormat
import JSONTree
package import Redaction
import ReplayPlan
import SafeText

/// A finished report: the bundle's files, the zip of them, and an e-mail draft.
package struct SupportBundle: Sendable {
    /// One file of the bundle; the name is its path in the zip.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    package let files: [File]
    package let zip: [UInt8]
    package let email: [UInt8]
    /// `<utc>-<operation>-<status>`, safe as a file name, without an ending.
    package let fileStem: String
    package let subject: String
}

/// Why no report was made.
package enum ReportError: Error, Sendable, CustomStringConvertible {
    /// There is no exchange to report.
    case empty
    /// The finished files hold something secret; nothing was written.
    case leak([Leak])
    /// The archive could not be put together.
    case archive(String)

    package var description: String {
        switch self {
        case .empty: "there is nothing to report: no exchange was given"
        case .leak(let leaks):
            "a secret was found in the finished report, so it was not written: "
                + leaks.prefix(5).map { "\($0.kind) in \($0.file) at byte \($0.offset)" }.joined(separator: "; ")
        case .archive(let reason): "the zip file could not be made: \(reason)"
        }
    }
}

/// Makes the report in the guide's form, and lets it out only through the last gate.
package enum ReportBuilder {
    /// - Parameters:
    ///   - gate: scans every finished file for every secret this machine knows.
    ///   - redactor: cleans what people wrote, before the gate looks.
    package static func build(
        _ input: ReportInput,
        gate: LeakScanner,
        redactor: Redactor
    ) throws(ReportError) -> SupportBundle {
        guard let about = input.subject else { throw .empty }
        let request = SupportRequest(input) { text in
            String(decoding: redactor.redactFreeText(Array(text.utf8)), as: UTF8.self)
        }
        var files = [
            SupportBundle.File(name: "00-README.txt", bytes: Array(readme(input).utf8)),
            SupportBundle.File(
                name: "01-support-request.txt",
                bytes: Array(("Subject: " + request.subject + "\n\n" + request.body).utf8)
            ),
        ]
        for (index, item) in input.items.enumerated() {
            let stem = String(format: "exchanges/%04d", index + 1)
            files.append(.init(name: stem + "-request.txt", bytes: Array(ExchangeText.request(item.exchange).utf8)))
            files.append(.init(name: stem + "-response.txt", bytes: Array(ExchangeText.response(item.exchange).utf8)))
        }
        files.append(
            .init(
                name: "exchanges.har",
                bytes: HARWriter.write(input.items.map { HAREntryInput(exchange: $0.exchange, number: $0.number) })
            )
        )
        if let frequency = input.frequency {
            files.append(.init(name: "frequency.json", bytes: ReportJSON.frequency(frequency, input.attempts)))
        }
        if let check = input.check, !check.findings.isEmpty {
            files.append(.init(name: "findings.json", bytes: FindingFormat.json(check)))
        }
        files.append(.init(name: "reproduce.txt", bytes: Array(reproduce(input).utf8)))
        files.append(.init(name: "redactions.json", bytes: ReportJSON.redactions(input.items)))
        files.append(.init(name: "manifest.json", bytes: manifest(files, input)))

        let leaks = files.flatMap { gate.scan($0.bytes, name: $0.name) }
        guard leaks.isEmpty else { throw .leak(leaks) }

        let zip: [UInt8]
        do throws(ZipError) {
            var writer = ZipWriter()
            for file in files { try writer.add(file.name, file.bytes) }
            zip = try writer.finish()
        } catch {
            throw .archive("\(error)")
        }
        let stem = fileStem(about)
        let boundary = "reprise-" + hex(SHA256.hash(data: zip)).prefix(32)
        let email = EmailDraft.make(
            to: input.supportAddress,
            subject: request.subject,
            body: request.body,
            attachment: zip,
            name: stem + ".zip",
            boundary: boundary
        )
        // The address and the subject are new in the draft; the rest has passed.
        let late = gate.scan(Array((request.subject + "\n" + (input.supportAddress ?? "")).utf8), name: "subject")
        guard late.isEmpty else { throw .leak(late) }
        return SupportBundle(files: files, zip: zip, email: email, fileStem: stem, subject: request.subject)
    }

    private static func fileStem(_ item: ReportInput.Item) -> String {
        let status =
            item.exchange.response.map { String($0.status) } ?? (item.exchange.failure?.kind.rawValue ?? "none")
        let words = item.operation.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        let operation = words.filter { $0 != "v1" && $0 != "public" }.joined(separator: "-").lowercased()
        return Neutralizer.neutralize(
            Array("\(item.exchange.startedAt.compact)-\(operation)-\(status)".utf8),
            for: .fileName
        )
    }

    private static func readme(_ input: ReportInput) -> String {
        let count = input.items.reduce(0) { $0 + $1.exchange.replacements.count }
        let withheld = input.items.flatMap { [$0.exchange.request.body.withheld, $0.exchange.response?.body.withheld] }
            .compactMap { $0 }
        return """
            This is a support request for the Kadence REST API, with its evidence.
            Made by \(input.generator) from recorded calls.

            Read 01-support-request.txt first; it follows the list in Kadence's API guide.

              exchanges/        each request and response as HTTP looks on the wire
              exchanges.har     the same as HAR 1.2, for any HAR viewer
              frequency.json    each attempt of the replay, where there was one
              findings.json     what the contract check noticed, where it noticed something
              reproduce.txt     curl lines; put a token of your own in $KADENCE_TOKEN
              redactions.json   what was replaced, where and by which rule
              manifest.json     SHA-256 and size of each file

            What was replaced: \(count) values (credentials, cookies, unknown header values, e-mail addresses,
            names, phone numbers), before anything was written to disk. A stand-in looks like
            redacted-bearer-k81d0e or email-3f9a2c@redacted.invalid; equal values have equal stand-ins.
            Bodies left out whole: \(withheld.count).

            What this can't promise: a secret that no rule knows and that looks like ordinary text may still be
            here. Every finished file was searched for each secret known to the sender's machine, in raw,
            percent, base64, hexadecimal and JSON form, and none was found.

            """
    }

    private static func reproduce(_ input: ReportInput) -> String {
        "# Put an access token in KADENCE_TOKEN first. Other $VARIABLES stand for values that were redacted.\n\n"
            + input.items.map { "# request \($0.number)\n" + CurlCommand.write($0.exchange) }.joined(separator: "\n\n")
            + "\n"
    }

    private static func manifest(_ files: [SupportBundle.File], _ input: ReportInput) -> [UInt8] {
        let list = files.sorted { $0.name < $1.name }.map { file -> JSONValue in
            .object([
                ("name", .string(file.name)), ("size", .int(file.bytes.count)),
                ("sha256", .string(hex(SHA256.hash(data: file.bytes)))),
            ])
        }
        let value = JSONValue.object([
            ("schema", .string("reprise-report/1")), ("generator", .string(input.generator)), ("files", .array(list)),
        ])
        return value.serialized(pretty: true) + [0x0A]
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
