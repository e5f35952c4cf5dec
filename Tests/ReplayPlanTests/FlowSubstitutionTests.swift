import ExchangeModel
import Redaction
import TestSupport
import Testing

@testable import ReplayPlan

/// Values in the writing of their places.
@Suite struct FlowSubstitutionTests {
    private func input(
        _ recorded: String,
        _ places: [RedactionPlace] = [.url, .requestBody],
        _ extent: FlowInput.Extent = .part
    ) -> FlowInput {
        FlowInput(
            recorded: Array(recorded.utf8),
            places: places,
            source: .variable(name: "x"),
            extent: extent,
            label: "x in path",
            isStandIn: false
        )
    }

    /// Body and refusals after the id has become `new`.
    private func body(_ body: String, _ type: String, _ new: String) -> String? {
        var request = message(call("POST", "/a", body: body, type: type))
        guard FlowScript.substitute(&request, inputs: [(input(ID.user), Array(new.utf8))]).isEmpty else { return nil }
        return text(request.body.bytes)
    }

    @Test func pathsAndQueriesArePercentEncoded() {
        var request = message(call("GET", "/a/\(ID.user)/b?x=%2Fu%2F\(ID.user)&y=/u/\(ID.user)&z=1#\(ID.user)"))
        let refused = FlowScript.substitute(&request, inputs: [(input(ID.user), Array("é /&?".utf8))])
        #expect(refused.isEmpty)
        let new = "%C3%A9%20%2F%26%3F"
        #expect(text(request.url) == "\(api)/a/\(new)/b?x=%2Fu%2F\(new)&y=/u/\(new)&z=1#\(ID.user)")
    }

    @Test(arguments: ["", ".", ".."])
    func aSegmentStaysOne(_ value: String) {
        var request = message(call("GET", "/a/\(ID.user)/b"))
        #expect(FlowScript.substitute(&request, inputs: [(input(ID.user), Array(value.utf8))]).count == 1)
        #expect(text(request.url) == "\(api)/a/\(ID.user)/b")
    }

    @Test func aFieldStaysOneField() {
        let place = RedactionPlace.requestHeader("If-Range")
        var request = message(call("GET", "/a", headers: ["If-Range": ID.user]))
        let evil = Array("x\r\nEvil: 1".utf8)
        #expect(FlowScript.substitute(&request, inputs: [(input(ID.user, [place]), evil)]).count == 1)
        #expect(request.headers.text("If-Range") == ID.user)
    }

