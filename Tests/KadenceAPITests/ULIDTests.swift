import ExchangeModel
import KadenceAPI
import TestSupport
import Testing

@Suite struct ULIDTests {
    @Test(arguments: ["01GTBV1CT3BM8A42SEJ2J5F4EG", "00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"])
    func keepsItsText(text: String) throws {
        #expect(try #require(ULID(text)).description == text)
        #expect(ULID(text.lowercased()) == ULID(text))
    }

    @Test(arguments: [
        "", "01GTBV1CT3BM8A42SEJ2J5F4E", "01GTBV1CT3BM8A42SEJ2J5F4EGG", "81GTBV1CT3BM8A42SEJ2J5F4EG",
        "01GTBV1CT3BM8A42SEJ2J5F4EI", "01GTBV1CT3BM8A42SEJ2J5F4EL", "01GTBV1CT3BM8A42SEJ2J5F4EO",
        "01GTBV1CT3BM8A42SEJ2J5F4EU", "01GTBV1CT3BM8A42SEJ2J5F4E-", "01GTBV1CT3BM8A42SEJ2J5F4É",
        "b74b830a-cf26-47bd-9dbc-237571c79fc3",
    ])
    func refusesOthers(text: String) {
        #expect(ULID(text) == nil)
    }

    @Test func knowsItsMoment() throws {
        // The specification's own example: 01ARYZ6S41 is 2016-07-30T23:54:10.259Z.
        #expect(try #require(ULID("01ARYZ6S41TSV4RRFFQ69G5FAV")).moment.description == "2016-07-30T22:36:16.385Z")
    }

    @Test func roundTrips() {
        var generator = SeededGenerator(seed: 7)
        var last: (ULID, String)?
        for step in 0..<2_000 {
            let moment = Timestamp(microseconds: Int64(step) * 86_400_000_000)
            let ulid = ULID(
                moment,
                high: UInt16.random(in: 0 ... .max, using: &generator),
                low: UInt64.random(in: 0 ... .max, using: &generator)
            )
            let text = ulid.description
            #expect(ULID(text) == ulid)
            #expect(ulid.moment == moment)
            if let last { #expect(last.0 < ulid && last.1 < text) }
            last = (ulid, text)
        }
    }

    @Test func extremesDoNotTrap() {
        #expect(ULID(Timestamp(microseconds: .min), high: 0, low: 0).moment.microseconds == 0)
        #expect(ULID(Timestamp(microseconds: .max), high: .max, low: .max).description.count == 26)
        #expect(ULID(UInt128.max).description == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        #expect(ULID(UInt128.max).moment.microseconds > 0)
    }
}
