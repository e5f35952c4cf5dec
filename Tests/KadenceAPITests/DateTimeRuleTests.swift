import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct DateTimeRuleTests {
    @Test(arguments: [
        "\"2017-07-21T17:32:28+00:00\"", "\"2017-07-21T17:32:28Z\"", "\"2017-07-21T17:32:28.123456789z\"",
        "\"2016-12-31T23:59:60Z\"", "\"2017-07-21T17:32:28+02:00\"",
    ])
    func momentsPass(value: String) {
        #expect(Answers.observe(DateTimeRule(), #"{"startDate":\#(value)}"#).isEmpty)
    }

    @Test(arguments: [
        ("null", "type", Severity.error), ("7", "type", .error), ("\"2017-07-21T17:32:28\"", "format", .error),
        ("\"2017-02-30T17:32:28Z\"", "format", .error), ("\"yesterday\"", "format", .error), ("\"\"", "format", .error),
    ])
    func othersFail(value: String, part: String, severity: Severity) {
        let found = Answers.observe(DateTimeRule(), #"{"hydra:member":[{"startDate":\#(value)}]}"#)
        #expect(found.map(\.rule) == ["kadence.date-time." + part])
        #expect(found.map(\.severity) == [severity])
    }

    @Test func whatHasNotHappenedMayBeNull() {
        #expect(Answers.observe(DateTimeRule(), #"{"checkedInDate":null,"cancelledDate":null}"#).isEmpty)
        #expect(Answers.observe(DateTimeRule(), #"{"cancelledDate":false}"#).map(\.rule) == ["kadence.date-time.type"])
    }

    @Test(arguments: [
        ("2017-07-21T17:32:28+02:00", ""), ("21 July 2017, half past five", "format"),
    ])
    func aRedactedMomentIsJudgedByItsShape(value: String, part: String) {
        let secrets = KnownSecrets()
        secrets.add(Array(value.utf8), kind: "secret")
        let found = Answers.observe(DateTimeRule(), #"{"startDate":"\#(value)"}"#, secrets: secrets)
        #expect(found.map(\.rule) == (part.isEmpty ? [] : ["kadence.date-time." + part]))
        #expect(found.allSatisfy { !$0.isNotEvaluable })
    }
}
