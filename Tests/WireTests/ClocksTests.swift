import ExchangeModel
import Testing
import Wire

@Suite struct ClocksTests {
    @Test func theWallClockIsInOurTime() {
        let year = Clocks.system.now().civil.year
        #expect((2_024..<2_200).contains(year))
    }

    @Test func theMonotonicClockDoesNotGoBack() {
        let first = Clocks.system.monotonic()
        #expect(Clocks.system.monotonic() >= first)
    }
}
