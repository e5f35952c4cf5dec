import ExchangeModel
import Redaction
import ReplayPlan
import Testing

/// What of a recorded success is compared, and with what.
@Suite struct RecordedMeaningTests {
    private func judge(_ recorded: RedactedExchange) -> OutcomeJudge {
        OutcomeJudge(recorded: recorded, operation: label)
    }

    private func summary(_ outcome: Outcome) -> String? {
        if case .failed(let signature) = outcome { return signature.summary }
        return nil
    }

    /// Cells cost far more room than their bytes.
    @Test func tablesWithTooManyCellsAreComparedByBytes() {
        let small = exchange(200, "a\n1\n", type: "text/csv")
        let huge = exchange(200, String(repeating: ",", count: 1 << 20), type: "text/csv")
        var grown = judge(small)
        #expect(summary(grown.judge(huge)) == "200, the body is not the recorded one")
        #expect(grown.judge(small) == .passed)
        var shrunk = judge(huge)
        #expect(shrunk.judge(huge) == .passed)
        #expect(summary(shrunk.judge(small)) == "200, the body is not the recorded one")
        #expect(
            summary(shrunk.judge(exchange(200, "<a/>", type: "text/html")))
                == "200, header content-type is text/html, was text/csv, and elsewhere"
        )
    }

    @Test func whatCouldNotBeComparedIsSaid() {
        func lines(_ recorded: RedactedExchange, _ answers: [RedactedExchange]) -> [String] {
            var judge = judge(recorded)
            for answer in answers { #expect(judge.judge(answer) == .passed) }
            return judge.explanation
        }
        let whole = exchange(200, #"{"n":1}"#)
        let reason = "cut, left out or not sent again (304)"
        let one = "1 answer was judged without its body: that, or the recorded one, was \(reason)"
        #expect(!lines(whole, [whole]).contains { $0.contains("judged without") })
        #expect(lines(whole, [whole, cut(#"{"n":"#)]).contains(one))
        #expect(lines(whole, [exchange(304, "", type: "")]).contains(one))
        let blind = lines(cut(#"{"n":"#), [whole, whole])
        let two = "2 answers were judged without their bodies: those, or the recorded one, were \(reason)"
        #expect(blind.contains(two))
        #expect(!blind.contains { $0.contains("means something else") })
        #expect(
            blind.first == "recorded was a success, its body not as a whole: an attempt fails when its answer is an "
                + "error or has another status or other header fields"
        )
        // An answer that has no body has nothing to compare.
        let empty = exchange(204, "", type: "")
        #expect(!lines(empty, [empty]).contains { $0.contains("judged without") })
    }

    /// The links of an answer name the server that gave it.
    @Test func linkFieldsOfAnotherServerAreComparedWithoutIt() {
        func answer(_ server: String, _ field: String) -> RedactedExchange {
            redactor.redact(
                Exchange(
                    startedAt: recordedAt,
                    request: RequestMessage(method: "GET", url: Array("\(server)/v1/public/bookings".utf8)),
                    response: ResponseMessage(
                        status: 200,
                        headers: ["Link": field],
                        body: MessageBody([])
                    )
                )
            )
        }
        let (here, there) = ("https://api.onkadence.co", "http://127.0.0.1:8080")
        let field = { (server: String) in
            "<\(server)/docs.jsonld>; rel=\"apiDocumentation\", <https://cdn.example/a.css>; rel=preload"
        }
        var judge = judge(answer(here, field(here)))
        #expect(judge.judge(answer(there, field(there))) == .passed)
        #expect(judge.judge(answer(there, field(here))) == .passed)
        #expect(judge.judge(answer(here, field(here))) == .passed)
        for other in [
            "<\(there)/other.jsonld>; rel=\"apiDocumentation\", <https://cdn.example/a.css>; rel=preload",
            "<\(there)/docs.jsonld>; rel=\"apiDocumentation\"",
            "<\(there).evil.example/docs.jsonld>; rel=\"apiDocumentation\", <https://cdn.example/a.css>; rel=preload",
            "<https://api.us.onkadence.co/docs.jsonld>; rel=\"apiDocumentation\", <https://cdn.example/a.css>; rel=preload",
        ] {
            #expect(summary(judge.judge(answer(there, other)))?.hasPrefix("200, header link is ") == true)
        }
        // A relative target is the same wherever it came from.
        var relative = self.judge(answer(here, "<\(here)/a>; rel=next"))
        #expect(relative.judge(answer(there, "</a>; rel=next")) == .passed)
        var mutual = self.judge(answer(here, "<\(there)/a>; rel=next"))
        #expect(mutual.judge(answer(there, "<\(there)/a>; rel=next")) == .passed)
    }
}
