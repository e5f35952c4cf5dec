import ExchangeModel
import Testing

@Suite struct URLPartsTests {
    @Test(arguments: [
        "https://api.onkadence.co/v1/public/bookings?page=1&startDateTime[after]=2023-01-01T00:00:00",
        "http://user:p%40ss@127.0.0.1:8080/a/b?x#frag", "https://[::1]:8443/", "http://host", "http://host?q=/a@b",
        "HTTPS://Api.Example/", "http://host:/", "http://host:0080/x", "http://[::1]", "http://[fe80::1%25eth0]/",
        "http://@host/", "http://a@b@host/", "http://host/?", "http://host/#", "http://host#a?b/c:d@e",
        "http://host:80?x=http://other:99/", "http://host//a/../b/./%2e", "http://h\u{F6}st/\u{E9}",
    ])
    func putsTogetherTheVeryBytes(_ text: String) throws {
        let parts = try #require(URLParts(text))
        #expect(parts.bytes == Array(text.utf8))
    }

    @Test func keepsBytesThatAreNotUTF8() throws {
        let url = Array("http://host/".utf8) + [0xFF, 0x80, 0x3F, 0xC0, 0x23, 0xFE]
        let parts = try #require(URLParts(url))
        #expect(parts.path == [0x2F, 0xFF, 0x80])
        #expect(parts.query == [0xC0])
        #expect(parts.fragment == [0xFE])
        #expect(parts.bytes == url)
    }

    @Test(arguments: [
        "", "/path", "ftp://host/", "http:///path", "http://host:99999/", "http://host:8o/", "://", "http://",
        "http:/host/", "http:host", "host:80/path", "*", "http://:80/", "http://user@/", "http://user@:80/",
        "http://host:-1/", "http://host:+1/", "http://host:1:2/",
        // IPv6 needs its brackets, whole ones, with nothing but a port behind them.
        "http://::1/", "http://fe80::1:8080/", "http://[::1/", "http://[]/", "http://[::1]x/", "http://[::1]x:80/",
        "http://::1]/", "http://ho[st/", "http://ho]st:80/", " http://host/", "http ://host/",
    ])
    func refusesWhatIsNoHTTPAddress(_ text: String) {
        #expect(URLParts(text) == nil)
    }

    @Test func namesThePartsOfOddAuthorities() throws {
        let at = try #require(URLParts("https://a@b:c@Host:0443/p"))
        #expect(at.hostText == "host")
        #expect(at.userInfo == Array("a@b:c".utf8))
        #expect(at.port == 443)
        #expect(at.origin == "https://host:443")
        let six = try #require(URLParts("HTTP://[2001:DB8::1]:8080?q"))
        #expect(six.hostText == "2001:db8::1")
        #expect(six.host == Array("[2001:DB8::1]".utf8))
        #expect(six.target == Array("/?q".utf8))
        #expect(six.origin == "http://[2001:db8::1]:8080")
        let empty = try #require(URLParts("http://host:"))
        #expect(empty.port == nil)
        #expect(empty.effectivePort == 80)
        #expect(empty.origin == "http://host")
        #expect(URLParts("https://host")?.effectivePort == 443)
        #expect(URLParts("http://host:65535/")?.port == 65_535)
    }

    @Test func changedPartsAreWrittenAsTheyAreNow() throws {
        var parts = try #require(URLParts("HTTP://host:0080/p"))
        parts.port = 8_080
        #expect(parts.bytes == Array("HTTP://host:8080/p".utf8))
        parts.scheme = "https"
        parts.port = nil
        #expect(parts.bytes == Array("https://host/p".utf8))
    }

    @Test func spellingsOfSchemeAndPortAreTheSamePlace() throws {
        let one = try #require(URLParts("HTTP://host:0080/p"))
        let other = try #require(URLParts("http://host:80/p"))
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
        #expect(one != URLParts("http://host/p"))
        #expect(one != URLParts("http://host:80/P"))
    }
}
