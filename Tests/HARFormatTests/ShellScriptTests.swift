import TestSupport
import Testing

@testable import HARFormat

@Suite struct ShellScriptTests {
    @Test func wordsWithVariables() {
        #expect(ShellScript.word([]) == "''")
        #expect(ShellScript.word([.literal(Array("a".utf8)), .literal(Array("b".utf8))]) == "'ab'")
        #expect(
            ShellScript.word([.literal(Array("id=".utf8)), .variable("ID"), .literal(Array("x".utf8))])
                == "\"id=${ID}x\""
        )
        #expect(ShellScript.word([.literal(Array("$(a)".utf8)), .variable("ID")]) == "'$(a)'\"$ID\"")
        #expect(ShellScript.word([.literal(Array("a!".utf8)), .variable("ID")]) == "'a!'\"$ID\"")
    }

    @Test func oneStandInHasOneName() {
        var script = ShellScript()
        #expect(
            script.variable(for: "email-0123456789ab@redacted.invalid", use: "the URL", suffix: "_ENCODED")
                == "EMAIL_ENCODED"
        )
        #expect(script.variable(for: "email-0123456789ab@redacted.invalid", use: "the body") == "EMAIL")
        #expect(script.variable(for: "email-zzzzzzzzzzzz@redacted.invalid", use: "the body") == "EMAIL_2")
        #expect(script.variable(for: "email-0123456789ab@redacted.invalid", use: "header X") == "EMAIL")
        #expect(script.variable(for: "redacted-cookie-0123456789ab", use: "header Cookie") == "COOKIE")
        #expect(
            script.variables.map(\.uses) == [["the URL"], ["the body", "header X"], ["the body"], ["header Cookie"]]
        )
    }

    /// Any bytes come out of `printf` and, but for NUL, of words.
    @Test func shellsMakeTheVeryBytes() throws {
        var generator = SeededGenerator(seed: 71)
        var inputs = [
            Array(UInt8(0)...255), Array("-n %s\\n\0".utf8), Array("--".utf8), [UInt8](repeating: 0x27, count: 200_000),
        ]
        for _ in 0..<60 { inputs.append(generator.bytes(upTo: 30) + generator.text(upTo: 6)) }
        var script = "V='a%sb'\n"
        var wanted: [UInt8] = []
        for input in inputs {
            script += ShellScript.printf([.literal(input), .variable("V"), .literal(input)]) + "\n"
            wanted += input + Array("a%sb".utf8) + input
            let word = input.filter { $0 != 0 }
            guard word.count < 100_000 else { continue }
            script += "printf '%s' " + ShellScript.word([.literal(word), .variable("V")]) + "\n"
            wanted += word + Array("a%sb".utf8)
        }
        for shell in ["sh", "bash"] {
            guard let result = try run(shell, script: Array(script.utf8)) else { continue }
            #expect(result.status == 0)
            #expect(result.output == wanted)
        }
    }
}
