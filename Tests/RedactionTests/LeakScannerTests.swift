import Deflate
import Testing

@testable import Redaction

@Suite struct LeakScannerTests {
    private let secret = bytes("pässword/+\"42=Zz9")

    private func scanner(_ fingerprints: Set<[UInt8]> = [], knows: Bool = true) -> LeakScanner {
        let known = KnownSecrets()
        if knows { known.add(secret, kind: "bearer") }
        return LeakScanner(secrets: known, keys: testKeys, fingerprints: fingerprints)
    }

    @Test func findsEverySpelling() throws {
        var random = Seeded(state: 5)
        var spellings: [[UInt8]] = [
            secret, Coding.jsonEscaped(secret), Coding.percent(secret), Coding.percent(secret, form: true),
            Coding.hex(secret), Coding.hex(secret, upper: true), Coding.percent(Coding.percent(secret)),
            Coding.jsonEscaped(Coding.jsonEscaped(secret)), Planting.json(secret, &random),
            Planting.percent(secret, form: false, &random), Planting.entities(secret, &random),
        ]
        for lead in 0..<3 {
            let base = Coding.base64([UInt8](repeating: 0x78, count: lead) + secret + bytes("y"))
            spellings += [base, base.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }]
        }
        spellings.append(
            text(secret).utf16.flatMap { unit -> [UInt8] in
                [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)]
            }
        )
        for (index, spelling) in spellings.dropLast().enumerated() {
            let leaks = scanner().scan(bytes("before ") + spelling + bytes(" after"), name: "f.txt")
            #expect(leaks.first?.file == "f.txt", "spelling \(index)")
        }
        let plain = scanner().scan(bytes("before ") + secret, name: "f")
        #expect(plain == [Leak(file: "f", offset: 7, kind: "bearer (raw)")])
        #expect(scanner().scan(bytes("nothing to see"), name: "f").isEmpty)
    }

    @Test func findsWideCharacters() {
        let known = KnownSecrets()
        known.add(bytes("plain-ascii-4711"), kind: "secret")
        let wide = "x plain-ascii-4711".utf16.flatMap { unit -> [UInt8] in
            [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
        }
        #expect(LeakScanner(secrets: known, keys: testKeys).scan(wide, name: "w").count == 1)
    }

    @Test func looksIntoArchives() throws {
        let packed = try Compression.compress(bytes("x ") + secret, as: .gzip)
        #expect(scanner().scan(packed, name: "a.gz").first?.file == "a.gz!")
        var zip = ZipWriter()
        try zip.add("inner.txt.gz", packed)
        let archive = try zip.finish()
        #expect(scanner().scan(archive, name: "a.zip").first?.file == "a.zip!inner.txt.gz!")
        #expect(!scanner().scan(Array(archive.prefix(archive.count / 2)), name: "cut.zip").isEmpty)
    }

    @Test func findsSecretsOfEarlierRunsByFingerprint() {
        let token = bytes("opaque-Token_4711.abc~x")
        let known = KnownSecrets()
        known.add(token, kind: "bearer")
        let fingerprints = known.fingerprints(under: testKeys)
        #expect(fingerprints.count == 1 && !fingerprints.contains(token))
        let later = scanner(fingerprints, knows: false)
        for source in [
            bytes("Authorization: Bearer ") + token, bytes("t=") + token, bytes("\"") + token + bytes("\""),
            bytes("x?a=") + Coding.percent(token), bytes("Basic ") + Coding.base64(bytes("id:") + token),
        ] { #expect(later.scan(source, name: "f").map(\.kind) == ["a secret of an earlier run"]) }
        #expect(later.scan(bytes("opaque-Token_4711.abc~y"), name: "f").isEmpty)
        #expect(
            !LeakScanner(secrets: KnownSecrets(fingerprints: fingerprints), keys: testKeys).scan(token, name: "f")
                .isEmpty
        )
    }
}
