import ArgumentParser
import JSONTree
import OfflineAPI
import Redaction
import Wire

struct ServeCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers from a recording, offline: an upstream for a client's tests.",
        discussion: """
            It prints the addresses to use, as lines that a shell can read. A request is looked for by method, path, query \
            and body: the order of parameters and of keys, encodings, the spelling of numbers, the host and what stands \
            before /v1/public make no difference, and where the recording has a stand-in any value will do. Of header \
            fields only Accept counts, which chooses between, say, CSV and JSON. Equal requests are answered in recorded \
            order, then with the last answer again, unless --strict. Tokens are made up, and nobody checks them.

            What is not recorded is answered with 501 and a hydra:Error that names the nearest recorded request and what \
            differs, as the X-Reprise-Mismatch field does. Redirects to the recorded API are led back here; addresses in \
            bodies stay as recorded.

            Of a body that the recording lacks (photos and other binary content are never kept) only the type is known: \
            PNG, JPEG and SVG become an image of one pixel, other files nothing at all, marked by the field \
            X-Reprise-Body: withheld. Where a client would read data from it, the answer is 501.

            Exit codes: 0 everything asked was recorded · 1 something was not · 3 a recorded answer could not be given \
            as it was, because its body was cut or left out
            """
    )

    @Argument(help: ArgumentHelp("Capture numbers or ranges, flows or HAR files.", valueName: "what"))
    var selection: [String]

    @Option(help: ArgumentHelp("Where to listen; loopback only. Port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8090"

    @Flag(help: "Take as long for each answer as the API did, instead of answering at once.")
    var timing = false

    @Flag(help: "Count a request beyond those recorded as not recorded.")
    var strict = false

    @Flag(help: "End when every recorded answer has been given, instead of at Ctrl-C.")
    var untilDone = false

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let address = try ListenAddress.parse(listen)
        let workspace = try await Workspace.open(options, for: selection)
        let chosen = try CaptureSelection.resolve(selection, in: workspace)
        guard chosen.items.count <= RecordedAnswers.mostSteps else {
            throw CommandFailure(
                "\(Look.grouped(chosen.items.count)) calls are too many to serve at once",
                remedy: "name at most \(Look.grouped(RecordedAnswers.mostSteps))",
                status: .usage
            )
        }
        let answers = RecordedAnswers(chosen.items.map(\.exchange))
        let keys = workspace.keys
        // Each request by itself: a made-up secret of a test must not be looked for in the requests after it.
        var serving = OfflineOptions(redact: { Redactor(keys: keys).redact($0) }) { request in
            ServeShow.line(request, console)
        }
        serving.keepsTiming = timing
        serving.isStrict = strict
        let server: OfflineServer
        do {
            server = try await OfflineServer.start(
                answers,
                listen: (address.host, address.port),
                options: serving
            )
        } catch {
            throw CommandFailure("\(error)", status: .usage)
        }
        if output.json {
            console.out(
                JSONValue.object([
                    ("baseUrl", .string(server.origin)), ("authUrl", .string(server.origin)),
                    ("recorded", .int(answers.steps.count)),
                ]).text
            )
        } else {
            console.out("REPRISE_BASE_URL=" + server.origin)
            console.out("REPRISE_AUTH_URL=" + server.origin)
        }
        ServeShow.start(chosen.title, answers, on: server.origin, ends: untilDone, console)
        if untilDone {
            await server.untilAllAsked()
        } else {
            await untilCancelled()
        }
        await server.stop()
        return ServeShow.verdict(server.summary, neverAsked: server.neverAsked, json: output.json, console)
    }
}
