import Testing
import TextPatterns

@Suite("Formats")
struct FormatTests {
    @Test(
        "A format accepts what has it",
        arguments: [
            (
                .dateTime,
                [
                    "2026-11-24T15:55:08Z", "2026-11-24t15:55:08.123456789z", "2016-12-31T23:59:60Z",
                    "2017-01-01T01:29:60+01:30", "2026-11-24T15:55:08-00:00",
                ]
            ),
            (.date, ["2024-02-29", "2000-02-29", "0000-02-29", "9999-12-31"]),
            (.time, ["15:55:08Z", "23:59:60Z", "15:59:60-08:00", "00:00:00.0+23:59"]),
            (.duration, ["P1Y", "P1Y2M3DT4H5M6S", "P1DT12H", "PT36H", "P2W", "P0D", "PT5M"]),
            (
                .email,
                [
                    "a@b", "joe.bloggs@example.com", "\"a @ b\"@example.com", "a+b/c={x}@x-y.org", "a@[127.0.0.1]",
                    "a@[IPv6:::1]", "a@[tag:x]",
                ]
            ),
            (.idnEmail, ["실례@실례.테스트", "a@b", "\"é\"@x"]),
            (
                .hostname,
                [
                    "a", "www.example.com", "xn--9n2bp8q.xn--9t4b11yi5a", "1a-b", "a--b", "XN--BCHER-KVA.example",
                    "ab--c",
                ]
            ),
            (.idnHostname, ["실례.테스트", "bücher.example", "a。b", "אבג", "Example.com"]),
            (.ipv4, ["0.0.0.0", "255.255.255.255", "127.0.0.1"]),
            (
                .ipv6,
                ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7::"]
            ),
            (
                .uri,
                [
                    "http://a/b?c=d#e", "urn:a:b", "mailto:a@b.c", "http://u:p@[::1]:80/", "x:", "a+b-c.1:/d",
                    "http://[v7.a:b]/", "file:///etc/hosts", "http://a:/%20",
                ]
            ),
            (.uriReference, ["", "/a", "//h/p", "?q", "#f", "a/b:c", "./a:b", "http://a"]),
            (.iri, ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "x:\u{10300}", "x:?\u{E000}"]),
            (.iriReference, ["âππ", "/é", "", "#é"]),
            (.uuid, ["2eb8aa08-AA98-11ea-b4aa-73b441d16380"]),
            (.uriTemplate, ["", "/a/{b}", "{+a,b*,c:3}", "{?x}{&y}", "a%41", "{a.b_1%41}", "é\u{E000}"]),
            (.jsonPointer, ["", "/", "/a~0b~1c/0", "/é"]),
            (.relativeJSONPointer, ["0", "1/a", "0#", "10/b~0", "1+2/a", "0-1#"]),
            (.regex, ["", "a|b", "(?<=a)b", "(?<n>a)\\k<n>", "[^]", "\\p{Script=Greek}"]),
            (.ulid, ["01H59ZJ4Q7R8S9T0V1W2X3Y4Z5", "01h59zj4q7r8s9t0v1w2x3y4z5", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"]),
        ] as [(TextFormat, [String])]
    )
    func accepts(_ format: TextFormat, _ texts: [String]) {
        for text in texts { #expect(format.accepts(Array(text.utf8)), "\(text)") }
    }

    @Test(
        "A format refuses what does not have it",
        arguments: [
            (
                .dateTime,
                [
                    "", "2026-11-24", "2026-11-24 15:55:08Z", "2026-11-24T15:55:08", "2026-11-24T15:55Z",
                    "2026-02-30T00:00:00Z", "2026-11-24T22:59:60Z", "2026-11-24T15:55:08.Z", "2026-11-24T15:55:08+1:00",
                    "2026-11-24T15:55:08+24:00", "2026-11-24T15:55:08Z ", "2026-11-24T15:55:08ZZ",
                ]
            ),
            (
                .date,
                [
                    "", "2023-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-01-00", "2026-04-31",
                    "2026/01/01", "20260101", "2026-01-01Z", "2026-1-01", "۲۰۲۶-01",
                ]
            ),
            (
                .time,
                [
                    "", "24:00:00Z", "00:60:00Z", "00:00:61Z", "12:00:00", "12:00Z", "12:00:00+0100", "23:59:60+01:00",
                    "12:00:00,5Z",
                ]
            ),
            (
                .duration,
                [
                    "", "P", "PT", "1D", "P1", "P1S", "PT1D", "P1Y2D", "PT1H2S", "P2D1Y", "P1W1D", "P1DT", "PT0.5S",
                    "-P1D", "P1D ", "p1d", "P1D1D", "P1WT1H",
                ]
            ),
            (
                .email,
                [
                    "", "a", "a@", "@b", "a b@c", ".a@b", "a.@b", "a..b@c", "a@b..c", "a@-b", "a@b_c", "a@[1.2.3]",
                    "a@[IPv6:1]", "é@b", "a@b@c", "\"a@b", "a@b.", "a@[", "a@[]",
                    String(repeating: "a", count: 65) + "@b",
                ]
            ),
            (.idnEmail, ["실례", "a b@c", "user＠example.com", "é@", "é..é@a"]),
            (
                .hostname,
                [
                    "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "é", "xn--X", "xn--", "xn--a-", "xn--07jt112bpxg",
                    String(repeating: "a", count: 64), Array(repeating: "aaaa", count: 51).joined(separator: "."),
                ]
            ),
            (
                .idnHostname,
                ["", "a..b", "-é", "é-", "\u{300}a", "a\u{302E}", "aא", "BÜCHER", "l·", "a b", "\u{ED}\u{2028}"]
            ),
            (
                .ipv4,
                [
                    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.1.1.1", "1.1.1.1 ", "1..1.1", "a.1.1.1", "1.1.1.1234",
                    "+1.2.3.4",
                ]
            ),
            (
                .ipv6,
                [
                    "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1:",
                    "::1%eth0", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7:8::", "::1.2.3.4:1", "[::1]",
                ]
            ),
            (
                .uri,
                [
                    "", "a", "/a", "1a:b", ":a", "http://a b", "http://é", "http://a/%", "http://a/%2", "http://a/%zz",
                    "http://[::1", "http://[::g]", "http://a:b/", "http://a@b@c/", "a:\\", "a:{}", "a:#b#c",
                    "http://::1/",
                ]
            ),
            (.uriReference, ["a:b:\\", "1:b", "/[", "//[", "/é", "//a:b"]),
            (.iri, ["é", "http://a/\u{E000}", "x:\u{FFFE}", "http://é\n", "x:#\u{E000}"]),
            (.iriReference, ["\\é", "#\\", "é:é", "\u{80}"]),
            (
                .uuid,
                [
                    "", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
                    "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "2eb8aa0--aa98-11ea-b4aa-73b441d16380",
                ]
            ),
            (
                .uriTemplate,
                [
                    "{", "}", "{}", "{a", "{a,}", "{a,,b}", "{a:0}", "{a:10000}", "{a b}", "{a..b}", "{.}", "a b", "%4",
                    "{a%4}", "<", "{a=b}",
                ]
            ),
            (.jsonPointer, ["a", "#", "/~", "/~2", "/a~"]),
            (.relativeJSONPointer, ["", "a", "-1", "01", "1a", "0##", "0/~", "1+", "1+01", "1#/a"]),
            (.regex, ["(", "[", "*", "\\a", "a{2,1}", "\\1", "(?P<n>a)", "\\"]),
            (
                .ulid,
                [
                    "", "01H59ZJ4Q7R8S9T0V1W2X3Y4Z", "81H59ZJ4Q7R8S9T0V1W2X3Y4Z5", "01H59ZJ4Q7R8S9T0V1W2X3Y4ZI",
                    "01H59ZJ4Q7R8S9T0V1W2X3Y4Zu", "01H59ZJ4Q7R8S9T0V1W2X3Y4Z-",
                ]
            ),
        ] as [(TextFormat, [String])]
    )
    func refuses(_ format: TextFormat, _ texts: [String]) {
        for text in texts { #expect(!format.accepts(Array(text.utf8)), "\(text)") }
    }

    @Test("The tables name every format")
    func everyFormat() {
        #expect(TextFormat.allCases.count == 20)
        #expect(Set(TextFormat.allCases.map(\.rawValue)).count == 20)
    }

    @Test(
        "No format trips over bytes that are not UTF-8, nor over any that are cut short",
        arguments: TextFormat.allCases
    )
    func hostileBytes(_ format: TextFormat) {
        let seeds = [
            "2026-11-24T15:55:08.5+01:00", "P1Y2M3DT4H5M6S", "\"a\\ b\"@[IPv6:::1]", "xn--9n2bp8q.b\u{FC}cher\u{3002}x",
            "1:2::1.2.3.4", "http://u@[::1]:80/%41?é#f", "{+a%41:12}%41\u{E000}", "12/a~0~1",
            "(?<n>[\\p{L}])\\k<n>{1,2}",
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "01H59ZJ4Q7R8S9T0V1W2X3Y4Z5",
        ]
        for seed in seeds {
            let bytes = Array(seed.utf8)
            for end in 0...bytes.count {
                _ = format.accepts(Array(bytes[..<end]))
                for byte in [0x00, 0x3A, 0x7E, 0x80, 0xC3, 0xED, 0xF4, 0xFF] as [UInt8] {
                    _ = format.accepts(bytes[..<end] + [byte])
                    _ = format.accepts(bytes[..<end] + [byte] + bytes[end...])
                }
            }
        }
        // Nothing that holds such a byte can be one of these.
        guard ![.idnEmail, .jsonPointer, .relativeJSONPointer, .regex].contains(format) else { return }
        for seed in seeds { #expect(!format.accepts(Array(seed.utf8) + [0xFF])) }
    }

    @Test("Long texts are answered")
    func longTexts() {
        let long = Array(repeating: 0x61 as UInt8, count: 1_000_000)
        for format in TextFormat.allCases where format != .regex { _ = format.accepts(long) }
        #expect(TextFormat.uri.accepts(Array("x:".utf8) + long))
        #expect(TextFormat.uriTemplate.accepts(Array(String(repeating: "{a}", count: 300_000).utf8)))
        #expect(!TextFormat.uriTemplate.accepts(Array(String(repeating: "{", count: 300_000).utf8)))
        #expect(TextFormat.regex.accepts(long))
    }
}
