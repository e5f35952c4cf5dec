import Foundation
import KadenceAPI
import Simulator
import Synchronization

/// The built program beside a stand-in API whose access log is kept, with recorded calls to replay.
final class ReplayBench: Sendable {
    let program: Program
    let simulator: SimulatedKadence
    private let seen: Log

    private final class Log: Sendable {
        let lines = Mutex<[AnsweredRequest]>([])
    }

    /// - Parameter faults: a plan's text.
    init(faults: String = "", quota: Int = 2_500) async throws {
        program = try Program()
        let log = Log()
        seen = log
        var options = SimulatorOptions(onAnswer: { line in log.lines.withLock { $0.append(line) } })
        options.quotaLimit = quota
        simulator = try await SimulatedKadence.start(
            faults: faults.isEmpty ? .none : try FaultPlan.parse(Array(faults.utf8)),
            options: options
        )
    }

    /// Everything that was asked, requests for tokens included.
    var requests: [AnsweredRequest] { seen.lines.withLock { $0 } }
    /// Requests that were not for tokens.
    var calls: [AnsweredRequest] { requests.filter { $0.target != "/oauth2/token" } }

    func stop() async {
        await simulator.stop()
        program.remove()
    }

    var environment: [String: String] {
        [
            "KADENCE_API_KEY_IDENTIFIER": String(decoding: simulator.credentials.identifier, as: UTF8.self),
            "KADENCE_API_KEY_SECRET": String(decoding: simulator.credentials.secret, as: UTF8.self),
        ]
    }

    var endpoint: [String] { ["--base-url", simulator.apiBase, "--auth-url", simulator.authBase] }

    func run(_ arguments: [String]) async throws -> Program.Result {
        try await program.run(arguments, environment: environment)
    }

    func replay(_ arguments: String...) async throws -> Program.Result {
        try await run(["replay"] + arguments + endpoint)
    }

    /// Stores calls as if they had been recorded at the stand-in; numbered from 1.
    func store(_ entries: [String]) async throws -> Program.Result {
        let text =
            #"{"log":{"version":"1.2","creator":{"name":"Test","version":"1"},"entries":["#
            + entries.joined(separator: ",") + "]}}"
        try Data(text.utf8).write(to: URL(fileURLWithPath: program.path("calls.har")))
        return try await run(["import", "calls.har"])
    }

    /// A recorded call, as a HAR entry.
    func entry(
        _ path: String,
        _ method: String = "GET",
        status: Int = 503,
        body: String? = nil,
        answer: String = #"{\"hydra:title\":\"An error occurred\",\"hydra:description\":\"Upstream\"}"#
    ) -> String {
        let data = body.map { #","postData":{"mimeType":"application/json","text":"\#($0)"}"# } ?? ""
        let bearer = #"{"name":"Authorization","value":"Bearer a-token-of-old-0a1b2c3d"}"#
        let type = #"{"name":"Content-Type","value":"application/ld+json"}"#
        return #"{"startedDateTime":"2026-11-23T17:31:02Z","time":20,"request":{"method":"\#(method)","#
            + #""url":"\#(simulator.apiBase)\#(path)","httpVersion":"HTTP/1.1","headers":[\#(bearer)],"#
            + #""cookies":[],"queryString":[],"headersSize":-1,"bodySize":-1\#(data)},"#
            + #""response":{"status":\#(status),"statusText":"X","httpVersion":"HTTP/1.1","headers":[\#(type)],"#
            + #""cookies":[],"content":{"size":1,"mimeType":"application/ld+json","text":"\#(answer)"},"#
            + #""redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"send":0,"wait":20,"receive":0}}"#
    }
}
