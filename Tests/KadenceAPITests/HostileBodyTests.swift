import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import Redaction
import TestSupport
import Testing

@testable import KadenceAPI

@Suite struct HostileBodyTests {
    private func check(_ body: [UInt8], type: String? = "application/ld+json") -> CheckResult {
        var headers = Answers.good
        headers.remove("Content-Type")
        if let type { headers.append("Content-Type", type) }
        var exchange = Answers.raw("GET", "/v1/public/bookings", headers: headers, body: "")
        exchange.response?.body = MessageBody(body)
        return Answers.check(Redactor(keys: .ephemeral()).redact(exchange))
    }

    @Test func deepBodiesAreNotEvaluable() {
        let deep = String(repeating: #"{"a":"#, count: 300) + #"{"id":7}"# + String(repeating: "}", count: 300)
        let body = #"{"hydra:totalItems":0,"hydra:member":[],"x":\#(deep)}"#
        let result = check(Array(body.utf8))
        #expect(result.findings.contains { $0.rule == "kadence.iri" && $0.isNotEvaluable })
        #expect(result.verdict().exitCode == 3)
    }

    @Test func nestingBeyondTheParsersIsNotEvaluable() {
        for depth in [600, 200_000] {
            let body = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let result = check(Array(body.utf8))
            #expect(result.findings.allSatisfy { $0.isNotEvaluable })
            #expect(result.verdict().exitCode == 3)
        }
    }

    /// Whatever the type says, bytes are judged or said not to be, and never taken for an answer that is fine.
    @Test(arguments: [
        "application/ld+json", "application/json; charset=utf-16", "text/html", "text/csv; header=present",
        "image/png", "multipart/form-data", "multipart/form-data; boundary=x", ";;;", "application/ld+json, text/html",
        "\u{1B}[2J", "",
    ])
    func noTypeMakesRubbishPass(type: String) {
        for body in [
            [0xFF, 0xFE, 0x00], Array("<html>\u{202E}".utf8), Array("{\"id\":".utf8),
            [UInt8](repeating: 0x80, count: 5_000),
        ] {
            let result = check(body, type: type.isEmpty ? nil : type)
            let isCSV = type.hasPrefix("text/csv")
            #expect(isCSV || result.verdict(failOn: .warning).exitCode != 0, "\(type) \(body.prefix(8))")
            #expect(!FindingFormat.text(result).contains("\u{1B}"))
        }
    }

    @Test func hugeArraysOfAnythingAreWalked() {
        for item in ["0", "{}", "[]", #"{"id":null,"startDate":[],"userId":7}"#] {
            let members = [String](repeating: item, count: 20_000).joined(separator: ",")
            let result = check(Array(#"{"hydra:totalItems":20000,"hydra:member":[\#(members)]}"#.utf8))
            #expect(result.findings.count < 20, "items that are alike are one finding")
            #expect(result.findings.allSatisfy { $0.samples.count <= 3 })
            #expect(result.findings.contains { $0.rule == "kadence.collection.page-size" })
            let pointers = result.findings.filter { $0.severity == .error }.map(\.dataPointer)
            let isWrong = item.contains("id")
            for name in ["id", "startDate", "userId"] {
                #expect(pointers.contains("/hydra:member/*/" + name) == isWrong, "\(name) in \(pointers)")
            }
        }
    }

    @Test func manyViolationsBecomeFewFindings() {
        let members = (0..<20_000).map { #"{"id":\#($0),"k\#($0)":{"id":0}}"# }.joined(separator: ",")
        let body = #"{"hydra:totalItems":20000,"hydra:member":[\#(members)]}"#
        let result = check(Array(body.utf8))
        #expect(result.findings.count < 120)
        #expect(result.findings.contains { $0.dataPointer == "/hydra:member/*/id" && $0.samples.count == 3 })
    }

    @Test func mutatedBodiesDoNotCrash() {
        let seed = Array(
            #"{"@id":"/v1/public/bookings","hydra:member":[{"id":"01GTBV1CT3BM8A42SEJ2J5F4EG","startDate":"2017-07-21T17:32:28+00:00","userId":"/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG","space":{"id":"x"}}],"hydra:totalItems":1,"hydra:view":{"@id":"/x"}}"#
                .utf8
        )
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            var body = seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.remove(at: place)
                default: body.insert(contentsOf: "0\"{}[]-9e".utf8.shuffled(using: &generator).prefix(2), at: place)
                }
            }
            let result = check(body)
            #expect(FindingFormat.text(result).contains("exit "))
        }
    }
}
