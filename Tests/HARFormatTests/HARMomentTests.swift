import ExchangeModel
import HARFormat
import JSONTree
import Redaction
import TestSupport
import Testing

/// When an exchange began on its recorder's monotonic clock, in a file.
@Suite struct HARMomentTests {
    private func written(_ moment: MonotonicMoment?, showsProcess: Bool = true) -> [UInt8] {
        var raw = exchange()
        raw.monotonicStart = moment
        return HARWriter.write([HAREntryInput(exchange: redacted(raw), showsProcess: showsProcess)])
    }

    private func read(_ own: String) throws -> HARImport {
        let text =
            #"{"log":{"entries":[{"startedDateTime":"2026-11-23T17:31:02Z","request":{"method":"GET","url":"http://a/"},"#
            + #""response":{"status":200},"_reprise":{"monotonicStart":\#(own)}}]}}"#
        return try HARReader.read(Array(text.utf8))
    }

    @Test func itIsWrittenInDigitsAndMilliseconds() throws {
        let bytes = written(MonotonicMoment(process: 0xF_00D0, offset: .microseconds(1_250_004)))
        let own = try JSONDocument.parse(bytes).root["log"]?["entries"]?[0]?["_reprise"]?["monotonicStart"]
        #expect(own?["process"]?.string == "00000000000f00d0")
        #expect(own.map { Array($0["offset"]?.lexeme ?? []) } == Array("1250.004".utf8))
        #expect(own?.count == 2)
        #expect(try HARLint.check(bytes).isEmpty)
    }

    @Test func readingBackGivesTheSame() throws {
        var generator = SeededGenerator(seed: 77)
        let longest = MonotonicMoment.longestOffset.microseconds
        var offsets = [0, 1, 999, 60_001, longest - 1, longest]
        for _ in 0..<400 {
            let most = longest >> Int64.random(in: 0...40, using: &generator)
            offsets.append(Int64.random(in: 0...most, using: &generator))
        }
        for offset in offsets {
            let names: [UInt64] = [0, .max, .random(in: .min ... .max, using: &generator)]
            let process = names.randomElement(using: &generator) ?? 0
            let moment = MonotonicMoment(process: process, offset: .microseconds(offset))
            let bytes = written(moment)
            let har = try HARReader.read(bytes)
            #expect(har.exchanges.map(\.monotonicStart) == [moment])
            #expect(har.warnings.isEmpty)
            #expect(HARWriter.write(har.exchanges.map { HAREntryInput(exchange: redacted($0)) }) == bytes)
        }
    }

    @Test func whereThereIsNoneNothingIsWritten() throws {
        let bytes = written(nil)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("monotonicStart"))
        #expect(try HARReader.read(bytes).exchanges[0].monotonicStart == nil)
        let moment = MonotonicMoment(process: 1, offset: .zero)
        #expect(written(moment, showsProcess: false) == bytes)
    }

    @Test(arguments: [
        "null", "7", "[]", "{}", #""00000000000000a1""#, #"{"process":"00000000000000a1"}"#, #"{"offset":1}"#,
        #"{"process":161,"offset":1}"#, #"{"process":"a1","offset":1}"#, #"{"process":"00000000000000a1f","offset":1}"#,
        #"{"process":"0000000000000 a1","offset":1}"#, #"{"process":"+000000000000a1f","offset":1}"#,
        #"{"process":"00000000000000a1","offset":-1}"#, #"{"process":"00000000000000a1","offset":-0.0001}"#,
        #"{"process":"00000000000000a1","offset":"1"}"#, #"{"process":"00000000000000a1","offset":null}"#,
        #"{"process":"00000000000000a1","offset":true}"#, #"{"process":"00000000000000a1","offset":[1]}"#,
        #"{"process":"00000000000000a1","offset":1e999}"#, #"{"process":"00000000000000a1","offset":-1e999}"#,
        #"{"process":"00000000000000a1","offset":9223372036854775808}"#,
        #"{"process":"00000000000000a1","offset":315360000001}"#,
    ])
    func whatIsNoMomentIsIgnored(_ own: String) throws {
        let har = try read(own)
        #expect(har.exchanges.count == 1 && har.exchanges[0].monotonicStart == nil)
        #expect(har.exchanges.first?.startedAt == Timestamp(seconds: 1_795_455_062))
    }

    @Test func damageGivesAPossibleMomentOrNone() throws {
        let moment = MonotonicMoment(process: 0xA1, offset: .microseconds(1_234_567_890))
        let whole = written(moment)
        let place = try #require(whole.firstRange(of: Array("monotonicStart".utf8)))
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = place.lowerBound + Int.random(in: 0..<100, using: &generator)
                damaged[index] = Array("0123456789.-+eE\"{}[],: xf".utf8).randomElement(using: &generator) ?? 0
            }
            guard let start = (try? HARReader.read(damaged))?.exchanges.first?.monotonicStart else { continue }
            #expect(start.offset >= .zero && start.offset <= MonotonicMoment.longestOffset)
        }
    }

    @Test func otherWaysToWriteItAreRead() throws {
        let moment = MonotonicMoment(process: 0xA1, offset: .microseconds(1_500))
        for own in [
            #"{"process":"00000000000000A1","offset":1.5}"#, #"{"offset":15e-1,"process":"00000000000000a1","x":{}}"#,
            #"{"process":"00000000000000a1","offset":1.4999999}"#,
        ] {
            #expect(try read(own).exchanges[0].monotonicStart == moment, "\(own)")
        }
    }
}
