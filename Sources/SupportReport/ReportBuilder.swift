import APIDocument
import ContractCheck
import ExchangeModel
import Foundation
import HARFormat
package import Redaction
import SafeText

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
        let names = fileNames(input)
        let request = SupportRequest(input, attached: names) { text in
            String(decoding: redactor.redactFreeText(Array(text.utf8)), as: UTF8.self)
        }
        var archive = ReportArchive(gate: gate)
        for name in names { try archive.add(name, bytes(of: name, input, request)) }
        for (index, item) in input.items.enumerated() {
            let stem = exchangeStem(index)
            try archive.add(stem + "-request.txt", Array(ExchangeText.request(item.exchange).utf8))
            try archive.add(stem + "-response.txt", Array(ExchangeText.response(item.exchange).utf8))
        }
        try archive.add("manifest.json", ReportJSON.manifest(archive.files, input))
        let name = fileStem(about)
        let address = input.supportAddress ?? ""
        // New in the draft and its name; all the rest has passed.
        archive.check("\(request.subject)\n\(address)\n\(name)", name: "the e-mail's header")
        let zip = try archive.finished()

        let email = EmailDraft.make(
            to: address,
            subject: request.subject,
            body: request.body,
            attachment: zip,
            name: name + ".zip",
            boundary: "reprise-" + ReportArchive.digest(zip).prefix(32)
        )
        return SupportBundle(
            files: archive.files,
            zip: zip,
            email: email,
            fileStem: name,
            subject: request.subject,
            isAddressed: !address.isEmpty
        )
    }

    /// The files that are there beside each exchange's two and the manifest.
    private static func fileNames(_ input: ReportInput) -> [String] {
        var names = ["00-README.txt", "01-support-request.txt", "exchanges.har"]
        if input.frequency != nil { names.append("frequency.json") }
        if let check = input.check, !check.findings.isEmpty { names.append("findings.json") }
        return names + ["reproduce.txt", "redactions.json"]
    }

    private static func bytes(of name: String, _ input: ReportInput, _ request: SupportRequest) -> [UInt8] {
        switch name {
        case "00-README.txt": return Array(ReportReadme.text(input, names: fileNames(input) + ["manifest.json"]).utf8)
        case "01-support-request.txt": return Array(("Subject: " + request.subject + "\n\n" + request.body).utf8)
        case "exchanges.har":
            // Whoever gets two reports need not learn whether one process made both.
            return HARWriter.write(
                input.items.map { HAREntryInput(exchange: $0.exchange, number: $0.number, showsProcess: false) }
            )
        case "frequency.json": return input.frequency.map { ReportJSON.frequency($0, input) } ?? []
        case "findings.json": return input.check.map { FindingFormat.json($0) } ?? []
        case "reproduce.txt": return Array(ReportReadme.reproduce(input).utf8)
        default: return ReportJSON.redactions(input.items)
        }
    }

    /// `exchanges/0001`, where the first exchange's files begin.
    static func exchangeStem(_ index: Int) -> String { String(format: "exchanges/%04d", index + 1) }

    /// The name that the report's files will have, without an ending; nil where there is nothing to report.
    package static func fileStem(_ input: ReportInput) -> String? { input.subject.map { fileStem($0) } }

    private static func fileStem(_ item: ReportInput.Item) -> String {
        let status =
            item.exchange.response.map { String($0.status) } ?? (item.exchange.failure?.kind.rawValue ?? "none")
        let words = item.operation.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        let operation = words.filter { $0 != "v1" && $0 != "public" }.joined(separator: "-").lowercased()
        // The end must stay: a name is cut at 100 characters.
        return Neutralizer.neutralize(
            "\(item.exchange.startedAt.compact)-\(operation.prefix(60))-\(status)",
            for: .fileName
        )
    }
}
