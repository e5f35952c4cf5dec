import JSONTree
import Testing

@testable import Simulator

/// The effects that break an answer's contract: what they do, and what their plan may not say.
@Suite struct ContractBreakFaultTests {
    private func effects(_ then: String) throws -> FaultEffects {
        let plan = try FaultPlan.parse(Array("faults:\n  - then: \(then)\n".utf8))
        return try #require(plan.rules.first?.then)
    }

    private func refusal(_ then: String) -> String? {
        do throws(FaultPlanError) {
            _ = try FaultPlan.parse(Array("faults:\n  - then: \(then)\n".utf8))
            return nil
        } catch {
            return error.description
        }
    }

    /// The answer to a call of an API with one rule, which meets every call.
    private func get(_ target: String, _ then: String) throws -> Answer {
        let rule = FaultRule(name: "r", then: try effects(then))
        var when = FaultConditions()
        when.path = "/v1/*"
        let api = StandInAPI(
            plan: FaultPlan(rules: [FaultRule(name: "r", when: when, then: rule.then)]),
            seed: 1,
            options: SimulatorOptions(now: { PlantedBreaks.now })
        )
        return api.get("/v1/public/" + target, api.signIn())
    }

    private func root(_ answer: Answer) throws -> JSONNode { try JSONDocument.parse(answer.body).root }

