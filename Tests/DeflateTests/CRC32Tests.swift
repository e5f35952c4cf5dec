import Deflate
import Testing

@Suite struct CRC32Tests {
    @Test func knownSums() {
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum([UInt8]()) == 0)
        #expect(CRC32.checksum(AnySequence([UInt8]("123456789".utf8))) == 0xCBF4_3926)
    }
}
