import Testing

@testable import Redaction

@Suite struct SecretMatcherTests {
    private func spans(_ patterns: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
        let matcher = SecretMatcher(
            patterns.map { .init(bytes: $0, secret: 0, encoding: .raw, needsBoundary: false) },
            kinds: [.secret]
        )
        var matches: [SecretMatcher.Match] = []
        text.withUnsafeBufferPointer { _ = matcher.run($0, into: &matches) }
        return Set(matches.map { [$0.start, $0.end] })
    }

    /// For each end the longest, by trying everything.
    private func naive(_ patterns: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
        var result: Set<[Int]> = []
        for end in 0...text.count {
            let longest = patterns.filter {
                !$0.isEmpty && $0.count <= end && text[(end - $0.count)..<end].elementsEqual($0)
            }
            .map(\.count).max()
            if let longest { result.insert([end - longest, end]) }
        }
        return result
    }

    @Test(arguments: 0..<40)
    func findsWhatASearchOneByOneFinds(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        // Few letters, so that patterns overlap, contain and continue each other.
        func word(_ length: Int) -> [UInt8] { (0..<length).map { _ in random.pick([97, 98, 99]) } }
        for _ in 0..<30 {
            let patterns = (0..<8).map { _ in word(Int.random(in: 1...6, using: &random)) }
            let text = word(120)
            #expect(spans(patterns, text) == naive(patterns, text))
        }
    }

    @Test func longSecretsAreFoundAlsoWhereTheirEndIsCutOff() {
        let head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        let one = head + String(repeating: "a", count: 100) + "1"
        let two = head + String(repeating: "a", count: 100) + "2" + String(repeating: "b", count: 100)
        let redactor = redactor([one, two])
        for source in [one, two, String(two.dropLast(20))] {
            let result = text(redactor.redactFreeText(bytes("<\(source)>")))
            #expect(result.hasPrefix("<redacted-") && result.hasSuffix(">") && result.utf8.count < 40, "\(result)")
        }
        // Every token of one issuer begins alike; that alone is no leak.
        let known = KnownSecrets()
        known.add(bytes(one), kind: "bearer")
        #expect(LeakScanner(secrets: known, keys: testKeys).scan(bytes(head + "cccc"), name: "f").isEmpty)
    }

    @Test func shortSecretsCountOnlyAsWords() {
        let known = KnownSecrets()
        known.add(bytes("abc12"), kind: "secret")
        let redactor = Redactor(keys: testKeys, secrets: known)
        #expect(text(redactor.redactFreeText(bytes("xabc12 abc12x"))) == "xabc12 abc12x")
        #expect(text(redactor.redactFreeText(bytes("x abc12.y"))).hasPrefix("x redacted-secret-"))
    }

    @Test func overlappingSecretsLeaveNoRest() {
        let redactor = redactor(["abcdefghij", "fghijklmnop"])
        let result = text(redactor.redactFreeText(bytes("<abcdefghijklmnop>")))
        #expect(result.hasPrefix("<redacted-secret-") && result.utf8.count == 2 + 16 + StandIn.digitCount)
    }

    @Test func manySecretsAreForgottenOldestFirst() {
        let known = KnownSecrets()
        known.add(bytes("environment-secret-1"), kind: "secret")
        for number in 0..<3_000 { known.add(bytes("token-number-\(number)-x"), kind: "bearer") }
        #expect(known.kind(of: bytes("environment-secret-1")) == .secret)
        #expect(known.kind(of: bytes("token-number-2999-x")) == .bearer)
        #expect(known.kind(of: bytes("token-number-100-x")) == nil)
        #expect(!"\(known)".contains("token"))
        var dumped = ""
        dump(known, to: &dumped)
        #expect(!dumped.contains("token"))
    }
}