    @Test func plansAreReadInTheirOrder() throws {
        let then = try effects(
            "{ set: [{ pointer: /a, value: [1, null, {b: x}] }, { pointer: '', value: 3 }], rename: { pointer: /c/0, to: d }, "
                + "answerStatus: 202, contentType: text/plain, breakJSON: true, dropHeader: [Vary, X-WX-Trace], "
                + "setHeader: { name: X-RateLimit-Limit, value: 12 }, repeatMember: true, addToTotal: -3, "
                + "ignoreFilter: [status, 'startDateTime[after]'], reverseOrder: true }"
        )
        let pointer = { (text: String) in JSONPointer(parsing: text) ?? JSONPointer() }
        #expect(
            then.edits == [
                .set(pointer("/a"), [1, nil, ["b": "x"]]), .set(pointer(""), 3), .rename(pointer("/c/0"), to: "d"),
                .status(202), .contentType("text/plain"), .breakJSON, .dropHeader("Vary"), .dropHeader("X-WX-Trace"),
                .setHeader(APIHeader(name: "X-RateLimit-Limit", value: "12")),
            ]
        )
        var list = ListFault()
        list.repeatsMember = true
        list.reversesOrder = true
        list.totalOffset = -3
        list.ignoredFilters = ["status", "startDateTime[after]"]
        #expect(then.list == list)
    }

    @Test(arguments: [
        ("{ set: { pointer: /a } }", "needs both “pointer” and “value”"),
        ("{ set: [] }", "“set” is empty"),
        ("{ set: { pointer: a, value: 1 } }", "must be a JSON Pointer"),
        ("{ rename: { pointer: '', to: x } }", "not at all of it"),
        ("{ rename: { pointer: /a, to: 1 } }", "“to” must be a text"),
        ("{ answerStatus: 404 }", "from 200 to 399"),
        ("{ answerStatus: 101 }", "from 200 to 399"),
        ("{ breakJSON: perhaps }", "true or false"),
        ("{ dropHeader: 'X Y' }", "is no header name"),
        ("{ dropHeader: content-LENGTH }", "frames the message"),
        ("{ setHeader: { name: Transfer-Encoding, value: chunked } }", "frames the message"),
        ("{ setHeader: { name: X-A, value: \"a\\r\\nB: c\" } }", "printable ASCII"),
        ("{ contentType: \"ü\" }", "printable ASCII"),
        ("{ addToTotal: many }", "whole number"),
        ("{ ignoreFilter: [status, 2] }", "“ignoreFilter” must be a text"),
        ("{ shuffle: true }", "known: status, title"),
    ])
    func whatAPlanMayNotSayIsNamed(then: String, reason: String) throws {
        let said = try #require(refusal(then))
        #expect(said.contains(reason), "\(said)")
        #expect(said.hasPrefix("fault plan, line 2"))
    }

    @Test func operationsAreKnownByLabelAndByID() throws {
        for operation in Operation.allCases {
            for name in [operation.rawValue, operation.operationID] {
                let text = "faults:\n  - when: { operation: '\(name)' }\n    then: { status: 500 }\n"
                #expect(try FaultPlan.parse(Array(text.utf8)).rules.first?.when.operation == operation.rawValue)
            }
        }
    }

    @Test func membersAreSetAddedAndRenamed() throws {
        let set = try root(get("floors", "{ set: { pointer: /hydra:member/0/name, value: { de: Erdgeschoss } } }"))
        #expect(set["hydra:member"]?[0]?["name"]?["de"]?.string == "Erdgeschoss")
        let added = try root(get("floors", "{ set: { pointer: /hydra:member/1/level, value: 1.50 } }"))
        #expect(added["hydra:member"]?[1]?["level"]?.lexeme == Array("1.50".utf8))
        let nowhere = try get("floors", "{ set: { pointer: /hydra:member/99/name, value: 1 } }")
        #expect(try nowhere.body == get("floors", "{ delay: 0 }").body)
        let whole = try get("floors", "{ set: { pointer: '', value: [] } }")
        #expect(whole.body == Array("[]".utf8))
        let renamed = try root(get("floors", "{ rename: { pointer: /hydra:member/0/floorPlanUrl, to: floorplanUrl } }"))
        #expect(renamed["hydra:member"]?[0]?["floorplanUrl"]?.string?.hasPrefix("https://") == true)
        #expect(renamed["hydra:member"]?[0]?["floorPlanUrl"] == nil)
        #expect(renamed["hydra:member"]?[1]?["floorPlanUrl"] != nil)
    }

    @Test func statusMediaTypeAndSyntax() throws {
        let accepted = try get("floors", "{ answerStatus: 202 }")
        #expect(accepted.status == 202)
        #expect(try root(accepted)["hydra:totalItems"]?.int == 5)
        let empty = try get("floors", "{ answerStatus: 204 }")
        #expect(
            empty.body.isEmpty && !empty.headers.contains { $0.isNamed("content-length") || $0.isNamed("content-type") }
        )
        // An error stays one.
        #expect(try get("floors/x", "{ answerStatus: 202 }").status == 404)
        let html = try get("floors", "{ contentType: text/html }")
        #expect(html.headers.filter { $0.isNamed("Content-Type") }.map(\.value) == ["text/html"])
        let cut = try get("floors", "{ breakJSON: true }")
        #expect(throws: JSONSyntaxError.self) { try JSONDocument.parse(cut.body) }
        #expect(cut.headers.contains(APIHeader(name: "Content-Length", value: String(cut.body.count))))
        #expect(try cut.body + [0x7D] == get("floors", "{ delay: 0 }").body)
    }

    @Test func headersGoAndChange() throws {
        let answer = try get(
            "floors",
            "{ dropHeader: x-wx-trace, setHeader: [{ name: x-ratelimit-remaining, value: 9999 }, { name: X-New, value: a }] }"
        )
        #expect(!answer.headers.contains { $0.isNamed("X-WX-Trace") })
        #expect(answer.headers.filter { $0.isNamed("X-RateLimit-Remaining") }.map(\.value) == ["9999"])
        #expect(answer.headers.contains(APIHeader(name: "X-New", value: "a")))
        // The access log still knows the trace.
        #expect(answer.log.traceID.count == 32)
    }

    @Test func listsAreBrokenAsWholes() throws {
        let fine = try root(get("bookings?itemsPerPage=20&page=2&status=booked", "{ delay: 0 }"))
        let total = try #require(fine["hydra:totalItems"]?.int)
        #expect(total > 20)
        let more = try root(get("bookings?status=booked", "{ addToTotal: 3 }"))
        #expect(more["hydra:totalItems"]?.int == total + 3)
        #expect(try root(get("bookings?status=booked", "{ addToTotal: -1000 }"))["hydra:totalItems"]?.int == 0)

        let ignored = try root(get("bookings?itemsPerPage=500&status=booked&type=desk", "{ ignoreFilter: status }"))
        let members = ignored["hydra:member"]?.elements.map { $0 } ?? []
        #expect(Set(members.compactMap { $0["status"]?.string }).count > 1)
        #expect(Set(members.compactMap { $0["type"]?.string }) == ["desk"])
        // The links still name what was asked.
        #expect(ignored["hydra:view"]?["@id"]?.string?.contains("status=booked") == true)

        let reversed = try root(get("bookings?itemsPerPage=500&order[startDate]=asc", "{ reverseOrder: true }"))
        let starts = reversed["hydra:member"]?.elements.compactMap { $0["startDate"]?.string } ?? []
        #expect(starts == starts.sorted(by: >) && Set(starts).count > 1)

        func ids(_ node: JSONNode) -> [String] { node["hydra:member"]?.elements.compactMap { $0["id"]?.string } ?? [] }
        let second = try root(get("bookings?itemsPerPage=20&page=2&status=booked", "{ repeatMember: true }"))
        let first = try root(get("bookings?itemsPerPage=20&page=1&status=booked", "{ repeatMember: true }"))
        #expect(ids(second).first == ids(first).last)
        #expect(ids(second).dropFirst() == ids(fine).dropFirst())
        #expect(try ids(root(get("bookings?page=9", "{ repeatMember: true }"))).isEmpty)
    }
}
