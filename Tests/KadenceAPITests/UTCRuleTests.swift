import APIDocument
import ContractCheck
import ExchangeModel
import Redaction
import Testing

@testable import KadenceAPI

@Suite struct UTCRuleTests {
    @Test(arguments: [
        #"{"startDate":"2017-07-21T17:32:28+00:00","createdAt":"2017-07-21T17:32:28Z","start":"2017-07-21T17:32:28z"}"#,
        #"{"startDate":"soon","endDate":null,"start":7}"#, #"{"title":"2017-07-21T17:32:28+02:00"}"#,
        #"{"@context":{"startDate":"2017-07-21T17:32:28+02:00"}}"#,
    ])
    func utcPasses(body: String) {
        #expect(Answers.observe(UTCRule(), body).isEmpty)
    }

    @Test(arguments: ["startDate", "checkedInDate", "modifiedAt", "startDateTime", "start", "end"])
    func anotherOffsetIsAWarning(name: String) {
        let found = Answers.observe(UTCRule(), #"{"hydra:member":[{"\#(name)":"2017-07-21T17:32:28+02:00"}]}"#)
        #expect(found.map(\.rule) == ["kadence.utc.offset"])
        #expect(found.map(\.severity) == [.warning])
        #expect(found.map(\.dataPointer) == ["/hydra:member/0/" + name])
    }

    @Test func aRedactedMomentHasNoOffsetToJudge() {
        let secrets = KnownSecrets()
        secrets.add(Array("2017-07-21T17:32:28+02:00".utf8), kind: "secret")
        secrets.add(Array("half past five, some day".utf8), kind: "secret")
        let body = #"{"startDate":"2017-07-21T17:32:28+02:00","endDate":"half past five, some day"}"#
        let found = Answers.observe(UTCRule(), body, secrets: secrets)
        #expect(found.map(\.isNotEvaluable) == [true])
        #expect(found.map(\.dataPointer) == ["/startDate"])
    }
}
