import Foundation
import JSONTree
import TestSupport
import Testing

@testable import ContractCheck

@Suite struct ShapeBaselineFileTests {
    private func file() throws -> String {
        let baseline = try Recordings.baseline([#"{"b":[1,2],"a":"OPEN"}"#, #"{"b":[]}"#])
        return String(decoding: baseline.serialized(), as: UTF8.self)
    }

    @Test func theFormIsSortedAndSmall() throws {
        #expect(
            try file() == """
                {
                  "format": "reprise-baseline",
                  "version": 1,
                  "truncated": false,
                  "messages": [
                    {
                      "operation": "GET /things",
                      "direction": "response",
                      "status": 200,
                      "mediaType": "application/json",
                      "truncated": false,
                      "places": [
                        {"path":"","seen":2,"bodies":2,"objectBodies":2,"types":{"object":2}},
                        {"path":"/a","seen":1,"bodies":1,"types":{"string":1},"values":{"OPEN":1}},
                        {"path":"/b","seen":2,"bodies":2,"types":{"array":2}},
                        {"path":"/b/*","seen":2,"bodies":1,"types":{"number":2}}
                      ]
                    }
                  ]
                }

                """
        )
        let empty = ShapeBaseline().serialized()
        #expect(try ShapeBaseline(parsing: empty).isEmpty)
    }

    @Test(arguments: [
        (
            "\"seen\":2,\"bodies\":2,\"types\":{\"array\":2}", "\"seen\":3,\"bodies\":2,\"types\":{\"array\":2}",
            "contradict"
        ),
        ("{\"array\":2}", "{\"array\":2,\"date\":0}", "unknown"),
        ("{\"number\":2}", "{\"number\":-2}", "a count from 0"),
        ("{\"number\":2}", "{\"number\":2.0}", "a count from 0"),
        ("{\"number\":2}", "{\"number\":99999999999999999999}", "a count from 0"),
        ("\"path\":\"/b/*\"", "\"path\":\"/c/*\"", "does not stand before"),
        ("\"path\":\"/b/*\"", "\"path\":\"/b\"", "stands twice"),
        ("\"path\":\"/b\"", "\"path\":\"b\"", "JSON Pointer"),
        ("\"path\":\"/a\"", "\"path\":\"/~2\"", "JSON Pointer"),
        ("\"OPEN\":1", "\"free text\":1", "no words"),
        ("\"status\": 200", "\"status\": null", "a request has null"),
        ("\"direction\": \"response\"", "\"direction\": \"both\"", "direction"),
        ("\"truncated\": false", "\"truncated\": 0", "true or false"),
        ("\"operation\"", "\"operations\"", "unknown"),
        ("\"path\":\"/a\",\"seen\":1,\"bodies\":1", "\"path\":\"/a\",\"seen\":1,\"bodies\":2", "contradict"),
    ])
    func whatCannotBeIsRefused(part: String, changed: String, reason: String) throws {
        let whole = try file()
        let start = try #require(whole.range(of: part))
        let damaged = whole.replacingCharacters(in: start, with: changed)
        let error = #expect(throws: BaselineError.self) { try ShapeBaseline(parsing: Array(damaged.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.description.contains("damaged at /") == true)
    }

    @Test func otherFilesAreNamedAsSuch() {
        func failure(_ text: String) -> String {
            do {
                _ = try ShapeBaseline(parsing: Array(text.utf8))
                return ""
            } catch { return "\(error)" }
        }
        #expect(failure("{").contains("line 1"))
        #expect(failure("{}") == "the file is no baseline: `reprise check --learn` writes one")
        #expect(failure("[]") == failure("{}"))
        #expect(failure(#"{"format":"reprise-baseline","version":2}"#).contains("version 2"))
        #expect(failure(String(repeating: "[", count: 10_000)).contains("can't be read"))
        #expect(failure(#"{"format":"reprise-baseline","version":1}"#).contains("true or false"))
    }

    /// No change of single bytes makes it crash, and what is read is written again.
    @Test func mutatedFilesAreReadOrRefused() throws {
        var generator = SeededGenerator(seed: 52)
        let whole = Array(try file().utf8)
        var read = 0
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[index] = Array("{}[]\",:0129/*~ae-".utf8)[Int.random(in: 0..<17, using: &generator)]
                } else {
                    bytes.remove(at: index)
                }
            }
            guard let baseline = try? ShapeBaseline(parsing: bytes) else { continue }
            read += 1
            #expect(try ShapeBaseline(parsing: baseline.serialized()).serialized() == baseline.serialized())
        }
        #expect(read > 0 && read < 2_000)
    }
}