    @Test func jsonIsEscapedInTheClientsStyle() {
        #expect(
            body(#"{"a":"\#(ID.user)" , "b":1.50}"#, "application/json", "q\"\\\n/\u{1}é")
                == #"{"a":"q\"\\\n/\u0001é" , "b":1.50}"#
        )
        var request = message(call("POST", "/a", body: #"{"a":"\/u\/\#(ID.user)"}"#))
        let whole = input("/u/\(ID.user)", [.requestBody], .whole)
        FlowScript.substitute(&request, inputs: [(whole, Array("/v/1".utf8))])
        #expect(text(request.body.bytes) == #"{"a":"\/v\/1"}"#)
    }

    @Test func longNumbersStayNumbersWhereTheyCan() {
        for (new, expected) in [("7", "7"), ("x", "\"x\""), ("07", "\"07\"")] {
            var request = message(call("POST", "/a", body: #"{"n":123456789012345678}"#))
            FlowScript.substitute(&request, inputs: [(input("123456789012345678"), Array(new.utf8))])
            #expect(text(request.body.bytes) == "{\"n\":\(expected)}")
        }
    }

    @Test func formsMultipartCSVXMLAndText() {
        #expect(body("a=1&u=\(ID.user)", "application/x-www-form-urlencoded", "x y&/") == "a=1&u=x+y%26%2F")
        let parts = "--b\r\nContent-Disposition: form-data; name=\"u\"\r\n\r\n\(ID.user)\r\n--b--\r\n"
        #expect(body(parts, "multipart/form-data; boundary=b", "x\r\ny") == parts.replacing(ID.user, with: "x\r\ny"))
        #expect(body(parts, "multipart/form-data; boundary=b", "x\r\n--b") == nil)
        #expect(body("n,u\r\n1,\(ID.user)\r\n", "text/csv", "a,\"b") == "n,u\r\n1,\"a,\"\"b\"\r\n")
        #expect(body("n,u\r\n1,\"\(ID.user)\"\r\n", "text/csv", "a\"b") == "n,u\r\n1,\"a\"\"b\"\r\n")
        #expect(body("<u id=\"\(ID.user)\"/>", "application/xml", "<&\"") == "<u id=\"&lt;&amp;&quot;\"/>")
        #expect(body("u \(ID.user).", "text/plain", "<&\"") == "u <&\".")
    }

    /// Quotes go around the whole cell, so all that changes in it changes at once.
    @Test func severalIDsInOneCell() {
        for (new, other, cell) in [
            ("a,b", "c", "\"a,b c\""), ("c", "a,b", "\"c a,b\""), ("a\"", "b\n", "\"a\"\" b\n\""), ("a", "b", "a b"),
        ] {
            var request = message(call("POST", "/a", body: "n,u\n1,\(ID.user) \(ID.space)\n", type: "text/csv"))
            let refused = FlowScript.substitute(
                &request,
                inputs: [(input(ID.user), Array(new.utf8)), (input(ID.space), Array(other.utf8))]
            )
            #expect(refused.isEmpty)
            #expect(text(request.body.bytes) == "n,u\n1,\(cell)\n")
        }
    }

    @Test func theLengthFollows() {
        var request = message(
            call("POST", "/a", headers: ["Content-Length": "30"], body: #"{"a":"\#(ID.user)"}"#)
        )
        FlowScript.substitute(&request, inputs: [(input(ID.user), Array("1".utf8))])
        #expect(request.headers.text("Content-Length") == "9")
        #expect(request.body.trueLength == 9)
    }

    @Test func onlyWholeIDsAndOnlyTheNamedPlaces() {
        let longer = ID.user + "X"
        var request = message(call("POST", "/a/\(ID.user)", body: #"{"a":"\#(longer)","b":"\#(ID.user)"}"#))
        FlowScript.substitute(&request, inputs: [(input(ID.user, [.requestBody]), Array("1".utf8))])
        #expect(text(request.url) == "\(api)/a/\(ID.user)")
        #expect(text(request.body.bytes) == #"{"a":"\#(longer)","b":"1"}"#)
    }

    /// Random flows: the answers of the recording give the requests of the recording, byte for byte; other ids come out
    /// in every place.
    @Test func theSameAnswersGiveTheSameBytes() throws {
        var random = SeededGenerator(seed: 20_261_124)
        for _ in 0..<200 {
            let old = (0..<3).map { _ in id(&random) }
            let new = (0..<3).map { _ in id(&random) }
            let layout = (0..<6).map { _ in Int.random(in: 0..<100, using: &random) }
            let recorded = flow(old, layout)
            let script = script(recorded)
            let fresh = flow(new, layout)
            for (index, step) in script.steps.enumerated() {
                var same = message(step.exchange)
                var other = same
                var inputs: [(input: FlowInput, value: [UInt8])] = []
                var others: [(input: FlowInput, value: [UInt8])] = []
                for input in step.inputs {
                    let link = try #require(input.link)
                    let before = try #require(recorded[link.step].response)
                    let after = try #require(fresh[link.step].response)
                    let value = link.value(headers: before.headers, body: before.body.bytes)
                    inputs.append((input, try #require(value)))
                    let today = link.value(headers: after.headers, body: after.body.bytes)
                    others.append((input, try #require(today)))
                }
                #expect(FlowScript.substitute(&same, inputs: inputs).isEmpty)
                #expect(same == message(step.exchange))
                #expect(FlowScript.substitute(&other, inputs: others).isEmpty)
                #expect(other == message(fresh[index]))
            }
        }
    }

    private func id(_ random: inout SeededGenerator) -> String {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let tail = (0..<23).map { _ in digits[Int.random(in: 0..<32, using: &random)] }
        return "01J" + String(tail)
    }

    /// Three ids wander from answers into requests, in places and encodings that the layout picks.
    private func flow(_ ids: [String], _ layout: [Int]) -> [RedactedExchange] {
        var calls: [RedactedExchange] = []
        func answer(_ id: String, _ pick: Int) -> (String, HeaderList, String) {
            switch pick % 6 {
            case 0: (#"{"id":"\#(id)"}"#, [:], "application/json")
            case 1: (#"{"hydra:member":[{"n":1},{"@id":"\/v1\/x\/\#(id)"}]}"#, [:], "application/ld+json")
            case 2: ("", ["Location": "\(api)/v1/x/\(id)"], "")
            case 3: ("a,id\r\nx,\(id)\r\n", [:], "text/csv")
            case 4: ("made \(id) for you", [:], "text/plain")
            default: (#"{"text":"see \#(id), or not"}"#, [:], "application/json")
            }
        }
        func request(_ id: String, _ pick: Int) -> (String, String, String, HeaderList) {
            switch pick % 8 {
            case 0: ("/v1/x/\(id)/check-in?y=1", "", "", [:])
            case 1: ("/v1/x?u=%2Fv1%2Fx%2F\(id)&a[b]=c", "", "", [:])
            case 2: ("/v1/x", #"{"u" : "\/v1\/x\/\#(id)", "n":1.0}"#, "application/merge-patch+json", [:])
            case 3: ("/v1/x", "a=+&u=\(id)", "application/x-www-form-urlencoded", [:])
            case 4: ("/v1/x", "a,\"\(id)\"\n", "text/csv", [:])
            case 5: ("/v1/x", "<a u='\(id)'/>", "application/xml", [:])
            case 6: ("/v1/x", "", "", ["If-Range": "u \(id)"])
            default:
                (
                    "/v1/x",
                    "--q\r\nContent-Disposition: form-data; name=u\r\n\r\n\(id)\r\n--q--",
                    "multipart/form-data; boundary=\"q\"", [:]
                )
            }
        }
        var sent: (String, String, String, HeaderList) = ("/v1/start", "", "", [:])
        for (index, id) in ids.enumerated() {
            let (body, headers, type) = answer(id, layout[index])
            calls.append(
                call(
                    "POST",
                    sent.0,
                    headers: sent.3,
                    body: sent.1,
                    type: sent.2,
                    answer: body,
                    answerHeaders: headers,
                    answerType: type
                )
            )
            sent = request(id, layout[3 + index])
        }
        calls.append(call("POST", sent.0, headers: sent.3, body: sent.1, type: sent.2))
        return calls
    }
}
