import ExchangeModel
import Testing

@Suite struct PercentCodingTests {
    private func decoded(_ text: String, plusIsSpace: Bool = true) -> String {
        String(decoding: PercentCoding.decoded(Array(text.utf8), plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    @Test func everyByteInEitherCase() {
        for byte in UInt8.min...UInt8.max {
            let digits = String(byte, radix: 16)
            let text = Array("a%\(byte < 16 ? "0" : "")\(digits)z".utf8)
            let upper = Array(String(decoding: text, as: UTF8.self).uppercased().utf8)
            #expect(PercentCoding.decoded(text, plusIsSpace: true) == [0x61, byte, 0x7A])
            #expect(PercentCoding.decoded(upper, plusIsSpace: false) == [0x41, byte, 0x5A])
        }
    }

    @Test(arguments: ["", "%", "%4", "a%", "%zz", "%4g", "%g4", "100 %", "%%", "% 41", "%+1"])
    func whatIsNoEscapeStays(_ text: String) {
        #expect(decoded(text, plusIsSpace: false) == text)
        #expect(decoded(text) == text.replacing("+", with: " "))
    }

    @Test func onceOnly() {
        #expect(decoded("%2541") == "%41")
        #expect(decoded("%%34%31") == "%41")
        #expect(decoded("a+b%2Bc") == "a b+c")
        #expect(decoded("a+b%2Bc", plusIsSpace: false) == "a+b+c")
    }

    /// A slice ends where it ends, whatever stands behind.
    @Test func slicesKeepToThemselves() {
        let text = Array("x%41%4".utf8) + Array("2".utf8)
        #expect(PercentCoding.decoded(text[1..<6], plusIsSpace: true) == Array("A%4".utf8))
        #expect(PercentCoding.decoded(text[3..<3], plusIsSpace: true).isEmpty)
    }
}
