import Testing

@testable import ContractCheck

@Suite struct StringValuesTests {
    @Test(arguments: ["CONFIRMED", "checked_in", "hydra:Collection", "v2", "a", "text-1234"])
    func wordsOfAnEnumeration(text: String) {
        #expect(StringValues.isWord(Array(text.utf8)))
    }

    @Test(arguments: [
        "", "01H59ZK3PBYQ3S7SJ8W1N2M4X6", "2026-11-23", "2026-11-23T17:31:02Z", "42", "/v1/public/bookings/1",
        "Ann Smith", "ann@example.test", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "Grün", "a\nb", "a12345",
        "abcdefghijklmnopqrstuvwxyzabcdefg",
    ])
    func everythingElse(text: String) {
        #expect(!StringValues.isWord(Array(text.utf8)))
    }

    @Test func oneOtherStringOrTooManyWordsEndIt() {
        var values = StringValues()
        for _ in 0..<3 { values.add(Array("A".utf8), mayEnumerate: true) }
        #expect(values.isClosed && values.words == ["A": 3])
        var other = values
        other.add(Array("free text".utf8), mayEnumerate: true)
        #expect(!other.isClosed && other.words.isEmpty && other.total == 4)
        var many = values
        for index in 0..<16 { many.add(Array("W\(index)".utf8), mayEnumerate: true) }
        #expect(!many.isClosed && many.words.isEmpty && many.total == 19)
        var hidden = values
        hidden.addHidden()
        #expect(!hidden.isClosed && hidden.total == 4)
        var named = values
        named.add(Array("Berlin".utf8), mayEnumerate: StringValues.mayEnumerate(Array("Name".utf8)))
        #expect(!named.isClosed)
    }
}
