import ArgumentParser
import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Recording
import Redaction
import SupportReport
import Wire

struct DoctorCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at credentials, region, network, TLS, clock, quota and trace header, and says what to fix.",
        discussion: "Costs one call of the hourly quota, besides the sign-in."
    )

    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: JSONOptions

    func execute(_ console: Console) async throws -> ExitStatus {
        let workspace = try await Workspace.open(options)
        try Retention.apply(workspace)
        let endpoints = try workspace.settings.endpoints(endpoint)
        let (wire, client) = try workspace.recordingClient(trust: endpoint.trust)
        var examination = Examination(console: console, json: output.json)
        do {
            try await examine(&examination, workspace, endpoints, client)
        } catch {
            await wire.shutdown()
            throw error
        }
        await wire.shutdown()
        try workspace.rememberSecrets()
        if examination.isSound {
            console.talk("  all well · next: reprise call GET /v1/public/buildings")
            return .fine
        }
        console.talk("  see the FAIL lines above · exit 4: inconclusive until they are fixed")
        return .inconclusive
    }

    private func examine(
        _ examination: inout Examination,
        _ workspace: Workspace,
        _ endpoints: Endpoints,
        _ client: RecordingClient
    ) async throws {
        let region = endpoints.region?.rawValue ?? "custom"
        if let mismatch = endpoints.mismatch {
            examination.fail("region", mismatch, fix: "use --region eu or --region us for both")
        } else {
            examination.pass(
                "region",
                "\(region): \(endpoints.apiBase.origin), sign-in at \(endpoints.authBase.origin)"
            )
        }
        let credentials: Credentials
        do {
            credentials = try workspace.settings.requiredCredentials()
            examination.pass("credentials", "an API key is set")
        } catch {
            examination.fail("credentials", error.message, fix: error.remedy)
            return
        }
        let signIn = await client.send(TokenRequest.message(credentials, endpoints), label: "doctor")
        examination.connection("sign-in host", signIn.raw, endpoints.authBase)
        guard signIn.raw.failure == nil else { return }
        guard case .success(let token) = TokenAnswer.read(signIn.raw, region: endpoints.region) else {
            if case .failure(let problem) = TokenAnswer.read(signIn.raw, region: endpoints.region) {
                var told = problem
                if let region = endpoints.region, problem.status == 401 {
                    // The same key tried at the other region's door tells a wrong key from a wrong region.
                    let other = try Endpoints(region: region.other)
                    let second = await client.send(TokenRequest.message(credentials, other), label: "doctor")
                    if second.raw.response != nil {
                        var accepts = false
                        if case .success = TokenAnswer.read(second.raw, region: region.other) { accepts = true }
                        told = problem.knowing(otherRegion: region.other, accepts: accepts)
                    }
                }
                examination.fail("sign-in", told.sentence, fix: told.remedy)
            }
            return
        }
        workspace.secrets.add(token.value, kind: "token")
        examination.pass("sign-in", "a token until \(token.expiresAt.text(fractionDigits: 0))")

        var request = RequestMessage(
            method: "GET",
            url: endpoints.apiURL("/v1/public/buildings?itemsPerPage=10"),
            headers: ["Accept": "application/ld+json", "User-Agent": "reprise/\(programVersion)"]
        )
        request.headers.fields.append(HeaderList.Field(name: Array("Authorization".utf8), value: token.authorization))
        let call = await client.send(request, label: "doctor")
        examination.connection("API host", call.raw, endpoints.apiBase)
        guard let response = call.raw.response else { return }
        if response.status == 200 {
            examination.pass("first call", "GET /v1/public/buildings answers 200")
        } else {
            examination.fail(
                "first call",
                "GET /v1/public/buildings answers \(response.status)",
                fix: call.number.map { "reprise show \($0), then reprise report \($0)" }
            )
        }
        examination.clock(call.raw)
        examination.quota(response)
        if let trace = TraceID(headers: response.headers) {
            examination.pass("trace header", "X-WX-Trace: " + trace.text)
        } else {
            examination.fail(
                "trace header",
                "no X-WX-Trace in the answer",
                fix: "reports will give the time instead, which the guide accepts"
            )
        }
    }
}

/// The checks' lines, as they come.
private struct Examination {
    let console: Console
    let json: Bool
    private(set) var isSound = true

    init(console: Console, json: Bool) {
        self.console = console
        self.json = json
    }

    mutating func pass(_ name: String, _ detail: String) { line(name, true, detail, nil) }

    mutating func fail(_ name: String, _ detail: String, fix: String?) {
        isSound = false
        line(name, false, detail, fix)
    }

    mutating func connection(_ name: String, _ exchange: Exchange, _ base: URLParts) {
        if let failure = exchange.failure {
            fail(
                name,
                failure.message,
                fix: "check the network, a proxy or firewall in between, and --base-url/--auth-url"
            )
            return
        }
        var parts = [exchange.connection.remoteAddress ?? base.origin]
        if let dns = exchange.timings.dns { parts.append("dns " + Look.milliseconds(dns)) }
        if let connect = exchange.timings.connect { parts.append("connect " + Look.milliseconds(connect)) }
        if let tls = exchange.timings.tls { parts.append("tls " + Look.milliseconds(tls) + ", certificate verified") }
        pass(name, parts.joined(separator: " · "))
    }

    mutating func clock(_ exchange: Exchange) {
        guard let ahead = ClockSkew.secondsAhead(exchange) else {
            pass("clock", "no Date in the answer to compare with")
            return
        }
        if abs(ahead) <= 5 {
            pass("clock", "agrees with the server's to within \(max(1, abs(ahead))) s")
        } else {
            fail(
                "clock",
                "\(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") the server's",
                fix: "set this machine's clock; times in reports are by it"
            )
        }
    }

    mutating func quota(_ response: ResponseMessage) {
        guard let quota = QuotaState(headers: response.headers), let remaining = quota.remaining else {
            fail(
                "quota",
                "no X-RateLimit headers in the answer",
                fix: "replay will go slowly, since it can't see the quota"
            )
            return
        }
        let limit = quota.limit.map { " of " + Look.grouped($0) } ?? ""
        pass("quota", Look.grouped(remaining) + limit + " calls left this hour")
    }

    private func line(_ name: String, _ passed: Bool, _ detail: String, _ fix: String?) {
        if json {
            console.out(
                JSONValue.object([
                    ("check", .string(name)), ("passed", .bool(passed)), ("detail", .string(detail)),
                    ("fix", fix.map { .string($0) } ?? .null),
                ]).text
            )
            return
        }
        console.out(
            "  " + console.paintOut(passed ? "PASS" : "FAIL", passed ? .good : .bad) + "  " + Look.padded(name, to: 13)
                + " "
                + shown(detail)
        )
        if let fix { console.out("                      fix: " + shown(fix)) }
    }
}
