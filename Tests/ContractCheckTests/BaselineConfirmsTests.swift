import JSONTree
import Testing

@testable import ContractCheck

@Suite struct BaselineConfirmsTests {
    private func value(_ text: String) throws -> ValueView { .actual(try JSONDocument.parse(Array(text.utf8)).root) }

    private func confirms(
        _ baseline: ShapeBaseline,
        _ pointer: String,
        _ keyword: String,
        _ found: String? = nil,
        status: Int = 200
    ) throws -> Bool {
        try baseline.confirms(
            operation: "GET /things",
            status: status,
            pointer: pointer,
            keyword: keyword,
            found: found.map { try value($0) }
        )
    }

    private func baseline(_ count: Int) throws -> ShapeBaseline {
        try Recordings.baseline(
            (0..<count).map { #"{"items":[{"a":"x y","s":"OPEN"\#($0 % 2 == 0 ? #","o":1"# : "")}]}"# }
        )
    }

    @Test func enoughAnswersConfirm() throws {
        let baseline = try baseline(20)
        #expect(try confirms(baseline, "/items/4/a", "required"))
        #expect(try !confirms(baseline, "/items/4/o", "required"))
        #expect(try confirms(baseline, "/items/0/a", "type", "5"))
        #expect(try confirms(baseline, "/items/0/a", "type", "null"))
        // The API has always answered so: our inference is wrong.
        #expect(try !confirms(baseline, "/items/0/a", "type", "\"z\""))
        #expect(try confirms(baseline, "/items/0/s", "enum", "\"LOST\""))
        #expect(try !confirms(baseline, "/items/0/s", "enum", "\"OPEN\""))
        #expect(try confirms(baseline, "/items/0/new", "additionalProperties"))
        #expect(try !confirms(baseline, "/items/0/o", "unevaluatedProperties"))
    }

    @Test func whatABaselineCannotKnowIsNotConfirmed() throws {
        let baseline = try baseline(20)
        #expect(try !confirms(baseline, "/items/0/a", "maxLength", "\"z\""))
        #expect(try !confirms(baseline, "/items/0/a", "type"))
        #expect(try !confirms(baseline, "/items/0/a", "required", status: 404))
        #expect(try !confirms(baseline, "header:X", "required"))
        #expect(try !confirms(ShapeBaseline(), "/items/0/a", "required"))
        #expect(try !confirms(self.baseline(19), "/items/0/a", "required"))
    }
}
