import ExchangeModel
import Redaction
import Testing

@testable import ReplayPlan

/// What header fields give to later requests, and what they take.
@Suite struct FlowFieldTests {
    @Test func locationServesWhereThereIsNoBody() throws {
        let flow = script([
            call("POST", "/v1/b", body: "{}", status: 201, answerHeaders: ["Location": "\(api)/v1/b/\(ID.booking)"]),
            call("GET", "/v1/b/\(ID.booking)"),
        ])
        #expect(flow.steps[1].inputs.compactMap(\.link).map(\.placeText) == ["header Location"])
        let today: HeaderList = ["Location": "http://127.0.0.1:8080/v1/b/\(ID.today)"]
        #expect(replayed(flow, answers: [:], headers: [0: today]).map { text($0.url) } == "\(api)/v1/b/\(ID.today)")
    }

    /// RFC 9110 §10.2.2: whatever form the address has.
    @Test(arguments: [201, 202, 301, 302, 303, 307, 308])
    func aRelativeLocationServesAsAnAbsoluteOne(_ status: Int) throws {
        let method = status == 201 ? "POST" : "GET"
        for form in [
            "\(api)/v1/public/bookings/ID", "/v1/public/bookings/ID", "//api.onkadence.co/v1/public/bookings/ID",
            "bookings/ID", "../public/bookings/ID",
        ] {
            let location = { (id: String) -> HeaderList in ["Location": form.replacing("ID", with: id)] }
            let flow = script([
                call(method, "/v1/public/bookings", status: status, answerHeaders: location(ID.booking)),
                call("GET", "/v1/public/bookings/\(ID.booking)"),
            ])
            #expect(flow.variables.isEmpty && flow.sources(of: 1) == [0], "\(form)")
            #expect(flow.explanation.first?.hasSuffix("← step 1 answer header Location") == true, "\(form)")
            let request = replayed(flow, answers: [:], headers: [0: location(ID.today)])
            #expect(request.map { text($0.url) } == "\(api)/v1/public/bookings/\(ID.today)", "\(form)")
            #expect(replayed(flow, answers: [:], headers: [0: [:]]) == nil)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308], ["", api])
    func aRedirectWithoutAnIDIsFollowedAsItLeadsToday(_ status: Int, _ origin: String) throws {
        for (old, new) in [
            ("/v1/latest", "/v1/newest"), ("/latest", "/newest"), ("/v1/b?cursor=abc", "/v1/b?cursor=def"),
            ("/latest", "/v1/c?d=e#f"),
        ] {
            let flow = script([
                call("GET", "/v1/b", status: status, answerHeaders: ["Location": origin + old]), call("GET", old),
            ])
            #expect(flow.steps[1].inputs.map(\.extent) == [.target], "\(old)")
            let request = replayed(flow, answers: [:], headers: [0: ["Location": origin + new]])
            let target = new.prefix { $0 != "#" }
            #expect(request.map { text($0.url) } == api + target, "\(old)")
        }
        // What is no address leads nowhere.
        for field in ["/", "//x", "latest", "/a b"] {
            let flow = script([
                call("GET", "/v1/b", status: status, answerHeaders: ["Location": field]), call("GET", "/latest"),
            ])
            #expect(flow.steps[1].inputs.isEmpty, "\(field)")
        }
    }

    @Test func fieldsThatRepeatFieldsLinkHoweverShort() throws {
        let flow = script([
            call("GET", "/v1/other", answerHeaders: ["ETag": #""5""#]),
            call("GET", "/v1/b/7", answer: #"{"a":1}"#, answerHeaders: ["ETag": #""5""#]),
            call("GET", "/v1/third", answerHeaders: ["ETag": #""5""#]),
            call(
                "PATCH",
                "/v1/b/7",
                headers: ["If-Match": #""5""#],
                body: #"{"a":"5","b":"\"5\""}"#,
                type: "application/merge-patch+json"
            ),
        ])
        #expect(flow.steps[3].inputs.compactMap(\.link).map(\.step) == [1])
        let request = try #require(replayed(flow, answers: [:], headers: [1: ["ETag": #"W/"6""#]]))
        #expect(request.headers.text("If-Match") == #"W/"6""#)
        #expect(text(request.body.bytes) == #"{"a":"5","b":"\"5\""}"#)
    }

    @Test func linkFieldsGiveTheNextPage() throws {
        let field = { (page: String) in "<\(api)/v1/b?c=0>; rel=\"first\", <\(api)/v1/b?c=\(page)>; rel=\"next last\"" }
        let flow = script([
            call("GET", "/v1/b", answerHeaders: ["Link": field("x")]), call("GET", "/v1/b?c=x"),
        ])
        #expect(flow.explanation == ["step 2 GET /v1/b: path and query ← step 1 answer header Link rel=next"])
        let request = try #require(replayed(flow, answers: [:], headers: [0: ["Link": field("y")]]))
        #expect(text(request.url) == "\(api)/v1/b?c=y")
    }

    @Test func credentialsAndTheSendersOwnFieldsAreNoInputs() {
        let token = "7Fq2xZ9pLm4Rt8Wv1Ks0"
        let fields: HeaderList = [
            "Authorization": "Bearer abc.def.ghi-0123456789abcdef", "Host": "\(token).example", "Date": token,
            "User-Agent": "client/\(token)", "traceparent": "00-\(token)",
        ]
        let flow = script([
            call("GET", "/a", answer: #"{"t":"\#(token)"}"#), call("GET", "/b", headers: fields),
        ])
        #expect(flow.steps[1].inputs.isEmpty)
        #expect(flow.variables.isEmpty)
    }

    @Test func customFieldsTakeIDsAndKeepThem() throws {
        let flow = script([
            call("GET", "/a", answer: #"{"id":"\#(ID.building)"}"#),
            call("GET", "/b", headers: ["Idempotency-Key": ID.uuid, "If-Range": "x \(ID.building)"]),
        ])
        #expect(flow.variables.map(\.name) == ["Idempotency_Key"])
        #expect(flow.variables.map { $0.defaultValue.map(text) } == [ID.uuid])
        let request = try #require(replayed(flow, answers: [0: #"{"id":"\#(ID.today)"}"#]))
        #expect(request.headers.text("If-Range") == "x \(ID.today)")
    }
}
