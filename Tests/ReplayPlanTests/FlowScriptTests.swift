import ExchangeModel
import Redaction
import Testing

@testable import ReplayPlan

/// What links a flow's steps, and what does not.
@Suite struct FlowScriptTests {
    private func list(_ id: String) -> String {
        #"{"hydra:member":[{"@id":"\/v1\/public\/bookings\/\#(id)","id":"\#(id)","type":"desk","n":1}]}"#
    }

    @Test func anIDInAPathComesFromTheAnswerThatGaveIt() throws {
        let flow = script([
            call("GET", "/v1/public/bookings?page=1&type=desk", answer: list(ID.booking)),
            call("GET", "/v1/public/bookings/\(ID.booking)?page=1"),
        ])
        #expect(flow.variables.isEmpty)
        #expect(flow.steps[1].inputs.count == 1)
        #expect(flow.sources(of: 1) == [0])
        #expect(
            flow.explanation == [
                "step 2 GET /v1/public/bookings/\(ID.booking): bookingId in path ← step 1 answer /hydra:member/0/id"
            ]
        )
        let request = try #require(replayed(flow, answers: [0: list(ID.today)]))
        #expect(text(request.url) == "\(api)/v1/public/bookings/\(ID.today)?page=1")
        #expect(replayed(flow, answers: [0: #"{"hydra:member":[]}"#]) == nil)
    }

    @Test(
        arguments: [
            ("1", "desk"), ("42", "2026-11-23"), ("true", "2026-11-23T08:00:00Z"), ("Europe/London", "checkedIn"),
            ("room-12-2026-11-23", "report-2026-01-05T10-30-00Z"), ("1795455062000", "20261123T173102Z"),
            ("endDateTimeLocalStrictlyBefore", "ConstraintViolationList"),
        ]
    )
    func whatIsNotDistinctiveNeverLinks(_ one: String, _ other: String) {
        let flow = script([
            call("GET", "/v1/things", answer: #"{"a":"\#(one)","b":["\#(other)"],"c":1}"#),
            call("POST", "/v1/things/1?a=\(one)", body: #"{"a":"\#(one)","b":"\#(other)","c":1}"#),
        ])
        #expect(flow.steps.allSatisfy { $0.inputs.isEmpty })
        #expect(flow.variables.isEmpty)
    }

    @Test(
        arguments: [
            (ID.booking, "ulid"), (ID.booking.lowercased(), "ulid"), (ID.uuid, "uuid"),
            ("a8f5f167f44f4964e6c998dee827110c", "token"), ("eyJwYWdlIjoyLCJpZCI6ImFiYyJ9", "token"),
            ("7Fq2xZ9pLm4Rt8Wv1Ks", "token"), ("123456789012345678", "token"),
        ]
    )
    func whatIsDistinctive(_ value: String, _ word: String) {
        let atoms = DistinctiveText.atoms(in: Array("say \(value)!".utf8))
        #expect(atoms.map { text($0.text) } == [value])
        #expect(atoms.map { DistinctiveText.word(for: $0) } == [word])
    }

    @Test func theFirstAppearanceDecides() throws {
        // The user is given to the first request; that answers echo it makes it no link.
        let echo = #"{"user":{"@id":"/v1/public/users/\#(ID.user)","id":"\#(ID.user)"},"id":"\#(ID.booking)"}"#
        let flow = script([
            call("GET", "/v1/public/users/\(ID.user)/bookings", answer: echo),
            call(
                "POST",
                "/v1/public/bookings/\(ID.booking)/check-in",
                body: #"{"user":"\/v1\/public\/users\/\#(ID.user)"}"#
            ),
        ])
        let variable = try #require(flow.variables.first)
        #expect(flow.variables.count == 1)
        #expect(variable.name == "userId")
        #expect(variable.defaultValue.map(text) == ID.user)
        #expect(variable.uses.map(\.place) == ["path after users", "body /user"])
        #expect(flow.steps[1].inputs.map(\.source).contains(.variable(name: "userId")))
        #expect(flow.steps[1].inputs.compactMap(\.link).map(\.placeText) == ["/id"])
        var request = message(flow.steps[1].exchange)
        let user = try #require(flow.steps[1].inputs.first { $0.link == nil })
        FlowScript.substitute(&request, inputs: [(user, Array(ID.today.utf8))])
        #expect(text(request.body.bytes) == #"{"user":"\/v1\/public\/users\/\#(ID.today)"}"#)
        #expect(text(request.url).contains(ID.booking))
    }

    @Test func anAddressInABodyLinksWhole() throws {
        let answer = { (id: String) in #"{"@id":"/v1/public/users/\#(id)","name":"x"}"# }
        let flow = script([
            call("GET", "/v1/public/users?page=1", answer: answer(ID.user)),
            call("POST", "/v1/public/bookings", body: #"{"user":"\/v1\/public\/users\/\#(ID.user)","x":"/"}"#),
        ])
        #expect(flow.steps[1].inputs.map(\.extent) == [.whole])
        let request = try #require(replayed(flow, answers: [0: answer(ID.today)]))
        #expect(text(request.body.bytes) == #"{"user":"\/v1\/public\/users\/\#(ID.today)","x":"/"}"#)
    }

    @Test func theNextPageIsTheWholeTarget() throws {
        let answer = { (cursor: String) in
            #"{"hydra:view":{"@id":"/v1/b?page=1","hydra:last":"/v1/b?order%5Ba%5D=x&cursor=\#(cursor)","#
                + #""hydra:next":"/v1/b?order%5Ba%5D=x&cursor=\#(cursor)"}}"#
        }
        let flow = script([
            call("GET", "/v1/b?page=1", answer: answer("abc")),
            // Not in the answer's encoding.
            call("GET", "/v1/b?order[a]=x&cursor=abc"),
        ])
        #expect(
            flow.explanation == ["step 2 GET /v1/b: path and query ← step 1 answer /hydra:view/hydra:next"]
        )
        let request = try #require(replayed(flow, answers: [0: answer("d f")]))
        #expect(text(request.url) == "\(api)/v1/b?order%5Ba%5D=x&cursor=d%20f")
        // The same page keeps the client's own encoding.
        #expect(
            text(try #require(replayed(flow, answers: [0: answer("abc")])).url) == "\(api)/v1/b?order[a]=x&cursor=abc"
        )
        #expect(replayed(flow, answers: [0: #"{"hydra:view":{"@id":"/v1/b?page=1"}}"#]) == nil)
        // An absolute link elsewhere does not take the request there.
        let elsewhere = #"{"hydra:view":{"hydra:next":"https://evil.example/v1/b?cursor=z"}}"#
        #expect(text(try #require(replayed(flow, answers: [0: elsewhere])).url) == "\(api)/v1/b?cursor=z")
    }

    @Test func aTargetThatARequestHadFirstIsNoLink() {
        let answer = #"{"hydra:view":{"@id":"/v1/b?page=1","hydra:first":"/v1/b?page=1"}}"#
        let flow = script([call("GET", "/v1/b?page=1", answer: answer), call("GET", "/v1/b?page=1")])
        #expect(flow.steps.allSatisfy { $0.inputs.isEmpty })
    }

    @Test func redirectsAreFollowedAsTheyLeadToday() throws {
        let flow = script([
            call("GET", "/old", status: 302, answerHeaders: ["Location": "\(api)/between"]),
            call("GET", "/between", status: 302, answerHeaders: ["Location": "/new/\(ID.booking)"]),
            call("GET", "/new/\(ID.booking)"),
        ])
        #expect(flow.sources(of: 2) == [0, 1])
        #expect(flow.steps[2].inputs.map(\.extent) == [.target])
        let request = replayed(flow, answers: [:], headers: [1: ["Location": "/newest/\(ID.today)?a=1#top"]])
        #expect(request.map { text($0.url) } == "\(api)/newest/\(ID.today)?a=1")
    }

    @Test func aCreatedThingIsFoundByItsID() {
        let flow = script([
            call(
                "POST",
                "/v1/public/bookings",
                body: #"{"type":"desk"}"#,
                status: 201,
                answer:
                    #"{"a":{"id":"\#(ID.booking)"},"id":"\#(ID.booking)","@id":"/v1/public/bookings/\#(ID.booking)"}"#,
                answerHeaders: ["Location": "/v1/public/bookings/\(ID.booking)"]
            ),
            call("POST", "/v1/public/bookings/\(ID.booking)/cancel"),
        ])
        #expect(flow.steps[1].inputs.compactMap(\.link).map(\.placeText) == ["/id"])
    }

    @Test func csvCellsGiveIDs() throws {
        let table = { (id: String) in "\u{FEFF}name;id\r\n\"a;\"\"b\"\"\";\(ID.user)\r\nc;\(id)\r\n" }
        let flow = script([
            call("GET", "/v1/bookings?format=csv", answer: table(ID.booking), answerType: "text/csv; charset=utf-8"),
            call("GET", "/v1/bookings/\(ID.booking)"),
        ])
        #expect(flow.steps[1].inputs.compactMap(\.link).map(\.placeText) == ["row 3 column id"])
        // The column has moved, and its title says where to.
        let moved = "id;name\n\(ID.user);x\n\(ID.today);y\n"
        let request = try #require(replayed(flow, answers: [0: moved]))
        #expect(text(request.url) == "\(api)/v1/bookings/\(ID.today)")
        #expect(replayed(flow, answers: [0: "id;name\n"]) == nil)
    }

    @Test func plainTextGivesIDsByWhatStandsAroundThem() throws {
        let flow = script([
            call("GET", "/a", answer: "Hello.\nbooking=\(ID.booking)\n", answerType: "text/plain"),
            call("GET", "/b/\(ID.booking)"),
        ])
        let request = try #require(replayed(flow, answers: [0: "Hello.\nbooking=\(ID.today)\n"]))
        #expect(text(request.url) == "\(api)/b/\(ID.today)")
    }

    @Test func keepingLeavesOutWhatNobodyNeeds() throws {
        let flow = script([
            call("GET", "/users/\(ID.user)", answer: "{}"),
            call("GET", "/a", answer: #"{"id":"\#(ID.building)"}"#),
            call("GET", "/b/\(ID.building)", answer: #"{"id":"\#(ID.booking)"}"#),
            call("GET", "/c/\(ID.booking)"),
        ])
        #expect(flow.sources(of: 3) == [1, 2])
        #expect(flow.sources(of: 99).isEmpty)
        #expect(flow.keeping([0, 3]) == nil)
        let kept = try #require(flow.keeping([1, 2, 3]))
        #expect(kept.steps.count == 3)
        #expect(kept.variables.isEmpty)
        #expect(kept.sources(of: 2) == [0, 1])
        #expect(flow.keeping([0])?.variables.map(\.name) == ["userId"])
        #expect(flow.keeping([])?.steps.isEmpty == true)
    }

    @Test func cutRequestsAreNamed() {
        let flow = script([call("POST", "/a", body: #"{"a":"#, isCut: true)])
        #expect(flow.unrepeatable.map(\.step) == [0])
        #expect(flow.explanation.last?.contains("recorded only in part") == true)
    }
}
