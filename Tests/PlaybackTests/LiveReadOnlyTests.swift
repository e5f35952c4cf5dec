import APIDocument
import KadenceAPI
import Playback
import Testing

/// Nothing but GET leaves in a live check, whatever the plan and the document say.
@Suite(.serialized) struct LiveReadOnlyTests {
    private func refusals(_ run: LiveRun) -> [DepartureRefusal.Rule] {
        run.notReached.compactMap { if case .refused(let refusal) = $0.reason { refusal.rule } else { nil } }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func aWriteInThePlanStaysAtTheGuard(_ method: String) async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let contract = try LiveContracts.contract(
            #""/v1/public/bookings":{"\#(method.lowercased())":{"operationId":"write","responses":{}}}"#
        )
        let operation = try #require(contract.operations.operations.first)
        #expect(operation.method == method)
        let step = LiveStep(operation: operation, path: ["v1", "public", "bookings"].map { .literal($0) })
        let run = await bench.walk().run(LivePlan(steps: [step], budget: 10))
        #expect(refusals(run) == [.writes])
        #expect(run.calls.isEmpty && run.spent == 0)
        // Not even a token was asked for.
        #expect(bench.server.requests.isEmpty)
    }

    @Test(arguments: [
        ("X-HTTP-Method-Override", "header"), ("x-http-method", "header"), ("X-Method-Override", "header"),
        ("_method", "query"),
    ])
    func aReadThatAsksToBeAWriteStaysToo(_ parameter: (String, String)) async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let odd = LiveContracts.parameter(parameter.0, in: parameter.1, #"{"type":"string","default":"DELETE"}"#)
        let paths = [LiveContracts.get("/odd", "odd", odd), LiveContracts.get("/ok", "ok")].joined(separator: ",")
        let plan = try LivePlan(contract: LiveContracts.contract(paths), options: LiveContracts.options)
        #expect(plan.steps.count == 2)
        let run = await bench.walk().run(plan)
        #expect(refusals(run) == [.writes])
        #expect(bench.calls.map(\.target) == ["/ok"])
    }

    @Test func aBodyInTheDocumentIsNeverSent() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let body = #""requestBody":{"required":true,"content":{"application/json":{"example":{"a":1}}}}"#
        let contract = try LiveContracts.contract(
            #""/search":{"get":{"operationId":"search",\#(body),"responses":{"200":{"description":"d"}}}}"#
        )
        _ = await bench.walk().run(try LivePlan(contract: contract, options: LiveContracts.options))
        let call = try #require(bench.calls.first)
        #expect(call.method == "GET" && call.body.isEmpty && call.headers["content-length"] == nil)
    }

    @Test func whatAnotherCallerMayWriteIsNoLeaveForALiveCheck() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        _ = await bench.caller(["POST /v1/public/bookings"]).call("POST", "/v1/public/bookings")
        #expect(bench.calls.count == 1)
        let operation = try #require(Kadence.contract.operations.operation(named: "createBooking"))
        let step = LiveStep(operation: operation, path: ["v1", "public", "bookings"].map { .literal($0) })
        let run = await bench.walk().run(LivePlan(steps: [step], budget: 1))
        #expect(refusals(run) == [.writes])
        #expect(bench.calls.count == 1)
    }
}
