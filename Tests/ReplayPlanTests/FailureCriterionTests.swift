import JSONTree
import ReplayPlan
import Testing

@Suite struct FailureCriterionTests {
    @Test func readsWhatPeopleWrite() throws {
        let expected: [(String, FailureCriterion)] = [
            ("status:503", .status(503...503)), ("status:5xx", .status(500...599)), ("status:5XX", .status(500...599)),
            ("status:500-504", .status(500...504)), ("status:404-404", .status(404...404)),
            ("slower:2s", .slower(.seconds(2))), ("slower:800ms", .slower(.milliseconds(800))),
            ("slower:1.5s", .slower(.milliseconds(1_500))), ("slower:2min", .slower(.seconds(120))),
            ("slower:0.000001ms", .slower(.nanoseconds(1))),
            ("slower:999999999.999999999s", .slower(.seconds(999_999_999) + .nanoseconds(999_999_999))),
            ("finding:body.schema", .finding("body.schema")), ("transport", .transport),
            ("differs:/hydra:totalItems", .differs(JSONPointer(["hydra:totalItems"]))),
            ("differs:/a~1b/0", .differs(JSONPointer(["a/b", "0"]))), ("differs:", .differs(JSONPointer())),
        ]
        for (text, criterion) in expected {
            #expect(try FailureCriterion(parsing: text) == criterion, "\(text)")
            #expect(try FailureCriterion(parsing: criterion.text) == criterion, "\(criterion.text)")
        }
        #expect(FailureCriterion.status(500...599).text == "status:5xx")
        #expect(FailureCriterion.slower(.milliseconds(1_500)).text == "slower:1.5s")
        #expect(FailureCriterion.slower(.milliseconds(800)).text == "slower:800ms")
    }

    @Test(
        arguments: [
            "", "status", "status:", "status:5x", "status:50", "status:0xx", "status:5000", "status:504-500",
            "status:-500", "status:٥٠٣", "slower:", "slower:2", "slower:s", "slower:-2s", "slower:0s", "slower:1.s",
            "slower:.5s", "slower:1.2.3s", "slower:2h", "slower:9999999999s", "slower:1e3s", "finding:",
            "finding:a b", "differs:a", "differs:/~2", "transport:", "Transport", "anything:else",
        ]
    )
    func refusesTheRest(_ text: String) {
        #expect(throws: FailureCriterionError.self) { try FailureCriterion(parsing: text) }
    }

    @Test func theSentenceIsSafeAndSaysWhatIsAllowed() {
        let hostile = "status:\u{1B}[2J\n" + String(repeating: "x", count: 10_000)
        do throws(FailureCriterionError) {
            _ = try FailureCriterion(parsing: hostile)
            Issue.record("read")
        } catch {
            #expect(error.sentence.contains("status:5xx"))
            #expect(error.sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
            #expect(error.sentence.count < 200)
        }
    }
}
