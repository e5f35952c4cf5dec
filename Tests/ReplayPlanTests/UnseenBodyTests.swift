import ExchangeModel
import Redaction
import ReplayPlan
import Testing

/// A run that could compare nothing must not look like one that compared everything.
@Suite struct UnseenBodyTests {
    @Test func howManyBodiesCouldNotBeComparedIsSaid() {
        func lines(_ recorded: RedactedExchange, _ answers: [RedactedExchange]) -> [String] {
            var judge = OutcomeJudge(recorded: recorded, operation: label)
            for answer in answers { #expect(judge.judge(answer) == .passed) }
            return judge.explanation.filter { $0.contains("judged without") }
        }
        let whole = exchange(200, #"{"n":1}"#)
        let withheld = exchange(200, "\u{0}\u{1}\u{2}", type: "image/png")
        #expect(withheld.response?.body.withheld != nil)
        #expect(
            lines(whole, [whole, cut(#"{"n":"#)]) == [
                "1 answer was judged without its body: that, or the recorded one, was cut, left out or not sent again "
                    + "(304)"
            ]
        )
        #expect(lines(cut(#"{"n":"#), [whole, whole]).first?.hasPrefix("2 answers were judged without") == true)
        #expect(lines(withheld, [withheld]).count == 1)
        // An answer without a body has nothing that could be missed.
        #expect(lines(exchange(204, "", type: ""), [exchange(204, "", type: "")]) == [])
        #expect(lines(whole, [whole, exchange(304, "", type: "")]).count == 1)
    }
}
