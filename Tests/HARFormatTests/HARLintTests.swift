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

    private func problems(_ request: String, _ response: String, _ timings: String) throws -> [String] {
        let entry =
            "{\"startedDateTime\":\"2023-01-01T00:00:00Z\",\"time\":1.5,\"cache\":{},\"request\":{\"method\":\"GET\",\"url\":\"http://a/\",\"httpVersion\":\"h3\",\"cookies\":[],\"headers\":[],\"queryString\":[],\"headersSize\":-1,\"bodySize\":0\(request)},\"response\":{\"status\":0,\"statusText\":\"\",\"httpVersion\":\"\",\"cookies\":[],\"headers\":[],\"content\":{\"size\":0,\"mimeType\":\"\"},\"headersSize\":-1,\"bodySize\":-1,\(response)},\"timings\":{\(timings)}}"
        let log =
            "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"a\",\"version\":\"1\"},\"entries\":[\(entry)]}}"
        return try HARLint.check(Array(log.utf8)).map { $0.description.replacing("/log/entries/0/", with: "") }
    }

    @Test func typesAndRangesCount() throws {
        let redirect = "\"redirectURL\":\"\""
        let timings = "\"send\":0,\"wait\":1.5,\"receive\":0"
        #expect(try problems("", redirect, timings).isEmpty)
        #expect(try problems("", "\"redirectURL\":null", timings) == ["response/redirectURL: must be a string"])
        #expect(
            try problems("", redirect, "\"send\":-1,\"wait\":0,\"receive\":0,\"dns\":-1,\"ssl\":-2") == [
                "timings/send: must be a number that is not negative",
                "timings/ssl: must be a number that is not negative, or -1",
            ]
        )
        #expect(
            try problems(",\"postData\":{\"mimeType\":\"\",\"params\":[{\"name\":\"a\"}]}", redirect, timings).isEmpty
        )
        #expect(
            try problems(",\"postData\":{\"text\":7}", redirect, timings) == [
                "request/postData/mimeType: is missing", "request/postData/text: must be a string",
            ]
        )
        #expect(
            try problems("", redirect + ",\"bodySize\":1.5", timings) == [
                "response/bodySize: must be a whole number, or -1 where it is unknown"
            ]
        )
    }

    @Test func byteOrderMarksAreNamedAndMillionsAreNot() throws {
        #expect(try HARLint.check(Array("\u{FEFF}{}".utf8)).map(\.pointer) == ["", "/log"])
        let many = "{\"log\":{\"entries\":[" + Array(repeating: "7", count: 5_000).joined(separator: ",") + "]}}"
        #expect(try HARLint.check(Array(many.utf8)).count == 1_000)
    }
}
