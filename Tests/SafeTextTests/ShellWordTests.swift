import SafeText
import TestSupport
import Testing

@Suite struct ShellWordTests {
    @Test func wordsAreQuoted() {
        #expect(Neutralizer.neutralize("plain", for: .shell) == "'plain'")
        #expect(Neutralizer.neutralize("", for: .shell) == "''")
        #expect(Neutralizer.neutralize("it's", for: .shell) == "'it'\\''s'")
        #expect(Neutralizer.neutralize("a\u{1B}\tb", for: .shell) == "'a'\"$(printf '\\033\\011')\"'b'")
        #expect(Neutralizer.neutralize("nul\0", for: .shell) == "'nul\\x00'")
        #expect(Neutralizer.neutralize("abcdef", for: .shell, maximum: 3) == "'abc…'")
    }

    /// The shell itself says what it reads.
    @Test func shellsReadTheVeryBytes() throws {
        var generator = SeededGenerator(seed: 13)
        var inputs = hostileTexts.map { Array($0.utf8) }
        for _ in 0..<60 { inputs.append(generator.hostileBytes(upTo: 12)) }
        inputs.append(Array(1...255))
        var script = "cd / || exit 1\n"
        for input in inputs { script += "printf '%s\\0' " + Neutralizer.neutralize(input, for: .shell) + "\n" }
        var wanted: [UInt8] = []
        for input in inputs {
            for byte in input { wanted += byte == 0 ? Array("\\x00".utf8) : [byte] }
            wanted.append(0)
        }
        for shell in ["sh", "bash"] {
            guard let result = try run(shell, ["script"], files: ["script": Array(script.utf8)]) else { continue }
            #expect(result.status == 0)
            #expect(result.output == wanted)
        }
    }
}
