import ExchangeModel
import Redaction
import Testing

@testable import ReplayPlan

/// What a flow asks for: names, stand-ins, defaults.
@Suite struct FlowVariableTests {
    @Test func whatWasRedactedIsAVariableWithoutDefault() throws {
        let flow = script([
            call("GET", "/v1/public/users?email=ada%40example.com", answer: #"{"email":"ada@example.com"}"#),
            call("POST", "/v1/public/mail", body: #"{"to":"ada@example.com"}"#),
        ])
        let variable = try #require(flow.variables.first)
        #expect(flow.variables.count == 1)
        #expect(variable.name == "email")
        #expect(variable.kind == "email")
        #expect(variable.defaultValue == nil)
        #expect(variable.standIn?.hasSuffix("@redacted.invalid") == true)
        #expect(variable.uses.map(\.step) == [0, 1])
        #expect(variable.environmentName == "REPRISE_VALUE_email")
        #expect(flow.steps[1].inputs.map(\.source) == [.variable(name: "email")])
        #expect(flow.explanation.last?.contains("REPRISE_VALUE_email can give it") == true)
    }

    @Test func aStandInThatAnAnswerGaveLinks() throws {
        let answer = { (email: String) in #"{"hydra:member":[{"email":"\#(email)","page":2}]}"# }
        let flow = script([
            call("GET", "/v1/public/users", answer: answer("ada@example.com")),
            call("GET", "/v1/public/users?emailExact=ada%40example.com&page=1"),
        ])
        #expect(flow.variables.isEmpty)
        #expect(flow.steps[1].inputs.map(\.isStandIn) == [true])
        let request = try #require(replayed(flow, answers: [0: answer("bob+1@example.com")]))
        #expect(text(request.url).hasSuffix("?emailExact=bob%2B1%40example.com&page=1"))
    }

    @Test func aStandInInsideALongerText() throws {
        let flow = script([
            call("GET", "/a", answer: #"{"line":"mail ada@example.com, please"}"#),
            call("GET", "/b?to=ada%40example.com"),
        ])
        let request = try #require(replayed(flow, answers: [0: #"{"line":"mail bob@example.com, please"}"#]))
        #expect(text(request.url) == "\(api)/b?to=bob%40example.com")
        #expect(replayed(flow, answers: [0: #"{"line":"nobody"}"#]) == nil)
    }

    @Test func cookiesComeFromTheAnswerThatSetThem() throws {
        let flow = script([
            call("GET", "/a", answerHeaders: ["Set-Cookie": "sid=abcdef123456; Path=/"]),
            call("GET", "/b", headers: ["Cookie": "sid=abcdef123456; theme=dark"]),
        ])
        let link = try #require(flow.steps[1].inputs.compactMap(\.link).first)
        #expect(link.placeText == "header Set-Cookie")
        #expect(
            link.value(headers: ["Set-Cookie": "other=1", "set-cookie": "sid=today789; Path=/"], body: []).map(text)
                == "today789"
        )
        // The other cookie comes from nowhere.
        #expect(flow.variables.map(\.kind) == ["cookie"])
    }

    @Test func namesAreFitForTheEnvironmentAndDiffer() {
        let names = [
            "/v1/public/bookable-spaces/\(ID.space)?startDateTime[after]=\(ID.user)&email[]=a%40b.example&Email=c%40d.example",
            "/companies/\(ID.building)/\(ID.booking)",
        ]
        let flow = script(names.map { call("GET", $0) })
        #expect(
            flow.variables.map(\.name) == [
                "bookableSpaceId", "startDateTime_after", "email", "Email_2", "companyId", "companyId_2",
            ]
        )
    }

    @Test func memberAndPartNamesServe() {
        let body =
            "--xyz\r\nContent-Disposition: form-data; name=\"owner\"\r\n\r\n\(ID.user)\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n"
            + "{\"rooms\":[\"\(ID.space)\"]}\r\n--xyz--\r\n"
        let flow = script([
            call("POST", "/a", body: body, type: "multipart/form-data; boundary=xyz"),
            call("POST", "/b", body: "desk=\(ID.building)&x=1", type: "application/x-www-form-urlencoded"),
            call("POST", "/c", body: #"{"@id":"/x/\#(ID.booking)"}"#),
            call("POST", "/d", body: "just \(ID.uuid)", type: "text/plain"),
        ])
        #expect(flow.variables.map(\.name) == ["owner", "rooms", "desk", "id", "uuid"])
    }

    @Test func aFlowFilesNamesAreKept() {
        let calls = [call("GET", "/users/\(ID.user)?id=\(ID.booking)")]
        let given = FlowVariable(
            name: "colleague; rm -rf /",
            kind: "ulid",
            recorded: Array(ID.user.utf8),
            isStandIn: false,
            uses: []
        )
        #expect(script(calls, names: [given]).variables.map(\.name) == ["colleague_rm_rf", "id"])
        // A name that another value would get by itself.
        let other = FlowVariable(
            name: "ID",
            kind: "ulid",
            recorded: Array(ID.user.utf8),
            isStandIn: false,
            uses: []
        )
        #expect(script(calls, names: [other]).variables.map(\.name) == ["ID", "id_2"])
    }

    @Test func anAddressOfOnesOwnIsAVariable() {
        let flow = script([
            call(
                "POST",
                "/hooks",
                body: #"{"@context":"http://schema.org/x","url":"https://me.example/hook","p":"/v1/x"}"#
            )
        ])
        #expect(flow.variables.map(\.name) == ["url"])
        #expect(flow.variables.map(\.kind) == ["url"])
    }

    @Test func basicCredentialsNeedValuesOfTheirOwn() {
        let basic = "Basic " + "dXNlci1vbmU6aHVudGVyMjI="
        let flow = script([call("GET", "/a", headers: ["Authorization": basic])])
        #expect(flow.variables.map(\.kind) == ["identifier", "password"])
        #expect(flow.variables.allSatisfy { $0.defaultValue == nil })
    }
}
