import ExchangeModel
import JSONTree
import KadenceAPI
import Testing

@testable import Simulator

/// Each of the guide's flows runs through, with nothing but what the simulator says of itself.
@Suite(.serialized) struct QuickStartTests {
    @Test(arguments: QuickStartFlow.all.map(\.name))
    func theFlowRunsThrough(_ name: String) async throws {
        let flow = try #require(QuickStartFlow.named(name))
        try await withKadence(faults: .none) { kadence in
            let client = try await TestClient(kadence)
            let endpoints = try Endpoints(apiBase: kadence.apiBase)
            let start = kadence.openFrom
            var values = [
                "userEmail": kadence.sampleEmail,
                "startDateTime": QuickStartFlow.text(of: start),
                "endDateTime": QuickStartFlow.text(of: start.advanced(by: .seconds(28_800))),
            ]
            for step in flow.steps {
                let request = try step.request(values: values, endpoints: endpoints)
                let target = String(decoding: request.url.dropFirst(kadence.apiBase.utf8.count), as: UTF8.self)
                var headers: [String: String] = [:]
                for name in ["Accept", "Content-Type"] { headers[name] = request.headers.text(name) }
                let body = request.body.bytes
                let answer = try await client.send(
                    request.method,
                    target,
                    headers: headers,
                    body: body.isEmpty ? nil : String(decoding: body, as: UTF8.self),
                    token: client.token
                )
                #expect(answer.status == (request.method == "POST" ? 201 : 200), "\(step.title): \(answer.text)")
                values.merge(try step.extract(from: answer.json)) { $1 }
            }
        }
    }

    /// `reprise demo` in small: the flow's last call fails, and repeated ten times it fails three times.
    @Test func underTheDemoPlanTheLastCallFailsAtFirst() async throws {
        let flow = try #require(QuickStartFlow.named("retrieve-bookings"))
        try await withKadence(faults: .demo) { kadence in
            let client = try await TestClient(kadence)
            let endpoints = try Endpoints(apiBase: kadence.apiBase)
            var values = ["startDateTime": QuickStartFlow.text(of: kadence.openFrom)]
            var statuses: [Int] = []
            var nodes: [Int: Set<String>] = [:]
            for step in flow.steps {
                let request = try step.request(values: values, endpoints: endpoints)
                let target = String(decoding: request.url.dropFirst(kadence.apiBase.utf8.count), as: UTF8.self)
                let isLast = step == flow.steps.last
                for _ in 0..<(isLast ? 11 : 1) {
                    let answer = try await client.get(target)
                    statuses.append(answer.status)
                    nodes[answer.status, default: []].insert(answer.headers["x-served-by"] ?? "")
                    if !isLast { values.merge(try step.extract(from: answer.json)) { $1 } }
                }
            }
            #expect(statuses.prefix(3) == [200, 200, 503])
            #expect(statuses.dropFirst(3).count { $0 == 503 } == 3)
            #expect(nodes[503] == ["node-3"])
        }
    }
}
