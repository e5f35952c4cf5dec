import ExchangeModel
import Testing

@Suite struct HeaderListTests {
    @Test func namesCompareWithoutCaseAndKeepTheirs() {
        var headers: HeaderList = ["X-WX-Trace": "a", "x-wx-trace": "b"]
        #expect(headers.all("X-Wx-TRACE").count == 2)
        headers.set("x-WX-trace", "c")
        #expect(headers.fields == [.init("X-WX-Trace", "c")])
    }

    @Test func bytesThatAreNotUTF8Stay() {
        let field = HeaderList.Field(name: Array("X-Name".utf8), value: [0xE9, 0x20, 0xFF])
        #expect(HeaderList([field]).first("x-name") == [0xE9, 0x20, 0xFF])
    }
}

@Suite struct URLPartsTests {
    @Test(arguments: [
        "https://api.onkadence.co/v1/public/bookings?page=1&startDateTime[after]=2023-01-01T00:00:00",
        "http://user:p%40ss@127.0.0.1:8080/a/b?x#frag", "https://[::1]:8443/", "http://host", "http://host?q=/a@b",
    ])
    func putsTogetherWhatItTookApart(_ text: String) throws {
        let parts = try #require(URLParts(text))
        #expect(String(decoding: parts.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        "", "/path", "ftp://host/", "http:///path", "http://host:99999/", "http://host:8o/", "://", "http://",
    ])
    func refusesWhatIsNoHTTPAddress(_ text: String) {
        #expect(URLParts(text) == nil)
    }

    @Test func userInformationEndsAtTheLastAtSign() throws {
        let parts = try #require(URLParts("https://a@b@host/"))
        #expect(parts.hostText == "host")
        #expect(parts.userInfo == Array("a@b".utf8))
    }
}

@Suite struct ExchangeTests {
    @Test func aRawExchangeShowsMethodAndHostOnly() {
        let exchange = Exchange(
            startedAt: Timestamp(microseconds: 0),
            request: RequestMessage(
                method: "POST",
                url: Array("https://user:hunter2@login.example/oauth2/token?secret=hunter2".utf8),
                headers: ["Authorization": "Bearer hunter2"],
                body: MessageBody(Array("client_secret=hunter2".utf8))
            )
        )
        var dumped = ""
        dump(exchange, to: &dumped)
        for text in [
            "\(exchange)", String(reflecting: exchange), dumped, "\([exchange])", "\(Optional(exchange) as Any)",
        ] {
            #expect(!text.contains("hunter2"), "\(text)")
            #expect(text.contains("POST login.example"))
        }
    }

    @Test func absentPhasesAreNotZero() {
        let timings = Timings(send: .milliseconds(1), wait: .milliseconds(20), receive: .milliseconds(2))
        #expect(timings.dns == nil)
        #expect(timings.total == .milliseconds(23))
    }

    @Test func quotaNumbersAreReadOrAbsent() {
        let headers: HeaderList = [
            "x-ratelimit-limit": "2500", "X-RateLimit-Remaining": " 12 ", "X-RateLimit-Retry-After": "x",
        ]
        #expect(QuotaState(headers: headers) == QuotaState(limit: 2_500, remaining: 12))
        #expect(QuotaState(headers: ["X-RateLimit-Limit": "99999999999999999999"]) == nil)
    }
}
