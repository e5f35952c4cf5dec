import ExchangeModel
import Testing

@testable import OfflineAPI

/// Which of several recorded answers a request gets.
@Suite struct AnswerDeskTests {
    private static func get(_ target: String, _ accept: String? = nil) -> RequestMessage {
        Recording.request("GET", target, headers: accept.map { ["Accept": $0] } ?? [:])
    }

    @Test func repeatsComeInRecordedOrderAndTheLastOneStays() {
        let poll = Self.get("/v1/public/bookings")
        var counter = Counter([
            Recording.exchange(poll, status: 503), Recording.exchange(Self.get("/v1/public/floors")),
            Recording.exchange(poll, status: 200),
        ])
        #expect(counter.step(poll) == 1)
        #expect(counter.step(poll) == 3)
        #expect(counter.step(poll) == 3)
        #expect(counter.desk.summary.repeated == 1)
        #expect(!counter.desk.isDone)
        #expect(counter.desk.neverAsked == [1])
        #expect(counter.step(Self.get("/v1/public/floors")) == 2)
        #expect(counter.desk.isDone)
        #expect(counter.desk.summary.notRecordedCount == 0)
    }

    /// Whoever waits for the end must not cut off a slow answer that was chosen before a quick one was delivered.
    @Test func itIsDoneWhenTheLastAnswerHasLeft() {
        let slow = Self.get("/v1/public/bookings")
        let quick = Self.get("/v1/public/floors")
        let answers = RecordedAnswers([Recording.exchange(slow), Recording.exchange(quick)])
        var desk = AnswerDesk(steps: answers.steps.count)
        func choose(_ request: RequestMessage) {
            let asked = Recording.form(request)
            _ = desk.choose(asked, from: answers.candidates(for: asked), nearest: nil, in: answers)
        }
        choose(slow)
        choose(quick)
        #expect(desk.neverAsked.isEmpty)
        #expect(!desk.isDone)
        desk.end()
        #expect(!desk.isDone)
        // What is not recorded has an answer on its way too.
        choose(Self.get("/v1/public/spaces"))
        desk.end()
        #expect(!desk.isDone)
        _ = desk.refuse(unreadable: Mismatch("POST /", because: "too long"))
        desk.end()
        #expect(!desk.isDone)
        desk.end()
        #expect(desk.isDone)
    }

    @Test func strictlyThereIsNoRepeat() {
        let poll = Self.get("/v1/public/bookings")
        var counter = Counter([Recording.exchange(poll)], isStrict: true)
        #expect(counter.step(poll) == 1)
        #expect(counter.mismatch(poll)?.hint.contains("more often than it was recorded") == true)
        #expect(counter.desk.summary.notRecordedCount == 1)
    }

    @Test func anExactAnswerComesBeforeOneThatAStandInAllows() {
        let jane = Self.get("/v1/public/users?emailExact=jane@example.com")
        let bob = Self.get("/v1/public/users?emailExact=bob@example.org")
        var counter = Counter([Recording.exchange(jane), Recording.exchange(bob)])
        #expect(counter.step(bob) == 2)
        #expect(counter.step(bob) == 2)
        #expect(counter.step(jane) == 1)
        // Somebody nobody recorded gets what was recorded for others.
        #expect(counter.step(Self.get("/v1/public/users?emailExact=carol@example.net")) != nil)
    }

