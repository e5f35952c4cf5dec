import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import KadenceAPI
import Testing

@Suite struct QuickStartFlowTests {
    private let values = [
        "userEmail": "ann+1@example.com", "startDateTime": "2026-11-24T09:00:00", "endDateTime": "2026-11-24T17:00:00",
        "userId": Answers.id, "buildingId": "b", "floorId": "f", "spaceId": "s/..", "bookingId": "k",
    ]

    @Test(arguments: QuickStartFlow.all) func everyStepIsAnOperationOfTheContract(flow: QuickStartFlow) throws {
        for step in flow.steps {
            let operation = try #require(Kadence.contract.operations.operation(named: step.operation))
            #expect(operation.method == step.method)
            let names = operation.parameters.filter { $0.location == "query" }.map(\.name)
            for item in step.query { #expect(names.contains(item.name), "\(step.title): \(item.name)") }
            for required in operation.parameters where required.isRequired && required.location == "query" {
                #expect(step.query.contains { $0.name == required.name })
            }
        }
    }

    @Test(arguments: QuickStartFlow.all) func everyValueComesFromBefore(flow: QuickStartFlow) {
        var known = Set(flow.inputs.map(\.name))
        for step in flow.steps {
            #expect(known.isSuperset(of: step.placeholders), "\(flow.name): \(step.title)")
            known.formUnion(step.extractions.map(\.variable))
        }
    }

    @Test func namesAreUnique() {
        #expect(Set(QuickStartFlow.all.map(\.name)).count == 4)
        #expect(QuickStartFlow.named("create-booking") == .createBooking)
        #expect(QuickStartFlow.named("x") == nil)
        #expect(QuickStartFlow.all.map(\.writes) == [false, true, true, false])
    }

    @Test func requestsEncodeWhatIsPutIn() throws {
        let endpoints = try Endpoints(region: .eu)
        let find = try #require(QuickStartFlow.checkInAndOut.steps.first)
        let message = try find.request(values: values, endpoints: endpoints)
        #expect(
            String(decoding: message.url, as: UTF8.self)
                == "https://api.onkadence.co/v1/public/users?emailExact=ann%2B1%40example.com"
        )
        #expect(message.headers.text("Accept") == "application/ld+json")
        let list = try #require(QuickStartFlow.retrieveBookings.steps.dropFirst().first)
        let url = String(decoding: try list.request(values: values, endpoints: endpoints).url, as: UTF8.self)
        #expect(url.contains("&startDateTime%5Bafter%5D=2026-11-24T09%3A00%3A00&order%5BstartDate%5D=asc"))
    }

    @Test func aValueCanNotBecomeAPath() throws {
        let step = FlowStep("t", "GET", "/v1/public/spaces/{spaceId}")
        let url = try step.request(values: values, endpoints: try Endpoints(region: .eu)).url
        #expect(String(decoding: url, as: UTF8.self).hasSuffix("/spaces/s%2F.."))
    }

    @Test func bodiesAreJSON() throws {
        let book = try #require(QuickStartFlow.createBooking.steps.last)
        var values = values
        values["userId"] = "\"}{\\ \u{1}"
        let message = try book.request(values: values, endpoints: try Endpoints(region: .eu))
        #expect(message.headers.text("Content-Type") == "application/json")
        let root = try JSONDocument.parse(message.body.bytes).root
        #expect(root.count == 4)
        #expect(root["userId"]?.string == values["userId"])
        #expect(root["startDateTime"]?.string == "2026-11-24T09:00:00")
    }

    @Test func aMissingValueIsNamed() throws {
        let step = FlowStep("Look", "GET", "/v1/{nothing}")
        let endpoints = try Endpoints(region: .eu)
        let error = #expect(throws: FlowError.self) { try step.request(values: [:], endpoints: endpoints) }
        #expect(error?.description == "\"Look\" needs a value for nothing")
    }

    @Test func extractsFromAnswers() throws {
        let step = try #require(QuickStartFlow.floorplanAvailability.steps.dropFirst().first)
        let body = #"{"hydra:member":[{"id":"01F","floorPlanUrl":"https://x/y.svg"}]}"#
        let values = try step.extract(from: JSONDocument.parse(Array(body.utf8)))
        #expect(values == ["floorId": "01F", "floorPlanUrl": "https://x/y.svg"])
    }

    @Test(arguments: [
        #"{"hydra:member":[]}"#, "[]", "null", #"{"hydra:member":[{"id":null}]}"#, #"{"hydra:member":{}}"#,
    ])
    func saysWhatAnAnswerLacks(body: String) throws {
        let step = try #require(QuickStartFlow.createBooking.steps.first)
        let document = try JSONDocument.parse(Array(body.utf8))
        let error = #expect(throws: FlowError.self) { try step.extract(from: document) }
        #expect(error?.description.contains("no user with this address") == true)
    }

    @Test func momentsHaveTheQueriesForm() {
        #expect(QuickStartFlow.text(of: Answers.moment) == "2026-11-23T17:31:02")
    }

    @Test func svgElementsAreNamed() {
        #expect(QuickStartFlow.floorplanElement(type: "desk", spaceID: "01F") == "space::desk::01F")
    }
}
