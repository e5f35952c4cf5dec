import ExchangeModel
import Foundation
import JSONTree
import KadenceAPI
import Simulator
import Testing
import Wire

/// A client of the stand-in API that knows nothing of Reprise, recorded by a real `reprise proxy`.
struct SimulatedFlow: Sendable {
    /// A path in which `{id}` stands for the first member's id of an earlier answer.
    struct Step: Sendable {
        var path: String
        /// The step, from 0, whose answer gives the id.
        var source: Int?

        init(_ path: String, _ source: Int? = nil) {
            self.path = path
            self.source = source
        }
    }

    let simulator: SimulatedKadence
    let wire: WireClient
    /// Where the client thinks the API is.
    let base: String

    init(_ simulator: SimulatedKadence, base: String? = nil) {
        self.simulator = simulator
        self.base = base ?? simulator.apiBase
        wire = WireClient()
    }

    static func key(_ simulator: SimulatedKadence) -> [String: String] {
        [
            "KADENCE_API_KEY_IDENTIFIER": String(decoding: simulator.credentials.identifier, as: UTF8.self),
            "KADENCE_API_KEY_SECRET": String(decoding: simulator.credentials.secret, as: UTF8.self),
        ]
    }

    static func endpoint(_ simulator: SimulatedKadence) -> [String] {
        ["--base-url", simulator.apiBase, "--auth-url", simulator.authBase]
    }

    /// Records the steps, all of them again until the last is answered with `status`.
    ///
    /// - Returns: the numbers of that flow's captures, as the command line takes them.
    static func record(
        _ steps: [Step],
        until status: Int,
        _ simulator: SimulatedKadence,
        in program: Program
    ) async throws -> String {
        let proxy = try program.start(["proxy", "--reverse", simulator.apiBase, "--listen", "127.0.0.1:0"])
        let said = try #require(await proxy.line(containing: "send your calls to"))
        let url = try #require(said.split(separator: " ").last { $0.hasPrefix("http://") }).description
        let client = SimulatedFlow(simulator, base: url)
        let token = try await client.token()
        // The first capture is the sign-in.
        var first = 2
        var last: Int?
        for _ in 1...50 where last != status {
            if last != nil { first += steps.count }
            last = try await client.walk(steps, token)
        }
        await client.wire.shutdown()
        let ended = await proxy.interrupt()
        #expect(ended.status == 0 && ended.talk.contains("nothing lost"), "\(ended.talk)")
        try #require(last == status)
        return "\(first)-\(first + steps.count - 1)"
    }

    func token() async throws -> String {
        let key = SimulatedFlow.key(simulator)
        let form =
            "grant_type=client_credentials&client_id=\(key["KADENCE_API_KEY_IDENTIFIER"] ?? "")"
            + "&client_secret=\(key["KADENCE_API_KEY_SECRET"] ?? "")&scope=public"
        let answer = await wire.send(
            RequestMessage(
                method: "POST",
                url: Array((base + "/oauth2/token").utf8),
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: MessageBody(Array(form.utf8))
            )
        )
        return try #require(try JSONDocument.parse(answer.response?.body.bytes ?? []).root["access_token"]?.string)
    }

    func get(_ path: String, _ token: String) async -> Exchange {
        await wire.send(
            RequestMessage(
                method: "GET",
                url: Array((base + path).utf8),
                headers: ["Authorization": "Bearer " + token, "Accept": "application/ld+json"],
                body: MessageBody([])
            )
        )
    }

    /// - Returns: the last answer's status.
    private func walk(_ steps: [Step], _ token: String) async throws -> Int? {
        var answers: [Exchange] = []
        for step in steps {
            var path = step.path
            if let source = step.source {
                let body = answers[source].response?.body.bytes ?? []
                let member = try JSONDocument.parse(body).root["hydra:member"]?.elements.first { _ in true }
                path = path.replacingOccurrences(of: "{id}", with: try #require(member?["id"]?.string))
            }
            answers.append(await get(path, token))
        }
        return answers.last?.response?.status
    }
}
