import ExchangeModel
import Testing

/// What is read from the header fields that Kadence adds.
@Suite struct QuotaStateTests {
    @Test func numbersAreReadOrAbsent() {
        let headers: HeaderList = [
            "x-ratelimit-limit": "2500", "X-RateLimit-Remaining": " 12\t", "X-RateLimit-Retry-After": "x",
        ]
        #expect(QuotaState(headers: headers) == QuotaState(limit: 2_500, remaining: 12))
    }

    @Test(arguments: ["", " ", "-1", "+5", "2500.0", "1e3", "0x10", "2500, 2500", "99999999999999999999", "٢٥", "NaN"])
    func garbageIsNotANumber(_ value: String) {
        for name in ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Retry-After"] {
            #expect(QuotaState(headers: HeaderList([.init(name, value)])) == nil)
        }
        // One field that cannot be read does not take the others along.
        let headers = HeaderList([.init("X-RateLimit-Limit", value), .init("X-RateLimit-Remaining", "3")])
        #expect(QuotaState(headers: headers) == QuotaState(remaining: 3))
    }

    @Test func absurdNumbersComeThroughForThePlanToJudge() throws {
        // The guide's own example lies in 1988.
        #expect(QuotaState(headers: ["X-RateLimit-Retry-After": "596505600"])?.resetSeconds == 596_505_600)
        let huge = try #require(QuotaState(headers: ["X-RateLimit-Retry-After": "999999999999999999"])?.resetSeconds)
        #expect(Timestamp(seconds: huge).microseconds == .max)
        #expect(QuotaState(headers: ["X-RateLimit-Limit": "0", "X-RateLimit-Remaining": "7"])?.limit == 0)
    }

    @Test func ofSeveralFieldsTheFirstCounts() {
        let headers: HeaderList = ["X-RateLimit-Remaining": "9", "X-RateLimit-Remaining": "1"]
        #expect(QuotaState(headers: headers)?.remaining == 9)
        #expect(QuotaState(headers: [:]) == nil)
    }
}

@Suite struct TraceIDTests {
    @Test func isTheHeadersValue() {
        #expect(TraceID(headers: ["x-wx-TRACE": "8f3c21d0"])?.text == "8f3c21d0")
        #expect(TraceID(headers: ["X-WX-Trace": "a", "X-WX-Trace": "b"])?.description == "a")
        #expect(TraceID(headers: ["X-WX-Trace": ""]) == nil)
        #expect(TraceID(headers: ["X-WX-Trace-Id": "a"]) == nil)
        #expect(TraceID("") == nil)
        let field = HeaderList.Field(name: Array(TraceID.headerName.utf8), value: [0x61, 0xFF])
        #expect(TraceID(headers: HeaderList([field]))?.text == "a\u{FFFD}")
    }
}

@Suite struct TimingsTests {
    @Test func absentPhasesAreNotZero() {
        let timings = Timings(send: .milliseconds(1), wait: .milliseconds(20), receive: .milliseconds(2))
        #expect(timings.dns == nil && timings.connect == nil && timings.tls == nil && timings.blocked == nil)
        #expect(timings.total == .milliseconds(23))
        #expect(
            timings != Timings(dns: .zero, send: .milliseconds(1), wait: .milliseconds(20), receive: .milliseconds(2))
        )
        #expect(Timings().total == .zero)
    }

    @Test func everyPhaseCounts() {
        let one = Duration.milliseconds(1)
        let all = Timings(blocked: one, dns: one, connect: one, tls: one, send: one, wait: one, receive: one)
        #expect(all.total == .milliseconds(7))
    }
}

@Suite struct FingerprintTests {
    @Test func isShortForPeople() {
        #expect(Fingerprint("0123456789abcdef").short == "01234567")
        #expect("\(Fingerprint("0123456789abcdef"))" == "0123456789abcdef")
        #expect(Fingerprint("").short.isEmpty)
    }
}
