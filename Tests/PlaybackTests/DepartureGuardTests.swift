import CaptureStore
import Deflate
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import Testing

@Suite(.serialized) struct DepartureGuardTests {
    private func request(_ bench: Bench, _ method: String, _ target: String = "/v1/public/bookings") -> RequestMessage {
        RequestMessage(method: method, url: bench.endpoints.apiURL(target))
    }

    private func refusal(_ departure: Departure) -> DepartureRefusal? {
        if case .refused(let refusal) = departure { refusal } else { nil }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "get", "PROPFIND"])
    func methodsThatMayWriteStay(_ method: String) async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let result = refusal(await bench.departure().send(request(bench, method)))
        #expect(result?.rule == .writes)
        #expect(result?.description.contains("--allow-write") == true)
        #expect(bench.server.requests.isEmpty)
        #expect(try bench.captures.count == 0)
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS"]) func methodsThatReadLeave(_ method: String) async throws {
        let bench = try Bench { _, _ in .init(status: 204) }
        #expect(refusal(await bench.departure().send(request(bench, method))) == nil)
        #expect(bench.calls.map(\.method) == [method])
    }

    @Test func aNamedOperationLeavesAndNoOther() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let departure = bench.departure(["POST /v1/public/bookings"])
        #expect(refusal(await departure.send(request(bench, "POST"))) == nil)
        let other = "/v1/public/bookings/01H59ZKQ0V4T8S7R6Q5P4N3M2K/cancel"
        #expect(refusal(await departure.send(request(bench, "POST", other)))?.rule == .writes)
        #expect(bench.calls.count == 1)
    }

    @Test func nothingWithAStandInLeaves() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        // What redaction really writes, so that the two can't drift apart.
        let redacted = bench.redactor.redact(
            recorded(bench.server.base, "GET", "/v1/public/users?emailExact=ada.lovelace%40example.com")
        )
        let standIn = try #require(redacted.replacements.first { $0.place == .url }).standIn
        var inURL = request(bench, "GET")
        inURL.url = redacted.request.url
        var inHeader = request(bench, "GET")
        inHeader.headers.append("X-Who", standIn)
        var inBody = request(bench, "GET")
        inBody.body = MessageBody(Array(#"{"email":"\#(standIn)"}"#.utf8))
        for request in [inURL, inHeader, inBody] {
            #expect(refusal(await bench.departure().send(request))?.rule == .standIn)
        }
        #expect(bench.server.requests.isEmpty)
    }

    @Test(arguments: [
        "X-HTTP-Method-Override", "x-http-method-override", "X-HTTP-Method", "X-Method-Override",
    ]) func aHeaderCantTurnAReadIntoAWrite(_ name: String) async throws {
        let bench = try Bench { _, _ in .json("{}") }
        for method in ["DELETE", "patch"] {
            var hidden = request(bench, "GET")
            hidden.headers.append(name, method)
            #expect(refusal(await bench.departure().send(hidden))?.rule == .writes)
        }
        #expect(bench.server.requests.isEmpty)
        var harmless = request(bench, "GET")
        harmless.headers.append(name, "GET")
        #expect(refusal(await bench.departure().send(harmless)) == nil)
    }

    @Test func aParameterCantTurnAReadIntoAWrite() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let named = bench.departure(["POST /v1/public/bookings"])
        for target in ["?_method=DELETE", "?page=1&%5Fmethod=%44ELETE", "?_method=delete&x"] {
            let hidden = request(bench, "GET", "/v1/public/bookings" + target)
            #expect(refusal(await bench.departure().send(hidden))?.rule == .writes, "\(target)")
        }
        // Leave for a POST is no leave for a DELETE.
        var form = request(bench, "POST")
        form.headers.append("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        // PHP takes names with white space before them, or an index behind, for the same.
        for body in ["a=1&_method=DELETE", "+_method=DELETE", "%20%09_method=+DELETE", "_method[]=DELETE"] {
            form.body = MessageBody(Array(body.utf8))
            #expect(refusal(await named.send(form))?.rule == .writes, "\(body)")
        }
        #expect(bench.server.requests.isEmpty)
        form.body = MessageBody(Array("a=1&method=DELETE".utf8))
        #expect(refusal(await named.send(form)) == nil)
    }

    @Test func aPartCantTurnAPostIntoAnotherMethod() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let named = bench.departure(["POST /v1/public/bookings"])
        func parts(_ name: String) -> RequestMessage {
            var request = request(bench, "POST")
            request.headers.append("Content-Type", "multipart/form-data; boundary=Cut")
            let lines = [
                "--Cut", "Content-Disposition: form-data; name=\"a\"", "", "1", "--Cut",
                "Content-Disposition: form-data; name=\(name)", "", "DELETE", "--Cut--", "",
            ]
            request.body = MessageBody(Array(lines.joined(separator: "\r\n").utf8))
            return request
        }
        for name in ["\"_method\"", "_method", "\" _method\""] {
            #expect(refusal(await named.send(parts(name)))?.rule == .writes, "\(name)")
        }
        #expect(bench.server.requests.isEmpty)
        #expect(refusal(await named.send(parts("\"method\""))) == nil)
    }

    @Test func leaveToTakeBackIsNoLeaveToWrite() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let cancel = request(bench, "POST", "/v1/public/bookings/01H59ZKQ0V4T8S7R6Q5P4N3M2K/cancel")
        let departure = DepartureGuard(
            client: bench.client,
            writes: WriteGuard(allowed: ["POST /v1/public/bookings"]),
            undoes: WriteGuard(allowed: ["POST /v1/public/bookings/{id}/cancel"])
        )
        #expect(refusal(await departure.send(cancel))?.rule == .writes)
        #expect(refusal(await departure.send(request(bench, "POST"), takesBack: true)) == nil)
        #expect(refusal(await departure.send(request(bench, "DELETE"), takesBack: true))?.rule == .writes)
        var hidden = cancel
        hidden.headers.append("X-HTTP-Method-Override", "DELETE")
        #expect(refusal(await departure.send(hidden, takesBack: true))?.rule == .writes)
        #expect(refusal(await departure.send(cancel, takesBack: true)) == nil)
        #expect(bench.calls.map(\.method) == ["POST", "POST"])
    }

    @Test func noEncodingHidesAStandIn() async throws {
        let bench = try Bench { _, _ in .json("{}", status: 201) }
        let redacted = bench.redactor.redact(
            recorded(bench.server.base, "GET", "/v1/public/users?emailExact=ada.lovelace%40example.com")
        )
        let email = try #require(redacted.replacements.first { $0.place == .url }).standIn
        let bearer = try #require(redacted.replacements.first { $0.kind == .bearer }).standIn
        let departure = bench.departure(["POST /v1/public/bookings"])
        func isRefused(_ change: (inout RequestMessage) -> Void) async -> Bool {
            var request = request(bench, "POST")
            change(&request)
            return refusal(await departure.send(request))?.rule == .standIn
        }
        let everyByteEscaped = email.utf8.map { "%" + String($0, radix: 16) }.joined()
        let inURLs = [
            email, email.replacing("@", with: "%40"), email.replacing("@", with: "%2540"),
            email.replacing("@", with: "%252540"), email.replacing("-", with: "%2D"), everyByteEscaped,
            Data(email.utf8).base64EncodedString().replacing("=", with: "%3D"),
        ]
        for text in inURLs {
            let url = bench.endpoints.apiURL("/v1/public/bookings?who=" + text)
            #expect(await isRefused { $0.url = url }, "\(text)")
        }
        for text in [bearer, "Bearer " + bearer, "Basic " + Data("me:\(bearer)".utf8).base64EncodedString()] {
            #expect(await isRefused { $0.headers.append("X-Any", text) }, "\(text)")
        }
        #expect(await isRefused { $0.headers.append(bearer, "1") })
        let bodies = [
            #"{"email":"\#(email)"}"#, #"{"email":"\#(email.replacing("@", with: #"\u0040"#))"}"#,
            #"{"email":"\#(email.replacing("-", with: #"\u002D"#))"}"#,
            "email=" + email.replacing("@", with: "%40"),
            #"{"inner":"{\"email\":\"\#(email)\"}"}"#, Data(#"{"a":"\#(email)"}"#.utf8).base64EncodedString(),
        ]
        for text in bodies {
            #expect(await isRefused { $0.body = MessageBody(Array(text.utf8)) }, "\(text)")
        }
        let packed = try Compression.compress(Array(bodies[0].utf8), as: .gzip, level: 6)
        #expect(
            await isRefused {
                $0.headers.append("Content-Encoding", "gzip")
                $0.body = MessageBody(packed)
            }
        )
        #expect(bench.server.requests.isEmpty)
        // What only looks a little like one may leave.
        for text in ["redacted-by-the-author", "email-me@example.com", "100%25", #"C:\users"#] {
            #expect(await isRefused { $0.body = MessageBody(Array(text.utf8)) } == false, "\(text)")
        }
    }

    @Test func aRestoredNestedValueHasNoStandInLeft() async throws {
        let bench = try Bench { _, _ in .json("{}") }
        let target = "/v1/public/users?next=https%3A%2F%2Fapp.example%2F%3Femail%3Dada.lovelace%2540example.com"
        let redacted = bench.redactor.redact(recorded(bench.server.base, "GET", target))
        var request = request(bench, "GET")
        request.url = redacted.request.url
        #expect(String(decoding: request.url, as: UTF8.self).contains("ada.lovelace") == false)
        #expect(refusal(await bench.departure().send(request))?.rule == .standIn)
        #expect(bench.server.requests.isEmpty)
    }
}