    @Test func anExactAnswerComesBeforeOneOfACutRequest() {
        let type = "application/json"
        var cut = Recording.request("POST", "/v1/public/bookings", type: type, body: #"{"a""#)
        cut.body = MessageBody(cut.body.bytes, trueLength: 900, isCut: true)
        let whole = Recording.request("POST", "/v1/public/bookings", type: type, body: #"{"a":1}"#)
        var counter = Counter([Recording.exchange(cut), Recording.exchange(whole)])
        #expect(counter.step(whole) == 2)
        #expect(counter.step(Recording.request("POST", "/v1/public/bookings", type: type, body: "[]")) == 1)
    }

    /// The recording comes from elsewhere, so that all it has are stand-ins nobody here can make.
    @Test func aStandInGoesOnMeaningWhatItMeantFirst() {
        func user(_ email: String) -> RequestMessage { Self.get("/v1/public/users?emailExact=" + email) }
        let first = "email-k5hsyax04n81@redacted.invalid"
        let second = "email-n6465k2wn1vc@redacted.invalid"
        var counter = Counter([first, second, first].map { Recording.exchange(user($0)) })
        #expect(counter.step(user("jane@example.com")) == 1)
        #expect(counter.step(user("bob@example.org")) == 2)
        #expect(counter.step(user("jane@example.com")) == 3)
        #expect(counter.step(user("bob@example.org")) == 2)
    }

    @Test func acceptChoosesAmongAnswers() {
        let recorded = Self.get("/v1/public/bookings")
        func counter() -> Counter {
            Counter([
                Recording.exchange(recorded),
                Recording.exchange(
                    recorded,
                    headers: ["Content-Type": "text/csv; charset=utf-8"],
                    body: "a,b\r\n1,2\r\n"
                ),
            ])
        }
        for (accept, step) in [
            ("text/csv", 2), ("application/ld+json", 1), ("application/json", 1), ("text/*", 2), ("*/*", 1),
            ("application/ld+json;q=0.2, text/csv;q=0.9", 2), ("text/csv;q=0.1, */*", 1), ("image/png", 1),
        ] {
            var counter = counter()
            #expect(counter.step(Self.get("/v1/public/bookings", accept)) == step, "\(accept)")
        }
        // Who takes JSON takes its dialects.
        let csv = Recording.exchange(recorded, headers: ["Content-Type": "text/csv"], body: "a,b\r\n1,2\r\n")
        var table = Counter([csv, Recording.exchange(recorded)])
        #expect(table.step(Self.get("/v1/public/bookings", "application/json")) == 2)
        // Who takes anything takes the dialect no less.
        var mixed = Counter([Recording.exchange(recorded), csv])
        let anything = Self.get("/v1/public/bookings", "application/json, text/plain, */*")
        #expect([mixed.step(anything), mixed.step(anything)] == [1, 2])
        // An error is an answer to any of them.
        var failing = Counter([
            Recording.exchange(recorded, status: 502, headers: ["Content-Type": "text/html"], body: "<p>bad</p>"),
            Recording.exchange(recorded),
        ])
        #expect(failing.step(Self.get("/v1/public/bookings", "application/ld+json")) == 1)
        #expect(failing.step(Self.get("/v1/public/bookings", "application/ld+json")) == 2)
    }

    /// Clients that name JSON first take the API's own dialect second; nothing that has no type may come before it.
    @Test(arguments: ["application/json, text/plain, */*", "text/html, */*;q=0.8", "text/csv", "*/*"])
    func whatHasNoTypeKeepsItsPlace(_ accept: String) {
        let recorded = Self.get("/v1/public/bookings")
        let fine = Recording.exchange(recorded)
        let error = Recording.exchange(recorded, status: 503, headers: ["Content-Type": "text/html"], body: "<p>no</p>")
        let unchanged = Recording.exchange(recorded, status: 304, headers: [:], body: "")
        let half = Recording.exchange(recorded, headers: ["Content-Type": "text/plain"], body: "{", truncated: true)
        for exchanges in [[error, fine], [fine, error], [fine, unchanged], [unchanged, fine], [half, fine]] {
            var counter = Counter(exchanges)
            let asked = Self.get("/v1/public/bookings", accept)
            #expect([counter.step(asked), counter.step(asked), counter.step(asked)] == [1, 2, 2])
        }
        // What is not asked for at all is given only where there is nothing better.
        var table = Counter([
            Recording.exchange(recorded, headers: ["Content-Type": "image/png"], body: ""), error, fine,
        ])
        let json = Self.get("/v1/public/bookings", "application/json")
        #expect([table.step(json), table.step(json), table.step(json)] == [2, 3, 3])
    }

    /// The API gave it to the same `Accept`, so it can't be unwelcome.
    @Test func whatTheSameAcceptGotComesInOrder() {
        let poll = Self.get("/v1/public/bookings", "application/json")
        let exchanges = [
            Recording.exchange(poll, status: 202, headers: ["Content-Type": "application/json"]),
            Recording.exchange(poll, headers: ["Content-Type": "text/csv"], body: "a,b\r\n1,2\r\n"),
        ]
        var same = Counter(exchanges)
        #expect([same.step(poll), same.step(poll), same.step(poll)] == [1, 2, 2])
        let other = Self.get("/v1/public/bookings", "application/json, application/xml")
        var another = Counter(exchanges)
        #expect([another.step(other), another.step(other)] == [1, 1])
    }

    @Test func tokensAreAlwaysToBeHad() {
        let sample = Recording.request(
            "POST",
            "/oauth2/token",
            type: "application/json",
            body: #"{"grant_type":"client_credentials","client_id":"a","client_secret":"b","scope":"public"}"#
        )
        var without = Counter([Recording.exchange(Self.get("/v1/public/bookings"))])
        guard case .madeUpToken = without.ask(sample) else {
            Issue.record("no token")
            return
        }
        #expect(without.desk.summary.madeUpTokens == 1)
        #expect(without.desk.summary.notRecordedCount == 0)
        let recorded = Recording.request(
            "POST",
            "/oauth2/token",
            type: "application/x-www-form-urlencoded",
            body: "grant_type=client_credentials&client_id=c&client_secret=d&scope=public"
        )
        var with = Counter([Recording.exchange(recorded)], isStrict: true)
        #expect(with.step(sample) == 1)
        #expect(with.step(sample) == 1)
    }

    @Test func whatComesNearestIsNamed() {
        var counter = Counter([
            Recording.exchange(Self.get("/v1/public/buildings?page=1")),
            Recording.exchange(Self.get("/v1/public/bookings?page=1&itemsPerPage=50")),
            Recording.exchange(Self.get("/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7V")),
            Recording.exchange(
                Recording.request("POST", "/v1/public/bookings", type: "application/json", body: #"{"a":1,"b":2}"#)
            ),
            Recording.exchange(
                Recording.request("POST", "/v1/public/bookings", type: "application/json", body: #"{"a":3,"b":4}"#)
            ),
        ])
        let page = counter.mismatch(Self.get("/v1/public/bookings?itemsPerPage=50&page=2"))
        #expect(page?.nearestStep == 2)
        #expect(
            page?.hint
                == "nearest: GET /v1/public/bookings?page=1&itemsPerPage=50 (step 2): query page is 2, recorded 1"
        )
        let id = counter.mismatch(Self.get("/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7W"))
        #expect(id?.nearestStep == 3)
        let body = counter.mismatch(
            Recording.request("POST", "/v1/public/bookings", type: "application/json", body: #"{"a":3,"b":5}"#)
        )
        #expect(body?.nearestStep == 5)
        #expect(body?.differences == ["body /b is 5, recorded 4"])
        let deeper = counter.mismatch(Self.get("/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7V/extras"))
        #expect(deeper?.nearestStep == 3)
        let method = counter.mismatch(Recording.request("DELETE", "/v1/public/bookings/01H59ZGH7HDQ4KAAN6RR1X8V7V"))
        #expect(method?.nearestStep == 3)
        #expect(method?.differences == ["method is DELETE, recorded GET"])
        #expect(counter.desk.summary.notRecordedCount == 5)
        // The same thing with other filters is nearer than another thing with the same ones.
        var filters = Counter(
            ["/v1/public/floors?x=1&y=2&z=3", "/v1/public/bookings"].map { Recording.exchange(Self.get($0)) }
        )
        #expect(filters.mismatch(Self.get("/v1/public/bookings?x=1&y=2&z=3"))?.nearestStep == 2)
        var empty = Counter([])
        #expect(empty.mismatch(Self.get("/a"))?.hint == "the recording is empty")
        #expect(!empty.desk.isDone)
    }

    @Test func whatIsSaidOfHostileRequestsIsHarmless() {
        var counter = Counter([Recording.exchange(Self.get("/v1/public/bookings?page=1"))])
        let mismatch = counter.mismatch(Self.get("/v1/public/bookings?page=%0D%0ASet-Cookie:%20x%1B%5B2J%E2%80%AEok"))
        let value = mismatch?.headerValue ?? ""
        #expect(!value.isEmpty && value.utf8.allSatisfy { 0x20..<0x7F ~= $0 })
        #expect(mismatch?.hint.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E } == true)
    }

    @Test func aFloodOfMismatchesIsCountedAndNotKept() {
        var counter = Counter([Recording.exchange(Self.get("/v1/public/bookings"))])
        for number in 0..<400 { _ = counter.ask(Self.get("/v1/public/bookings?page=\(number)")) }
        #expect(counter.desk.summary.notRecordedCount == 400)
        #expect(counter.desk.summary.notRecorded.count == 100)
    }
}
