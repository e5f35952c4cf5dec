import ExchangeModel
import Testing

@Suite struct HeaderListTests {
    @Test func namesCompareWithoutCaseAndKeepTheirs() {
        var headers: HeaderList = ["X-WX-Trace": "a", "Accept": "*/*", "x-wx-trace": "b"]
        #expect(headers.all("X-Wx-TRACE") == [Array("a".utf8), Array("b".utf8)])
        #expect(headers.text("X-WX-TRACE") == "a")
        #expect(headers.contains("ACCEPT"))
        #expect(!headers.contains("Accept-"))
        headers.set("x-WX-trace", "c")
        #expect(headers.fields == [.init("X-WX-Trace", "c"), .init("Accept", "*/*")])
        headers.set("Via", "1.1 x")
        headers.append("via", "1.1 y")
        #expect(headers.fields.map(\.nameText) == ["X-WX-Trace", "Accept", "Via", "via"])
        headers.remove("VIA")
        #expect(headers.fields.count == 2)
    }

    @Test func orderDuplicatesAndBytesStay() {
        let fields = [
            HeaderList.Field(name: Array("b".utf8), value: [0xE9, 0x20, 0xFF]), .init("A", ""), .init("B", "2"),
            HeaderList.Field(name: [0x58, 0xE9], value: [0x00, 0x0A]), .init("a", "1"),
        ]
        let headers = HeaderList(fields)
        #expect(headers.fields == fields)
        #expect(headers.first("B") == [0xE9, 0x20, 0xFF])
        #expect(headers.first("A") == [])
        #expect(headers.all("a").count == 2)
    }

    /// Swift's strings call these equal; header names are bytes.
    @Test func namesCompareAsBytes() {
        let headers = HeaderList([.init("X-\u{E9}", "1")])
        #expect(headers.contains("X-\u{E9}"))
        #expect(!headers.contains("X-e\u{301}"))
        // The value shown for people is repaired, the bytes are not.
        let broken = HeaderList.Field(name: [0x58], value: [0x61, 0xFF])
        #expect(broken.valueText == "a\u{FFFD}")
        #expect(broken.value == [0x61, 0xFF])
    }
}
