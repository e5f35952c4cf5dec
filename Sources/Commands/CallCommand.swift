import ArgumentParser
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import SupportReport

struct CallCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "One call, signed in and recorded.",
        discussion: """
            The answer's body goes to stdout, redacted as it is stored; everything else to stderr. With --json the call \
            itself goes to stdout instead, as `reprise list --json` prints it.
            """
    )

    @Argument(help: "GET, POST, PATCH, …")
    var method: String

    @Argument(help: "Path and query: /v1/public/bookings?page=1")
    var path: String

    @Option(help: ArgumentHelp("The request's body, JSON; @FILE reads it from a file.", valueName: "json|@file"))
    var data: String?

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("A further header field.", valueName: "name: value")
    )
    var header: [String] = []

    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let body = try requestBody()
        let headers = try HeaderList(header.map(CallCommand.field))
        let workspace = try await Workspace.open(options)
        try Retention.apply(workspace)
        let endpoints = try workspace.settings.endpoints(endpoint)
        let credentials = try workspace.settings.requiredCredentials()
        // Who types a method means it; only replays need their operation named.
        let url = path.hasPrefix("http") ? Array(path.utf8) : endpoints.apiURL(path)
        let writes = WriteGuard(allowed: [operationLabel(method: method.uppercased(), url: url)])
        let session = try APISession.open(
            endpoints,
            credentials,
            in: workspace,
            writes: writes,
            trust: endpoint.trust
        )
        let result = await session.caller.call(method.uppercased(), path, headers: headers, body: body)
        var explained: SignInProblem?
        if case .notSignedIn(let problem) = result { explained = await session.signIn.explain(problem) }
        await session.close()
        try workspace.rememberSecrets()
        switch result {
        case .refused(let refusal): throw CommandFailure(refusal.sentence, remedy: refusal.remedy, status: .usage)
        case .notSignedIn(let problem):
            let told = explained ?? problem
            throw CommandFailure(told.sentence, remedy: told.remedy, status: .inconclusive)
        case .answered(let call):
            console.talk(Look.line(number: call.number, call.redacted, columns: console.columns, paint: console.paint))
            if let error = call.storeError {
                console.talk(console.paint("  the call was made but not stored: ", .bad) + shown("\(error)"))
            }
            let body = call.redacted.response?.body
            let bytes = try workspace.passed(body?.bytes ?? [], name: "the answer")
            if output.json {
                console.out(Look.json(number: call.number, call.redacted).text)
            } else if console.outIsTerminal {
                if !bytes.isEmpty { console.out(shownBody(bytes)) }
            } else {
                console.out(bytes: bytes)
            }
            if let reason = body?.withheld { console.talk("  body left out: " + shown(reason)) }
            let next = call.number.map { " · next: reprise show \($0)" } ?? ""
            if let failure = call.redacted.failure {
                console.talk("  no whole answer: " + shown(failure.message) + next)
                return .inconclusive
            }
            let status = call.raw.response?.status ?? 0
            console.talk("  status \(status)" + next)
            return status < 400 ? .fine : status == 429 || status == 401 ? .inconclusive : .failed
        }
    }

    /// - Throws: `CommandFailure` with the place, if the body is not JSON although nothing says it is something else.
    private func requestBody() throws(CommandFailure) -> [UInt8] {
        guard let data else { return [] }
        let bytes = data.hasPrefix("@") ? try AtomicFile.read(String(data.dropFirst())) : Array(data.utf8)
        let type = header.first { $0.lowercased().hasPrefix("content-type:") }?.lowercased()
        guard type == nil || type?.contains("json") == true else { return bytes }
        do {
            _ = try JSONDocument.parse(bytes)
        } catch {
            throw CommandFailure(
                "the body is not valid JSON: \(error)",
                remedy: "nothing was sent; correct it, or name another type with -H \"Content-Type: …\"",
                status: .usage
            )
        }
        return bytes
    }

    private static func field(_ text: String) throws(CommandFailure) -> HeaderList.Field {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ ASCII.isToken($0) }),
            parts[1].utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 })
        else {
            throw CommandFailure(
                "\"\(text)\" is no header field",
                remedy: "write it like \"Accept: text/csv\"",
                status: .usage
            )
        }
        return HeaderList.Field(name: Array(parts[0].utf8), value: ASCII.trimmed(Array(parts[1].utf8)))
    }
}
