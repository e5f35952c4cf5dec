import ExchangeModel
import Testing

@Suite struct ASCIITests {
    @Test func onlyLettersHaveCases() {
        for byte in UInt8.min...UInt8.max {
            let isCapital = (0x41...0x5A).contains(byte)
            #expect(ASCII.lower(byte) == (isCapital ? byte + 0x20 : byte))
        }
        #expect(ASCII.equalIgnoringCase("X-Wx-TRACE".utf8, "x-wX-trace".utf8))
        // 0x40 and 0x60, 0x5B and 0x7B differ in the same bit as letters do.
        #expect(!ASCII.equalIgnoringCase([0x40], [0x60]))
        #expect(!ASCII.equalIgnoringCase([0x5B], [0x7B]))
        // The Kelvin sign is no k, and E9 no C9.
        #expect(!ASCII.equalIgnoringCase("K".utf8, "\u{212A}".utf8))
        #expect(!ASCII.equalIgnoringCase([0xE9], [0xC9]))
        #expect(!ASCII.equalIgnoringCase("ab".utf8, "a".utf8))
        #expect(!ASCII.equalIgnoringCase("a".utf8, "ab".utf8))
        #expect(ASCII.equalIgnoringCase("".utf8, "".utf8))
    }

    @Test func trimsSpacesAndTabsOnly() {
        #expect(ASCII.trimmed(Array(" \t a b\t ".utf8)) == Array("a b".utf8))
        #expect(ASCII.trimmed(Array(" \t ".utf8)).isEmpty)
        #expect(ASCII.trimmed([0x0A, 0x61, 0xA0]) == [0x0A, 0x61, 0xA0])
        // Work that grew with the square of the length would not end.
        #expect(ASCII.trimmed([UInt8](repeating: 0x20, count: 4_000_000)).isEmpty)
    }

    @Test(arguments: ["", "-1", "+1", "1 ", "1.0", "0x1", "1e3", "١", "1234567890123456789"])
    func refusesWhatIsNoDecimalNumber(_ text: String) {
        #expect(ASCII.decimal(text.utf8) == nil)
    }

    @Test func readsDecimalNumbersOfUpTo18Digits() {
        #expect(ASCII.decimal("0".utf8) == 0)
        #expect(ASCII.decimal("000000000000000007".utf8) == 7)
        #expect(ASCII.decimal("999999999999999999".utf8) == 999_999_999_999_999_999)
    }

    @Test func tokensAreThoseOfTheRFC() {
        let letters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        let expected = Set(letters.utf8)
        for byte in UInt8.min...UInt8.max { #expect(ASCII.isToken(byte) == expected.contains(byte)) }
    }
}
