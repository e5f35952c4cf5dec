import APIDocument
import KadenceAPI
import Playback
import Testing

@Suite struct LivePlanTests {
    private static func reading() -> [String] {
        Kadence.contract.operations.operations.filter { $0.method == "GET" }.map(\.label)
    }

    private static func plan(_ change: (inout LiveOptions) -> Void = { _ in }) throws -> LivePlan {
        var options = LiveContracts.options
        change(&options)
        return try LivePlan(contract: Kadence.contract, options: options)
    }

    private static func plan(of paths: [String], _ change: (inout LiveOptions) -> Void = { _ in }) throws -> LivePlan {
        var options = LiveContracts.options
        change(&options)
        return try LivePlan(contract: LiveContracts.contract(paths.joined(separator: ",")), options: options)
    }

    @Test func everyOperationThatReadsIsInItOnceAndNoOther() throws {
        let plan = try LivePlanTests.plan()
        #expect(plan.skipped.isEmpty)
        #expect(plan.steps.map(\.operation.label).sorted() == LivePlanTests.reading().sorted())
        #expect(plan.steps.allSatisfy { $0.operation.method == "GET" && !$0.isPrerequisite })
        #expect(plan.cost == plan.steps.reduce(0) { $0 + $1.samples * $1.pages })
        #expect(plan.cost > plan.steps.count && plan.cost <= plan.budget)
        #expect(plan.writing == Kadence.contract.operations.operations.count - plan.steps.count - 1)
    }

    @Test func whatGivesIdsComesBeforeWhatNeedsThem() throws {
        let plan = try LivePlanTests.plan()
        var seen: Set<String> = []
        for step in plan.steps {
            for case .collection(let path) in step.sources { #expect(seen.contains(path), "\(step.line)") }
            seen.insert(step.operation.pathTemplate)
        }
        let first = try #require(plan.steps.firstIndex { !$0.sources.isEmpty })
        #expect(plan.steps[first...].allSatisfy { !$0.sources.isEmpty })
        #expect(try LivePlanTests.plan().lines == plan.lines)
    }

    @Test(arguments: [
        "getBooking", "GET /v1/public/bookings/{id}", "/v1/public/bookings/{id}", " GET  /v1/public/bookings/{id} ",
    ])
    func narrowingBringsTheListThatGivesTheId(_ name: String) throws {
        let plan = try LivePlanTests.plan { $0.operations = [name] }
        #expect(plan.steps.map(\.operation.id) == ["listBookings", "getBooking"])
        #expect(plan.steps.map(\.isPrerequisite) == [true, false])
        #expect(plan.cost == 2)
        #expect(plan.skipped.isEmpty)
        #expect(plan.lines[0] == "GET /v1/public/bookings · 1 call · for its ids only")
        #expect(plan.lines[1] == "GET /v1/public/bookings/{id} · 1 call · ids from GET /v1/public/bookings")
    }

    @Test func requiredQueryParametersGetIdsAndTheDay() throws {
        let plan = try LivePlanTests.plan { $0.operations = ["listBookableSpaces"] }
        #expect(Set(plan.steps.map(\.operation.id)) == ["listFloors", "listUsers", "listBookableSpaces"])
        let step = try #require(plan.steps.last)
        #expect(!step.isPrerequisite && plan.steps.dropLast().allSatisfy(\.isPrerequisite))
        let sources = Dictionary(uniqueKeysWithValues: step.query.map { ($0.name, $0.source) })
        #expect(sources["floorId"] == .collection(path: "/v1/public/floors"))
        #expect(sources["userId"] == .collection(path: "/v1/public/users"))
        #expect(sources["startDateTime"] == .value("2026-11-23T09:00:00"))
        #expect(sources["endDateTime"] == .value("2026-11-23T17:00:00"))
        #expect(sources.count == 4)
    }

    @Test func unknownNamesAreRefusedWithThoseNear() throws {
        let error = #expect(throws: LivePlanError.self) { try LivePlanTests.plan { $0.operations = ["getBoking"] } }
        #expect(error?.remedy.contains("getBooking") == true)
        #expect(error?.description.contains("getBoking") == true)
        #expect(throws: LivePlanError.unknownOperation("", near: [])) {
            try LivePlanTests.plan { $0.operations = [" "] }
        }
        let far = String(repeating: "x", count: 1_000_000)
        let long = #expect(throws: LivePlanError.self) { try LivePlanTests.plan { $0.operations = [far] } }
        #expect((long?.description.utf8.count ?? .max) < 300)
    }

