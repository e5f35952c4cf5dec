import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Redaction
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
}
