import HARFormat
import Testing

@Suite struct HARLintTests {
    @Test func missingMembersAreNamed() throws {
        let problems = try HARLint.check(
            Array(
                "{\"log\":{\"version\":1.2,\"creator\":{\"name\":\"a\",\"version\":\"1\"},\"entries\":[{\"startedDateTime\":\"today\"}]}}"
                    .utf8
            )
        )
        #expect(problems.contains(where: { $0.description == "/log/version: must be a string" }))
        #expect(problems.contains(where: { $0.pointer == "/log/entries/0/startedDateTime" }))
        #expect(problems.contains(where: { $0.description == "/log/entries/0/request: is missing" }))
        #expect(throws: HARError.self) { try HARLint.check(Array("{".utf8)) }
    }
}
