import ExchangeModel
import Redaction
import ReplayPlan
import Testing

@Suite struct OutcomeClassifierTests {
    @Test func anErrorIsQuotedInItsOwnWords() {
        func quoted(_ body: String) -> String? { exchange(422, body).response.flatMap { ErrorSummary.quoted($0.body) } }
        let words = "no booking 01H59Z0000000000000000000A on 2026-11-23"
        let body = #"{"@type":"hydra:Error","hydra:description":""# + words.replacing(" on", with: #"\non"#) + #""}"#
        #expect(quoted(body) == #"hydra:Error ""# + words + #"""#)
        let long = quoted(#"{"error":"x","message":""# + String(repeating: "word ", count: 100_000) + #""}"#)
        #expect(long.map { $0.count < 320 && $0.hasSuffix("…\"") } == true)
        #expect(quoted("") == nil)
    }

    private func classify(_ exchange: RedactedExchange, after recorded: RedactedExchange) -> Outcome {
        OutcomeClassifier(recorded: recorded, operation: label).classify(exchange)
    }

    @Test func passesWhereARecordedFailureIsGone() {
        #expect(classify(exchange(), after: exchange(503, unavailable)) == .passed)
        #expect(classify(exchange(404, "{}"), after: exchange(503, unavailable)) != .passed)
        #expect(classify(exchange(), after: lost(.reset)) == .passed)
    }

    @Test func knowsTheRecordedFailureAgain() {
        let recorded = exchange(503, unavailable)
        let classifier = OutcomeClassifier(recorded: recorded, operation: label)
        let again = classifier.classify(exchange(503, unavailable, trace: "77ab90c3"))
        #expect(classifier.recordedFailure.map { Outcome.failed($0) } == again)
        #expect(classifier.recordedFailure?.summary == #"503 hydra:Error "Upstream unavailable""#)
        #expect(classifier.recordedFailure?.failureClass == .status)
        let other = classifier.classify(exchange(503, "<html><title>Bad Gateway</title>", type: "text/html"))
        guard case .failed(let signature) = other else {
            Issue.record("not failed: \(other)")
            return
        }
        #expect(signature != classifier.recordedFailure)
    }

    @Test func never429() {
        for recorded in [exchange(), exchange(503, unavailable), exchange(429, "{}")] {
            #expect(classify(exchange(429, "{}"), after: recorded) == .inconclusive(.quota))
        }
    }

    @Test(arguments: TransportFailure.Kind.allCases)
    func countsOnlyWhatLeft(_ kind: TransportFailure.Kind) {
        let stays: Set<TransportFailure.Kind> = [.resolve, .connect, .connectTimeout, .tls, .cancelled, .other]
        let outcome = classify(lost(kind), after: exchange(503, unavailable))
        if stays.contains(kind) {
            guard case .inconclusive(.notSent) = outcome else {
                Issue.record("\(kind): \(outcome)")
                return
            }
        } else {
            guard case .failed(let signature) = outcome else {
                Issue.record("\(kind): \(outcome)")
                return
            }
            #expect(signature.failureClass == .transport)
        }
        // The recorded failure is the failure, sent or not; being stopped is never one.
        let again = classify(lost(kind), after: lost(kind))
        if case .failed = again { #expect(kind != .cancelled) } else { #expect(kind == .cancelled) }
    }

    @Test func looksAtTheTimingsOfUnknownFailures() {
        let outcome = classify(lost(.other, timings: Timings(send: .milliseconds(1))), after: exchange())
        guard case .failed = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func findsNothingWrongWithAnswersWithoutABody() {
        let json = "application/ld+json"
        for status in [200, 204, 304] {
            let recorded = exchange(status, "", type: json)
            #expect(OutcomeClassifier(recorded: recorded, operation: label).recordedFailure == nil, "\(status)")
            #expect(classify(recorded, after: recorded) == .passed)
        }
    }

    @Test func comparesDeepAndWideAnswers() {
        let deep = String(repeating: #"{"a":["#, count: 250) + String(repeating: "]}", count: 250)
        #expect(classify(exchange(200, deep), after: exchange(200, deep)) == .passed)
        let wide = "{" + (0..<20_000).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}"
        #expect(classify(exchange(200, wide), after: exchange(200, wide)) == .passed)
    }

    @Test func seesAnswersCutShort() {
        let cut = exchange(200, #"{"id":"#, isTruncated: true, failure: TransportFailure(.closedEarly, "cut"))
        #expect(OutcomeClassifier(recorded: cut, operation: label).recordedFailure?.summary == "200, answer cut short")
        #expect(
            classify(exchange(200, #"{"id":"#, isTruncated: true), after: exchange())
                == classify(cut, after: exchange())
        )
    }

    @Test func comparesWithARecordedSuccess() throws {
        let recorded = exchange(200, #"{"id":"a","n":1,"list":[{"x":null,"y":"s"}],"o":{}}"#)
        let classifier = OutcomeClassifier(recorded: recorded, operation: label)
        #expect(classifier.recordedFailure == nil)
        func failure(_ status: Int, _ body: String, type: String = "application/ld+json") -> String? {
            guard case .failed(let signature) = classifier.classify(exchange(status, body, type: type)) else {
                return nil
            }
            return signature.summary
        }
        #expect(failure(200, #"{"id":"b","n":2.5,"list":[],"o":{"new":1}}"#) == nil)
        #expect(failure(200, #"{"id":null,"n":2,"list":[{"x":5,"y":"t"},{"x":[],"y":null}],"o":null}"#) == nil)
        #expect(failure(304, "", type: "") == nil)
        #expect(failure(201, #"{"id":"b"}"#) == "201 in place of 200")
        #expect(failure(200, #"{"id":"b","n":"2","list":[],"o":{}}"#) == "200, /n is a string, not a number")
        #expect(failure(200, #"{"id":"b","n":2,"o":{}}"#) == "200, /list is missing")
        #expect(failure(200, #"{"id":"b","n":2,"list":[{"y":"s"}],"o":{}}"#) == "200, /list/*/x is missing")
        #expect(
            failure(200, #"{"id":"b","n":2,"list":[{"x":1,"y":"s"},{"x":1}],"o":{}}"#)
                == "200, /list/*/y is missing in some"
        )
        #expect(failure(200, "[]") == "200, the body is an array, not an object")
        #expect(failure(200, "<html>", type: "text/html") == "200 without the JSON that was recorded")
        #expect(
            failure(200, "{\"id\":", type: "application/json") == "200 with a body that is not the JSON it claims to be"
        )
    }

    @Test func summarisesErrorBodies() {
        func summary(_ status: Int, _ body: String, type: String = "application/json") -> String? {
            OutcomeClassifier(recorded: exchange(status, body, type: type), operation: label).recordedFailure?.summary
        }
        #expect(
            summary(401, #"{"error":"invalid_client","error_description":"Client authentication failed"}"#)
                == #"401 invalid_client "Client authentication failed""#
        )
        #expect(
            summary(403, #"{"type":"about:blank","title":"Forbidden","detail":"Not yours"}"#)
                == #"403 "Forbidden: Not yours""#
        )
        #expect(summary(400, #"{"error":{"code":"bad","message":"No"}}"#) == #"400 bad "No""#)
        #expect(
            summary(
                422,
                #"{"@type":"ConstraintViolationList","hydra:description":"startDateTime: too early\nendDateTime: too late"}"#
            ) == #"422 ConstraintViolationList "startDateTime: too early endDateTime: too late""#
        )
        #expect(
            summary(502, "<html><head><TITLE>Bad\nGateway</TITLE>", type: "text/html") == #"502 HTML "Bad Gateway""#
        )
        #expect(summary(500, "", type: "") == "500")
        #expect(summary(500, "stack trace\nat line 7", type: "text/plain") == #"500 "stack trace""#)
        #expect(summary(500, "[1]") == #"500 "[{n}]""#)
    }

    @Test func leavesOutWhatVaries() {
        func summary(_ message: String) -> String? {
            OutcomeClassifier(
                recorded: exchange(500, "{\"message\":\"\(message)\"}", type: "application/json"),
                operation: label
            )
            .recordedFailure?.summary
        }
        let pairs = [
            ("Booking 01H59Z8V5T3Q6R7S8T9V0W1X2Y not found.", "Booking {id} not found."),
            ("id=3f2504e0-4f89-11d3-9a0c-0305e82c3301, gone", "id={id}, gone"),
            ("at 2026-11-23T17:31:02.114+00:00", "at {time}"), ("on 2026-11-23 17:31:02", "on {time} {time}"),
            ("took 31 ms (limit 30.5s)", "took {n} ms (limit {n}s)"), ("node-3 of 10", "node-{n} of {n}"),
            ("OAuth2 and v1 stay", "OAuth2 and v1 stay"), ("trace 77ab90c3de", "trace {id}"),
            ("/v1/public/bookings/42/x", "/v1/public/bookings/{n}/x"),
            // Stand-ins, of which one in a hundred has no digit.
            ("for redacted-name-abcdefghjkmn.", "for {name}."), ("for redacted-name-0bcdefghjkm1!", "for {name}!"),
            ("to email-abcdefghjkmn@redacted.invalid", "to {email}"), ("redacted-by-hand", "redacted-by-hand"),
        ]
        for (message, expected) in pairs { #expect(summary(message) == "500 \"\(expected)\"") }
        #expect(
            summary(String(repeating: "long ", count: 9_000)).map { $0.count <= 170 && $0.hasSuffix("…\"") } == true
        )
    }

    @Test func choosesWhatTheReplayIsAbout() throws {
        let failed = exchange(503, unavailable)
        let target = try #require(ReplayTarget([(1, exchange()), (2, failed), (3, exchange())]))
        #expect(target.decisive.number == 2)
        #expect(target.needed.map(\.number) == [1, 2])
        #expect(ReplayTarget([(1, exchange()), (2, exchange())])?.decisive.number == 2)
        #expect(ReplayTarget([]) == nil)
    }
}