    @Test(arguments: ["createBooking", "POST /v1/public/bookings"])
    func whatWritesCantBeNamed(_ name: String) throws {
        #expect(throws: LivePlanError.doesNotRead(name, label: "POST /v1/public/bookings")) {
            try LivePlanTests.plan { $0.operations = [name] }
        }
    }

    @Test func nothingToCallIsSaid() throws {
        #expect(throws: LivePlanError.noBudget(0)) { try LivePlanTests.plan { $0.budget = 0 } }
        #expect(throws: LivePlanError.nothingToRead) {
            try LivePlan(contract: .empty, options: LiveContracts.options)
        }
    }

    @Test(arguments: [1, 2, 5, 12, 13, 40]) func theBudgetIsKeptAndWhatItCutsIsNamed(_ budget: Int) throws {
        let plan = try LivePlanTests.plan { $0.budget = budget }
        #expect(plan.cost <= budget)
        #expect(plan.steps.count == min(budget, LivePlanTests.reading().count))
        #expect(plan.steps.count + plan.skipped.count == LivePlanTests.reading().count)
        #expect(plan.skipped.allSatisfy { $0.reason == .budget(budget) })
        if budget == 5 {
            #expect(plan.cost == 5)
            #expect(plan.steps.allSatisfy { !$0.operation.pathTemplate.contains("{") })
        }
    }

    @Test func idsThatNothingNeedsAreNotFetched() throws {
        let plan = try LivePlanTests.plan {
            $0.operations = ["getBooking"]
            $0.budget = 1
        }
        #expect(plan.cost == 0 && plan.steps.isEmpty)
        #expect(plan.skipped.map(\.reason) == [.budget(1)])
    }

    @Test func secondPagesAndSamplesTakeWhatTheBudgetLeaves() throws {
        let paths = [
            LiveContracts.get("/a", "listA", LiveContracts.paging), LiveContracts.get("/b", "listB"),
            LiveContracts.get("/a/{id}", "getA", LiveContracts.parameter("id")),
        ]
        func pages(_ budget: Int, samples: Int = 1) throws -> [[Int]] {
            try LivePlanTests.plan(of: paths) {
                $0.budget = budget
                $0.samples = samples
            }.steps.map { [$0.samples, $0.pages] }
        }
        #expect(try pages(3) == [[1, 1], [1, 1], [1, 1]])
        #expect(try pages(4) == [[1, 2], [1, 1], [1, 1]])
        #expect(try pages(100) == [[1, 2], [1, 1], [1, 1]])
        #expect(try pages(5, samples: 3) == [[1, 1], [1, 1], [3, 1]])
        #expect(try pages(100, samples: .max) == [[1, 1], [1, 1], [98, 1]])
        let plan = try LivePlanTests.plan(of: paths) { $0.budget = 4 }
        #expect(
            plan.lines == [
                "GET /a · 2 calls (2 pages)", "GET /b · 1 call", "GET /a/{id} · 1 call · ids from GET /a",
                "3 operations, at most 4 calls of the 4 allowed, and one sign-in",
            ]
        )
        #expect(plan.steps[0].pageSize == 10 && plan.steps[1].pageSize == nil)
    }

    @Test func whatNobodySuppliesIsSkippedAndSaid() throws {
        let paths = [
            LiveContracts.get("/a", "listA", LiveContracts.parameter("color", in: "query")),
            LiveContracts.get("/a/{id}", "getA", LiveContracts.parameter("id")),
            LiveContracts.get("/files/{name}/content", "getFile", LiveContracts.parameter("name")),
            LiveContracts.get("/b", "listB", LiveContracts.parameter("Host", in: "header")),
            LiveContracts.get("/c", "listC", LiveContracts.parameter("session", in: "cookie")),
            LiveContracts.get("/d/../e", "getE"), LiveContracts.get("/ok", "getOK"),
        ]
        let plan = try LivePlanTests.plan(of: paths)
        #expect(plan.steps.map(\.operation.id) == ["getOK"])
        let reasons = Dictionary(uniqueKeysWithValues: plan.skipped.map { ($0.operation.id, $0.reason) })
        #expect(reasons["listA"] == .noValue(parameter: "color"))
        #expect(reasons["getA"] == .sourceSkipped("GET /a"))
        #expect(reasons["getFile"] == .noValue(parameter: "name"))
        #expect(reasons["listB"] == .reservedHeader("Host"))
        #expect(reasons["listC"] == .noValue(parameter: "session"))
        #expect(reasons["getE"] == .unusablePath)
        #expect(plan.lines.contains("not called: GET /files/{name}/content · nothing supplies its parameter name"))
        let supplied = try LivePlanTests.plan(of: paths) { $0.values = ["color": "red", "getFile.name": "x"] }
        #expect(Set(supplied.steps.map(\.operation.id)) == ["getOK", "listA", "getA", "getFile"])
    }

    @Test func valuesComeFromTheSchema() throws {
        let parameters = [
            LiveContracts.parameter("kind", in: "query", #"{"enum":[null,"desk","room"]}"#),
            LiveContracts.parameter("size", in: "query", #"{"type":"integer","minimum":4}"#),
            LiveContracts.parameter("tone", in: "query", #"{"type":"string","default":"calm","example":"loud"}"#),
            LiveContracts.parameter("mood", in: "query", #"{"type":"string","example":"glad"}"#),
            LiveContracts.parameter("on", in: "query", #"{"type":"string","format":"date"}"#),
            LiveContracts.parameter("until", in: "query", #"{"type":"string","format":"date-time"}"#),
            LiveContracts.parameter("from", in: "query", #"{"type":"string","example":"2020-01-01T00:00:00Z"}"#),
            LiveContracts.parameter("wide", in: "query", #"{"type":"boolean"}"#),
            LiveContracts.parameter("tags", in: "query", #"{"type":"array","items":{"enum":["x","y"]}}"#),
        ].joined(separator: ",")
        let plan = try LivePlanTests.plan(of: [LiveContracts.get("/a", "listA", parameters)])
        let values = plan.steps.first?.query.map(\.source)
        let expected = [
            "desk", "4", "calm", "glad", "2026-11-23", "2026-11-23T17:00:00Z", "2026-11-23T09:00:00Z", "false", "x",
        ]
        #expect(values == expected.map { LiveStep.Source.value($0) })
    }

    @Test func aResourceWithoutAListIsFoundByLinks() throws {
        let paths = [
            LiveContracts.get("/v1/rooms/{id}", "getRoom", LiveContracts.parameter("id")),
            LiveContracts.get("/v1/floors", "listFloors"), LiveContracts.get("/v1/users", "listUsers"),
        ]
        let plan = try LivePlanTests.plan(of: paths)
        #expect(plan.steps.map(\.operation.id) == ["listFloors", "listUsers", "getRoom"])
        #expect(plan.steps.last?.sources == [.links(path: "/v1/rooms/{id}")])
        let narrow = try LivePlanTests.plan(of: paths) { $0.operations = ["getRoom"] }
        #expect(narrow.steps.map(\.isPrerequisite) == [true, true, false])
        let alone = try LivePlanTests.plan(of: [paths[0]])
        #expect(alone.skipped.map(\.reason) == [.noValue(parameter: "id")])
    }

    @Test func circlesAreSkipped() throws {
        let plan = try LivePlanTests.plan(of: [
            LiveContracts.get("/hens", "listHens", LiveContracts.parameter("eggId", in: "query")),
            LiveContracts.get("/eggs", "listEggs", LiveContracts.parameter("henId", in: "query")),
        ])
        #expect(plan.steps.isEmpty)
        #expect(plan.skipped.count == 2)
    }
}
