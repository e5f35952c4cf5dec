import Deflate
import ExchangeModel
import Testing

@testable import Redaction

@Suite struct BodyFactsTests {
    private func response(_ headers: HeaderList, _ body: [UInt8], isCut: Bool = false) throws -> RedactedBody {
        let result = redactor(["s3cr3t-of-mine"]).redact(
            makeExchange(responseHeaders: headers, responseBody: body, responseIsCut: isCut)
        )
        return try #require(result.response).body
    }

    @Test func compressedBodiesAreSearchedInside() throws {
        let source = bytes(#"{"a":"s3cr3t-of-mine"}"#)
        for (name, coding) in [("gzip", DeflateCoding.gzip), ("deflate", .zlib), ("deflate", .raw), ("x-gzip", .gzip)] {
            let packed = try Compression.compress(source, as: coding)
            let body = try response(["Content-Type": "application/json", "Content-Encoding": name], packed)
            #expect(text(body.bytes).hasPrefix(#"{"a":"redacted-secret-"#))
            #expect(body.facts.contentCodings == [name] && body.facts.mediaKind == .json)
            #expect(body.facts.decodedLength == source.count && body.trueLength == packed.count)
            #expect(body.facts.decoderError == nil && !body.facts.cameDecoded)
        }
        let twice = try Compression.compress(Compression.compress(source, as: .gzip), as: .zlib)
        let body = try response(["Content-Encoding": "gzip, deflate"], twice)
        #expect(text(body.bytes).hasPrefix(#"{"a":"redacted-secret-"#))
    }

    @Test func whatCannotBeDecodedIsLeftOut() throws {
        for coding in ["gzip", "br", "zstd", "gzip, br", "compress"] {
            let body = try response(
                ["Content-Encoding": coding],
                [0x1F, 0x8B, 0x08, 0x00, 0x01, 0x02, 0xFF, 0xFE, 0xA0]
            )
            #expect(body.bytes.isEmpty && body.withheld != nil && body.facts.decoderError != nil, "\(coding)")
            #expect(body.keyedDigest?.count == 32 && body.trueLength == 9)
        }
    }

    @Test func bombsAreLeftOut() throws {
        let bomb = try Compression.compress([UInt8](repeating: 0x61, count: 8 << 20), as: .gzip, level: 9)
        let body = try response(["Content-Encoding": "gzip"], bomb)
        #expect(body.bytes.isEmpty && body.facts.decoderError != nil)
    }

    @Test func bodiesThatCameDecodedAreTakenAsTheyAre() throws {
        for coding in ["gzip", "br", "deflate"] {
            let body = try response(
                ["Content-Encoding": coding, "Content-Type": "application/json"],
                bytes(#"{"a":"s3cr3t-of-mine"}"#)
            )
            #expect(text(body.bytes).hasPrefix(#"{"a":"redacted-secret-"#), "\(coding)")
            #expect(body.facts.cameDecoded && body.facts.decoderError == nil)
        }
    }

    @Test func binaryAndDoubtfulTextIsLeftOut() throws {
        let image = try response(["Content-Type": "image/png"], [0x89, 0x50, 0x4E, 0x47, 0, 1, 2])
        #expect(image.withheld != nil && image.facts.mediaKind == .binary && image.trueLength == 7)
        var digest = testKeys.makeBodyDigest()
        digest.update([0x89, 0x50, 0x4E, 0x47, 0, 1, 2])
        #expect(image.keyedDigest == digest.finalize())
        #expect(try response(["Content-Type": "text/plain"], bytes("ab") + [0xFF]).withheld == "it is not valid UTF-8")
        let wide = Array("s3cr3t-of-mine".utf16).flatMap { unit -> [UInt8] in [UInt8(truncatingIfNeeded: unit), 0] }
        #expect(try response(["Content-Type": "text/plain"], wide).withheld != nil)
        #expect(try response(["Content-Type": "text/plain; charset=utf-7"], bytes("ada+AEA-x.de")).withheld != nil)
        #expect(try response(["Content-Type": "text/plain; charset=\"UTF-8\""], bytes("x")).withheld == nil)
    }

    @Test func syntaxErrorsKeepTheirOffsetInTheBodyAsItCame() throws {
        let source = #"{"firstName":"Ada Lovelace", "x" 1}"#
        let body = try response(["Content-Type": "application/json"], bytes(source))
        #expect(body.facts.syntaxError?.offset == 33)
        #expect(body.facts.mediaKind == .json)
        #expect(!text(body.bytes).contains("Ada"))
        let page = try response(["Content-Type": "application/json"], bytes("<html><body>502</body></html>"))
        #expect(page.facts.mediaKind == .html && page.facts.syntaxError?.offset == 0)
        let whole = try response(["Content-Type": "application/json"], bytes("{}"))
        #expect(whole.facts.syntaxError == nil)
        #expect(try response(["Content-Type": "text/plain"], bytes("[see] below")).facts.syntaxError == nil)
        #expect(try response([:], []).facts.mediaKind == .none)
    }

    @Test(arguments: 0..<200)
    func cutBodiesLeakNothing(length: Int) throws {
        let source =
            #"{"note":"see ada.lovelace@example.com","password":"hunter22-and-more","t":"x s3cr3t-of-mine y","firstName":"Grace"}"#
        let body = try response(
            ["Content-Type": "application/json"],
            Array(bytes(source).prefix(length)),
            isCut: true
        )
        let shown = text(body.bytes)
        for secret in ["lovelace@", "hunter", "s3cr", "\"Gr"] { #expect(!shown.contains(secret), "\(shown)") }
        #expect(!shown.contains("@e") && !shown.hasSuffix("@"))
    }

    @Test func declaredTypesAreFactsAndNoWayAround() throws {
        let body = try response(["Content-Type": "Application/LD+JSON; charset=utf-8"], bytes("{}"))
        #expect(body.facts.declaredMediaType == "application/ld+json")
        #expect(
            try response(["Content-Type": "s3cr3t-of-mine/x"], bytes("{}")).facts.declaredMediaType.contains("s3cr3t")
                == false
        )
        let odd = try response(["Content-Encoding": "s3cr3t-of-mine"], bytes("{}"))
        #expect(odd.facts.contentCodings == ["unknown"])
        // JSON by content is searched as JSON, whatever it is declared as.
        let hidden = try response(["Content-Type": "text/plain"], bytes(#"{"firstName":"Ada"}"#))
        #expect(!text(hidden.bytes).contains("Ada"))
    }
}
