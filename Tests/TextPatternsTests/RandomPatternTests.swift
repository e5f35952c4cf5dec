import TestSupport
import Testing
import TextPatterns

@Suite("Patterns against a plain matcher")
struct RandomPatternTests {
    @Test("Random patterns match the same random texts as the plain matcher", arguments: 0..<8)
    func agrees(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var matched = 0
        var compared = 0
        for _ in 0..<300 {
            let reference = ReferencePattern.random(4, &generator)
            // Nested repetitions can outgrow the limit; that they are refused is tested elsewhere.
            guard let pattern = try? Pattern(reference.source) else { continue }
            for _ in 0..<10 {
                let length = Int.random(in: 0...7, using: &generator)
                let text = (0..<length).map { _ in
                    ReferencePattern.alphabet.randomElement(using: &generator) ?? "a"
                }
                let expected = reference.matches(text)
                let bytes = Array(String(String.UnicodeScalarView(text)).utf8)
                #expect(pattern.matches(bytes) == expected, "\(reference.source) on \(text)")
                compared += 1
                if expected { matched += 1 }
            }
        }
        // Both answers must have been asked for often.
        #expect(compared > 2_500 && matched > compared / 10 && matched < compared * 9 / 10)
    }

    @Test("Patterns whose automaton is built while matching agree as well", arguments: 0..<4)
    func agreesBeyondThePreparedStates(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Which of the last 14 characters was an a: 16,384 states.
        let window = Int.random(in: 12...14, using: &generator)
        let pattern = try Pattern("a[ab]{\(window)}c")
        for _ in 0..<10 {
            var text: [UInt8] = (0..<2_000).map { _ in Bool.random(using: &generator) ? 0x61 : 0x62 }
            text.append(0x63)
            #expect(pattern.matches(text) == (text[text.count - window - 2] == 0x61))
            #expect(!pattern.matches(text.dropLast()))
        }
    }
}
