import Foundation
import Testing

@testable import Commands

/// A flow saved on one machine, opened on another.
@Suite(.serialized) struct FlowSaveTests {
    private static let user = "01H59Z8K3QW7V2M4N6P8R0T1CD"
    private static let booking = "01H59Z8K3QW7V2M4N6P8R0T1AB"

    private static func entry(_ method: String, _ path: String, _ answer: String, body: String = "", own: String = "{}")
        -> String
    {
        let post =
            body.isEmpty
            ? "" : #","postData":{"mimeType":"application/json","text":"\#(body.replacing("\"", with: "\\\""))"}"#
        let answer = answer.replacing("\"", with: "\\\"")
        return #"""
            {"startedDateTime":"2026-01-05T10:00:00Z","time":1,"request":{"method":"\#(method)","url":
            "https://api.onkadence.co\#(path)","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":
            "application/json"}]\#(post)},"response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":
            [{"name":"Content-Type","value":"application/json"}],"content":{"size":1,"mimeType":"application/json","text":
            "\#(answer)"}},"_reprise":{"request":\#(own)}}
            """#
    }

    private static func har(_ entries: [String]) -> String {
        #"{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[\#(entries.joined(separator: ","))]}}"#
    }

    private static let flow = [
        entry("POST", "/oauth2/token", "{}", body: "{}"),
        entry("GET", "/v1/public/users?email=ada%40example.com", #"{"hydra:member":[{"id":"\#(user)"}]}"#),
        entry("GET", "/v1/public/users/\(user)/bookings", "{}"),
        entry("POST", "/v1/public/bookings/\(booking)/check-in", "{}", body: #"{"email":"ada@example.com"}"#),
    ]

    @Test func itSaysWhatAnotherMachineMustGive() async throws {
        let here = try Program()
        let there = try Program()
        defer {
            here.remove()
            there.remove()
        }
        try FlowSaveTests.har(FlowSaveTests.flow).write(toFile: here.path("in.har"), atomically: true, encoding: .utf8)
        let imported = try await here.run(["import", "in.har"])
        #expect(imported.status == 0, "\(imported.talk)")
        let saved = try await here.run(["flow", "save", "check-in", "1-4"])
        #expect(saved.status == 0, "\(saved.talk)")
        #expect(saved.talk.contains("must set  REPRISE_VALUE_email  (email, call 2, 4 query email"), "\(saved.talk)")
        #expect(
            saved.talk.contains("may set   REPRISE_VALUE_bookingId  (ulid, call 4 path after bookings"),
            "\(saved.talk)"
        )
        #expect(!saved.talk.contains("userId"), "an answer gives it: \(saved.talk)")
        let file = try String(contentsOfFile: here.path("fixtures/check-in.har"), encoding: .utf8)
        #expect(!file.contains("ada@example.com") && !file.contains("ada%40example.com"))
        // Another name, as somebody might write it by hand.
        let renamed = file.replacing(#""name": "email""#, with: #""name": "colleague""#)
        #expect(renamed != file)
        try renamed.write(toFile: there.path("copy.har"), atomically: true, encoding: .utf8)
        let again = try await there.run(["flow", "save", "again", "copy.har", "--store", "captures.sqlite"])
        let made = try await there.run(["import", "copy.har"])
        #expect(made.status == 0, "\(made.talk)")
        let second = try await there.run(["flow", "save", "again", "copy.har"])
        #expect(second.status == 0, "\(again.talk) \(second.talk)")
        #expect(second.talk.contains("must set  REPRISE_VALUE_colleague"), "\(second.talk)")
        #expect(second.talk.contains("may set   REPRISE_VALUE_bookingId"), "\(second.talk)")
    }

    @Test func aCallThatCannotBeRepeatedIsNamed() async throws {
        let program = try Program()
        defer { program.remove() }
        let cut = FlowSaveTests.entry("POST", "/v1/public/bookings", "{}", body: #"{"a":1"#, own: #"{"isCut":true}"#)
        try FlowSaveTests.har([cut]).write(toFile: program.path("in.har"), atomically: true, encoding: .utf8)
        _ = try await program.run(["import", "in.har"])
        let saved = try await program.run(["flow", "save", "cut", "1"])
        #expect(saved.status == 0, "\(saved.talk)")
        #expect(saved.talk.contains("call 1 POST /v1/public/bookings can't be replayed"), "\(saved.talk)")
        #expect(saved.talk.contains("only in part"), "\(saved.talk)")
    }

    @Test func valuesInTheSettingsFileAreChecked() async throws {
        let program = try Program()
        defer { program.remove() }
        for (settings, complaint) in [
            ("values:\n  email: a@example.com\n  number: 7\n", nil), ("values:\n", nil),
            ("values: [a]\n", "line 1: values holds no names with values"),
            ("values:\n  email:\n    - a\n", "line 2: values: email has no usable value"),
        ] {
            try settings.write(toFile: program.path("reprise.yml"), atomically: true, encoding: .utf8)
            let result = try await program.run(["list"])
            #expect(result.status == 2)
            if let complaint {
                #expect(result.talk.contains(complaint), "\(result.talk)")
            } else {
                #expect(!result.talk.contains("reprise.yml"), "\(result.talk)")
            }
        }
    }

    @Test func theEnvironmentCountsMoreThanTheFile() {
        let environment = ["REPRISE_VALUE_EMAIL": "e", "REPRISE_VALUE_empty": "", "REPRISE_VALUES": "x", "OTHER": "y"]
        let file: [String: [UInt8]] = ["email": [0x66], "empty": [0x66], "none": []]
        let values = FlowValues.merged(environment: environment, file: file)
        #expect(values == ["EMAIL": [0x65], "empty": [0x66]])
    }
}
