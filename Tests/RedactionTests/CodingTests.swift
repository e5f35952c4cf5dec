import ExchangeModel
import Foundation
import Testing

@testable import Redaction

@Suite struct CodingTests {
    @Test func base64IsWhatFoundationMakes() {
        var random = Seeded(state: 3)
        for length in 0..<70 {
            let value = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(text(Coding.base64(value)) == Data(value).base64EncodedString())
            #expect(Coding.base64Decoded(Coding.base64(value)) == value)
        }
        #expect(Coding.base64Decoded(bytes("a")) == nil && Coding.base64Decoded(bytes("ab c")) == nil)
    }

    @Test func percentGoesThereAndBack() {
        let value: [UInt8] = Array(0...255)
        #expect(PercentCoding.decoded(Coding.percent(value), plusIsSpace: false) == value)
        #expect(PercentCoding.decoded(Coding.percent(value, form: true), plusIsSpace: true) == value)
        #expect(PercentCoding.decoded(bytes("%4"), plusIsSpace: false) == bytes("%4"))
        #expect(PercentCoding.decoded(bytes("%zz+"), plusIsSpace: true) == bytes("%zz "))
    }

    @Test func escapesAreUndoneAndLeadBack() throws {
        let source = bytes(#"a\u0040b%40c&#x40;d\ud834\udd1e\ud834x\q%4&nope;"#)
        let decoded = try #require(DecodedText.decode(source, .all))
        #expect(text(decoded.bytes) == "a@b@c@d𝄞\u{FFFD}x\\q%4&nope;")
        #expect(decoded.source(0..<2) == 0..<7)
        #expect(decoded.source(3..<4) == 8..<11)
        #expect(decoded.source(0..<decoded.bytes.count) == 0..<source.count)
        #expect(DecodedText.decode(bytes("plain"), .all) == nil)
        #expect(DecodedText.decode(bytes("100 %"), .all) == nil)
    }

    @Test(arguments: [
        ("see ada@example.com.", "see |."), ("<ada@example.com>", "<|>"), ("'ada@example.com'", "'|'"),
        ("a@b", "a@b"), ("@context", "@context"), ("logo@2x.png", "logo@2x.png"), ("pkg@1.2.3", "pkg@1.2.3"),
        ("x=ada@mail.example.co.uk,y", "x=|,y"), ("ada@[127.0.0.1]", "|"), ("ada@example.com@b.de", "|@b.de"),
        ("\"ada l\"@example.com", "|"), ("ädä@exämple.de", "|"), ("mailto:ada@example.com?x", "mailto:|?x"),
    ])
    func addressesInText(source: String, expected: String) {
        var result = redactor().redactFreeText(bytes(source))
        for found in StandIn.find(in: result).reversed() { result.replaceSubrange(found.range, with: bytes("|")) }
        #expect(text(result) == expected)
    }
}
